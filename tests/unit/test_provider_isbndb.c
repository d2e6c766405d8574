/* test_provider_isbndb.c: ISBNdb's requests, and its answers by files of bytes: every case
 * of consumer/providers/README.md, and hostile ones. */
#include "provider_case.h"
#include "provider_check.h"
#include "test.h"

static void isbndb_read__table(void **state)
{
    (void)state;
    static const struct resolve_case rows[] = {
        {"found_books", .isbns = "9781250178633 9798881234560"},
        {"found_data", .isbns = "9781250178633 9798881234560"},
        {"found_isbn10", .isbns = "9780804429573 9780306406157"},
        {"found_deprecated_isbn", .isbns = "9781250178633"},
        {"found_nulls", .isbns = "9781250178633"},
        {"found_bad_isbns", .isbns = "9781250178633 9790260000438", .bad_items = 10},
        {"found_twice", .isbns = "9781250178633"},
        {"found_odd_members", .isbns = "9781250178633"},
        {"none_empty", .isbns = NULL},
        {"none_total", .isbns = NULL},
        {"none_404", .isbns = NULL},
        {"none_404_empty", .isbns = NULL},
        {"error_404_html", .class = ERROR_CONFIG, .says = "check base_url"},
        {"error_400", .class = ERROR_REQUEST},
        {"error_401", .class = ERROR_CONFIG, .says = "Full authentication"},
        {"error_403", .class = ERROR_CONFIG, .says = "each plan has its host"},
        {"error_403_html", .class = ERROR_CONFIG},
        {"error_429_minute", .class = ERROR_RATE_LIMITED},
        {"error_429_limit", .class = ERROR_RATE_LIMITED, .retry_after_ms = 2000},
        {"error_429_daily", .class = ERROR_QUOTA, .says = "Daily quota exceeded"},
        {"error_500", .class = ERROR_TRANSIENT},
        {"error_502_html", .class = ERROR_TRANSIENT},
        {"error_503", .class = ERROR_TRANSIENT, .says = "upstream connect error"},
        {"error_504", .class = ERROR_TRANSIENT},
        {"malformed_html", .class = ERROR_MALFORMED, .says = "HTML"},
        {"malformed_empty", .class = ERROR_MALFORMED},
        {"malformed_message", .class = ERROR_MALFORMED},
        {"malformed_array", .class = ERROR_MALFORMED},
        {"malformed_object_for_list", .class = ERROR_MALFORMED},
        {"hostile_nul", .class = ERROR_MALFORMED},
        {"hostile_utf8", .class = ERROR_MALFORMED},
        {"hostile_duplicate_keys", .class = ERROR_MALFORMED, .says = "duplicate key"},
        {"hostile_number", .class = ERROR_MALFORMED, .says = "out of range"},
        {"hostile_titles", .isbns = "9781250178633"},
    };
    resolve_cases(&provider_isbndb, rows, ARRAY_LEN(rows));
}

static void isbndb_read__keeps_what_a_record_says(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_isbndb, "found_books", &answer);
    const struct edition *edition = &answer.editions.items[0];
    assert_string_equal(edition->title, "The Women: A Novel");
    assert_string_equal(edition->authors, "Hannah, Kristin");
    assert_string_equal(edition->publisher, "St. Martin's Press");
    assert_string_equal(edition->published, "2024-02-06");
    assert_string_equal(edition->language, "en");
    assert_string_equal(edition->binding, "Hardcover");
    assert_string_equal(answer.editions.items[1].published, "2024");
}

static void isbndb_read__reads_odd_members(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_isbndb, "found_odd_members", &answer);
    const struct edition *edition = &answer.editions.items[0];
    assert_string_equal(edition->title, "A list");
    assert_string_equal(edition->authors, "A;B");
    assert_string_equal(edition->published, "2024");
    assert_null(edition->publisher);
    assert_null(edition->language); /* longer than any */
    assert_null(edition->binding);
}

static void isbndb_read__cleans_hostile_titles(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_isbndb, "hostile_titles", &answer);
    assert_string_equal(answer.editions.items[0].title, "<img src=x onerror=alert(1)> The Women");
}

static void read_body(const struct text *body, struct resolve_answer *ret, struct error *err)
{
    const struct http_response response = {
        .status = 200, .body = text_of(body), .body_bytes = body->count};
    (void)provider_check_resolve(&provider_isbndb, &response, ret, err); /* err says it too */
}

/* A thousand records, each with its own ISBN: a hundred are of use. */
static void isbndb_read__caps_the_candidates(void **state)
{
    (void)state;
    struct error err = {0};
    CLEANUP(text_done) struct text body = {0};
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    text_add(&body, "{\"books\":[");
    for (int i = 0, made = 0; made < 1000; i++) {
        char digits[16];
        struct isbn isbn = {0};
        (void)snprintf(digits, sizeof(digits), "978%010d", i);
        if (isbn_parse(digits, &isbn))
            text_add_format(&body, "%s{\"title\":\"T\",\"isbn13\":\"%s\"}", made++ ? "," : "",
                            isbn.text);
    }
    text_add(&body, "]}");
    read_body(&body, &answer, &err);
    assert_int_equal(err.class, ERROR_NONE);
    assert_int_equal(answer.editions.count, 100);
}

static void isbndb_read__survives_depth_and_numbers_of_values(void **state)
{
    (void)state;
    static const char *const patterns[] = {"[", "{\"books\":", "[0,", "{\"books\":[{\"isbn13\":\""};
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text body = {0};
        CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
        for (int k = 0; k < 10000; k++)
            text_add(&body, patterns[i]);
        read_body(&body, &answer, &err);
        EXPECT_ROW(patterns[i], err.class == ERROR_MALFORMED);
    }
}

/* ---- requests ---- */

static void isbndb_build__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *title, *authors;
        const char *path; /* between /books/ and ?; NULL: REQUEST */
    } rows[] = {
        {"title and author", "The Women", "Kristin Hannah", "The%20Women%20Kristin%20Hannah"},
        {"no author", "The Women", NULL, "The%20Women"},
        {"first author", "T", "Neil Gaiman;Terry Pratchett", "T%20Neil%20Gaiman"},
        {"turned round", "T", "Le Guin, Ursula K.", "T%20Le%20Guin"},
        {"no usable author", "T", "?", "T"},
        {"subtitle stays", "The Women: A Novel", NULL, "The%20Women%3A%20A%20Novel"},
        {"slash", "Either/Or", NULL, "Either%2FOr"},
        {"brackets go", "Dune (Dune #1) [Hardcover]", NULL, "Dune"},
        {"all in brackets", "(It)", NULL, "%28It%29"},
        {"quotation marks go", "The \"Real\" Life", NULL, "The%20Real%20Life"},
        {"question mark and hash", "Who? #1", NULL, "Who%3F%20%231"},
        {"not Latin", "ノルウェイの森", NULL,
         "%E3%83%8E%E3%83%AB%E3%82%A6%E3%82%A7%E3%82%A4%E3%81%AE%E6%A3%AE"},
        {"control characters", "A\nB\x1b", NULL, "A%20B"},
        {"dots would be a path", "..", NULL, NULL},
        {"no letters", "?!", "Kristin Hannah", NULL},
        {"empty", "", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text url = {0};
        CLEANUP(http_request_done) struct http_request request = {0};
        const bool ok =
            request_for_book(&provider_isbndb, rows[i].title, rows[i].authors, &request, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].path != NULL));
        if (!ok) {
            EXPECT_ROW(rows[i].name, err.class == ERROR_REQUEST);
            continue;
        }
        text_add_format(&url, "https://api.premium.isbndb.com/books/%s?page=1&pageSize=20",
                        rows[i].path);
        if (strcmp(text_of(&request.url), text_of(&url)) != 0)
            fail_msg("row '%s': %s", rows[i].name, text_of(&request.url));
    }
}

static void isbndb_build__sends_the_bare_key(void **state)
{
    (void)state;
    struct error err = {0};
    CLEANUP(http_request_done) struct http_request request = {0};
    assert_true(request_for_book(&provider_isbndb, "The Women", NULL, &request, &err));
    assert_string_equal(request.method, "GET");
    assert_string_equal(request_header(&request, "Authorization"), PROVIDER_CHECK_KEY);
    assert_int_equal(request.body.count, 0);
}

/* At most 150 characters, cut at a word, or within one where there is none; the author stays. */
static void isbndb_build__cuts_long_titles(void **state)
{
    (void)state;
    static const struct {
        const char *word, *authors;
        size_t encoded; /* of the query */
    } rows[] = {
        {"abcdefgh ", NULL, 16 * 8 + 15 * 3}, /* 16 words of 8 letters, 15 blanks of %20 */
        {"abcdefgh ", "Kristin Hannah", 15 * 8 + 16 * 3 + 13},
        {"x", NULL, 150},
        {"日", NULL, 50 * 9},
        {"x", "A name that is longer than any that a catalogue would print on its cards",
         150 + 2 * 12}, /* 11 blanks of the name, cut to 60 bytes, and one before it */
    };
    const size_t before = strlen("https://api.premium.isbndb.com/books/");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text title = {0};
        for (int k = 0; k < 200; k++)
            text_add(&title, rows[i].word);
        CLEANUP(http_request_done) struct http_request request = {0};
        EXPECT_ROW(rows[i].word, request_for_book(&provider_isbndb, text_of(&title),
                                                  rows[i].authors, &request, &err));
        const size_t encoded = strcspn(text_of(&request.url), "?") - before;
        if (encoded != rows[i].encoded)
            fail_msg("row %zu: %zu", i, encoded);
    }
}

static void isbndb_own__reads_the_plan(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int status;
        const char *body;
        enum error_class class;
        int64_t spent, limit;
    } rows[] = {
        {"plan", 200, "{\"plan_limit\":{\"total\":5000,\"spent\":1234,\"left\":3766}}", ERROR_NONE,
         1234, 5000},
        {"no limit", 200, "{\"plan_limit\":{\"spent\":0}}", ERROR_NONE, 0, -1},
        {"a text", 200, "{\"plan_limit\":{\"spent\":\"12\"}}", ERROR_MALFORMED, 7, 7},
        {"negative", 200, "{\"plan_limit\":{\"spent\":-1}}", ERROR_MALFORMED, 7, 7},
        {"nothing", 200, "[]", ERROR_MALFORMED, 7, 7},
        {"no JSON", 200, "<html>", ERROR_MALFORMED, 7, 7},
        {"wrong key", 401, "{\"message\":\"Full authentication is required\"}", ERROR_CONFIG, 7, 7},
    };
    const struct provider_settings settings = provider_check_settings(&provider_isbndb);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct http_response response = {
            .status = rows[i].status, .body = rows[i].body, .body_bytes = strlen(rows[i].body)};
        struct reported_usage own = {.spent = 7, .limit = 7};
        struct error err = {0};
        const bool ok = provider_isbndb.read_own(&settings, &response, &own, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].class == ERROR_NONE));
        EXPECT_ROW(rows[i].name, err.class == rows[i].class);
        EXPECT_ROW(rows[i].name, own.spent == rows[i].spent && own.limit == rows[i].limit);
    }
    struct error err = {0};
    CLEANUP(http_request_done) struct http_request request = {0};
    assert_true(provider_isbndb.build_own(&settings, &request, &err));
    assert_non_null(strstr(text_of(&request.url), "/key"));
    assert_null(strstr(text_of(&request.url), PROVIDER_CHECK_KEY));
}

TEST_MAIN(cmocka_unit_test(isbndb_read__table),
          cmocka_unit_test(isbndb_read__keeps_what_a_record_says),
          cmocka_unit_test(isbndb_read__reads_odd_members),
          cmocka_unit_test(isbndb_read__cleans_hostile_titles),
          cmocka_unit_test(isbndb_read__caps_the_candidates),
          cmocka_unit_test(isbndb_read__survives_depth_and_numbers_of_values),
          cmocka_unit_test(isbndb_build__table), cmocka_unit_test(isbndb_build__sends_the_bare_key),
          cmocka_unit_test(isbndb_build__cuts_long_titles),
          cmocka_unit_test(isbndb_own__reads_the_plan))
