/* test_provider_google_books.c: Google Books' requests, and its answers by files of bytes: every
 * case of consumer/providers/README.md, and hostile ones. */
#include "provider_case.h"
#include "provider_check.h"
#include "test.h"

static void google_books_read__table(void **state)
{
    (void)state;
    static const struct resolve_case rows[] = {
        {"found", .isbns = "9781250178633"},
        {"found_isbn10", .isbns = "9780804429573"},
        {"found_without_isbn", .isbns = "9781250178633"},
        {"found_bad_isbn", .isbns = "9781250178633", .bad_items = 4},
        {"found_dates", .isbns = "9781250178633 9780306406157"},
        {"none", .isbns = NULL},
        {"error_400_query", .class = ERROR_REQUEST, .says = "Missing query."},
        {"error_400_quota", .class = ERROR_QUOTA, .says = "Queries per day"},
        {"error_400_quota_words", .class = ERROR_QUOTA},
        {"error_400_key", .class = ERROR_CONFIG, .says = "the key is refused"},
        {"error_403_referer", .class = ERROR_CONFIG, .says = "restrictions of the key"},
        {"error_403_location", .class = ERROR_CONFIG, .says = "location"},
        {"error_403_daily", .class = ERROR_QUOTA},
        {"error_403_quota", .class = ERROR_QUOTA},
        {"error_403_rate", .class = ERROR_RATE_LIMITED},
        {"error_403_rate_project", .class = ERROR_RATE_LIMITED},
        {"error_429_per_day", .class = ERROR_QUOTA},
        {"error_429_per_minute", .class = ERROR_RATE_LIMITED},
        {"error_429_waits", .class = ERROR_RATE_LIMITED, .retry_after_ms = 30000},
        {"error_429_bare", .class = ERROR_QUOTA},
        {"error_404", .class = ERROR_CONFIG},
        {"error_500", .class = ERROR_TRANSIENT},
        {"error_503_backend", .class = ERROR_TRANSIENT},
        {"error_502_html", .class = ERROR_TRANSIENT},
        {"error_200", .class = ERROR_TRANSIENT, .says = "HTTP 503: Backend."},
        {"malformed_html", .class = ERROR_MALFORMED},
        {"malformed_empty", .class = ERROR_MALFORMED},
        {"malformed_items", .class = ERROR_MALFORMED},
        {"malformed_array", .class = ERROR_MALFORMED},
        {"hostile_nul", .class = ERROR_MALFORMED},
        {"hostile_utf8", .class = ERROR_MALFORMED},
        {"hostile_duplicate_keys", .class = ERROR_MALFORMED},
        {"hostile_titles", .isbns = "9781250178633", .bad_items = 1},
    };
    resolve_cases(&provider_google_books, rows, ARRAY_LEN(rows));
}

static void google_books_read__keeps_what_a_volume_says(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_google_books, "found", &answer);
    const struct edition *edition = &answer.editions.items[0];
    assert_string_equal(edition->title, "The Women: A Novel");
    assert_string_equal(edition->authors, "Kristin Hannah");
    assert_string_equal(edition->publisher, "St. Martin's Press");
    assert_string_equal(edition->published, "2024-02-06");
    assert_string_equal(edition->language, "en");
}

static void google_books_read__joins_authors(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_google_books, "found_isbn10", &answer);
    assert_string_equal(answer.editions.items[0].authors, "A;B");
}

static void google_books_read__keeps_dates_as_exact_as_they_are(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_google_books, "found_dates", &answer);
    assert_string_equal(answer.editions.items[0].published, "2024-02");
    assert_string_equal(answer.editions.items[1].published, "2024"); /* no month 13 */
}

static void google_books_build__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *title, *authors;
        const char *query; /* NULL: REQUEST */
    } rows[] = {
        {"title and author", "The Women", "Kristin Hannah",
         "intitle:%22The%20Women%22+inauthor:%22Kristin%20Hannah%22"},
        {"no author", "The Women", NULL, "intitle:%22The%20Women%22"},
        {"no usable author", "The Women", "?", "intitle:%22The%20Women%22"},
        {"main title only", "The Women: A Novel", NULL, "intitle:%22The%20Women%22"},
        {"dash", "Orbital - A Novel", NULL, "intitle:%22Orbital%22"},
        {"nothing before the colon", "…: A Novel", NULL, "intitle:%22%E2%80%A6%3A%20A%20Novel%22"},
        {"first of many", "T", "Neil Gaiman;Terry Pratchett",
         "intitle:%22T%22+inauthor:%22Neil%20Gaiman%22"},
        {"first of a comma list", "T", "Neil Gaiman, Terry Pratchett",
         "intitle:%22T%22+inauthor:%22Neil%20Gaiman%22"},
        {"first of and", "T", "Neil Gaiman and Terry Pratchett",
         "intitle:%22T%22+inauthor:%22Neil%20Gaiman%22"},
        {"turned round", "T", "Le Guin, Ursula K.", "intitle:%22T%22+inauthor:%22Le%20Guin%22"},
        {"role", "T", "Max Brod (editor)", "intitle:%22T%22+inauthor:%22Max%20Brod%22"},
        {"brackets in the middle", "The (Real [Old]) Life", NULL, "intitle:%22The%20Life%22"},
        {"bracket that closes nothing", "A) B]", NULL, "intitle:%22A%29%20B%5D%22"},
        {"bracket before the author", "T", "[ed.] Max Brod",
         "intitle:%22T%22+inauthor:%22Max%20Brod%22"},
        {"comma before the author", "T", ", Max Brod",
         "intitle:%22T%22+inauthor:%22%2C%20Max%20Brod%22"},
        {"quotation marks end no phrase", "A\" OR intitle:\"B", "C\" D",
         "intitle:%22A%20OR%20intitle%3AB%22+inauthor:%22C%20D%22"},
        {"ampersand", "A&key=x", NULL, "intitle:%22A%26key%3Dx%22"},
        {"no letters", "?!", "Kristin Hannah", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text begin = {0};
        CLEANUP(http_request_done) struct http_request request = {0};
        const bool ok = request_for_book(&provider_google_books, rows[i].title, rows[i].authors,
                                         &request, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].query != NULL));
        EXPECT_ROW(rows[i].name, ok || err.class == ERROR_REQUEST);
        text_add_format(&begin, "https://www.googleapis.com/books/v1/volumes?q=%s&maxResults=20&",
                        ok ? rows[i].query : "");
        if (ok && strncmp(text_of(&request.url), text_of(&begin), begin.count) != 0)
            fail_msg("row '%s': %s", rows[i].name, text_of(&request.url));
    }
}

static void google_books_build__keeps_the_key_out_of_the_url(void **state)
{
    (void)state;
    struct error err = {0};
    CLEANUP(http_request_done) struct http_request request = {0};
    assert_true(request_for_book(&provider_google_books, "The Women", NULL, &request, &err));
    assert_string_equal(request_header(&request, "X-Goog-Api-Key"), PROVIDER_CHECK_KEY);
    assert_null(strstr(text_of(&request.url), PROVIDER_CHECK_KEY));
    assert_non_null(strstr(text_of(&request.url), "&country=US"));
}

/* As many bytes as may be are not cut. */
static void google_books_build__keeps_titles_that_fit(void **state)
{
    (void)state;
    static const struct {
        int letters;
        size_t kept;
    } rows[] = {{199, 199}, {200, 200}, {201, 200}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text title = {0};
        CLEANUP(http_request_done) struct http_request request = {0};
        text_add_format(&title, "%0*d", rows[i].letters, 1);
        assert_true(
            request_for_book(&provider_google_books, text_of(&title), NULL, &request, &err));
        const char *begin = strstr(text_of(&request.url), "%22") + 3;
        assert_int_equal(strstr(begin, "%22") - begin, rows[i].kept);
    }
}

static void google_books_build__names_no_contact_that_is_not_set(void **state)
{
    (void)state;
    static const char *const contacts[] = {NULL, ""};
    for (size_t i = 0; i < ARRAY_LEN(contacts); i++) {
        struct error err = {0};
        CLEANUP(books_done) struct books books = {0};
        CLEANUP(http_request_done) struct http_request request = {0};
        struct provider_settings settings = provider_check_settings(&provider_google_books);
        settings.contact = contacts[i];
        books_add(&books)->title = mem_text("The Women");
        assert_true(provider_google_books.build_resolve(&settings, books.items, &request, &err));
        assert_null(strchr(request_header(&request, "User-Agent"), '('));
        assert_string_equal(request_header(&request, "Accept"), "application/json");
    }
}

TEST_MAIN(cmocka_unit_test(google_books_read__table),
          cmocka_unit_test(google_books_read__keeps_what_a_volume_says),
          cmocka_unit_test(google_books_read__joins_authors),
          cmocka_unit_test(google_books_read__keeps_dates_as_exact_as_they_are),
          cmocka_unit_test(google_books_build__table),
          cmocka_unit_test(google_books_build__keeps_titles_that_fit),
          cmocka_unit_test(google_books_build__names_no_contact_that_is_not_set),
          cmocka_unit_test(google_books_build__keeps_the_key_out_of_the_url))
