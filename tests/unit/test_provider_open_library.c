/* test_provider_open_library.c: Open Library's requests, and its answers by files of bytes: every
 * case of consumer/providers/README.md, and hostile ones. */
#include "match/match.h"
#include "provider_case.h"
#include "provider_check.h"
#include "test.h"

static void open_library_read__table(void **state)
{
    (void)state;
    static const struct resolve_case rows[] = {
        {"found_editions", .isbns = "9781250178633"},
        {"found_isbn_list", .isbns = "9781250178633 9780306406157 9780804429573"},
        /* the edition that is described stands first, though its work comes second */
        {"found_edition_without_isbn", .isbns = "9781250178633 9780804429573"},
        {"found_editions_empty", .isbns = "9780804429573"},
        /* those of the English language area, behind forty others */
        {"found_foreign_isbns", .isbns = "9780618346257 9781544162232"},
        {"found_other_script", .isbns = "9780804810708"},
        {"found_bad_isbns", .isbns = "9781250178633", .bad_items = 6},
        {"found_no_title", .isbns = NULL, .bad_items = 1},
        {"none", .isbns = NULL},
        {"none_without_isbn", .isbns = NULL},
        {"error_403_html", .class = ERROR_CONFIG, .says = "names no contact"},
        {"error_429", .class = ERROR_RATE_LIMITED, .retry_after_ms = 120000, .says = "dumps"},
        {"error_429_retry_after", .class = ERROR_RATE_LIMITED, .retry_after_ms = 300000},
        {"error_404", .class = ERROR_CONFIG},
        {"error_422", .class = ERROR_REQUEST},
        {"error_500_html", .class = ERROR_TRANSIENT},
        {"error_503", .class = ERROR_TRANSIENT},
        {"error_200", .class = ERROR_TRANSIENT, .says = "Solr is away"},
        {"malformed_html", .class = ERROR_MALFORMED},
        {"malformed_empty", .class = ERROR_MALFORMED},
        {"malformed_docs", .class = ERROR_MALFORMED},
        {"hostile_nul", .class = ERROR_MALFORMED},
        {"hostile_utf8", .class = ERROR_MALFORMED},
        {"hostile_duplicate_keys", .class = ERROR_MALFORMED},
        {"hostile_titles", .isbns = "9781250178633"},
    };
    resolve_cases(&provider_open_library, rows, ARRAY_LEN(rows));
}

static void open_library_read__keeps_what_an_edition_says(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_open_library, "found_editions", &answer);
    const struct edition *edition = &answer.editions.items[0];
    assert_string_equal(edition->title, "The Women: A Novel");
    assert_string_equal(edition->authors, "Kristin Hannah");
    assert_string_equal(edition->publisher, "St. Martin's Press");
    assert_string_equal(edition->published, "2024");
    assert_string_equal(edition->language, "eng");
    assert_string_equal(edition->binding, "Hardcover");
}

/* Nothing is known of an ISBN of the mixed list but its work. */
static void open_library_read__says_nothing_of_mixed_isbns(void **state)
{
    (void)state;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_open_library, "found_isbn_list", &answer);
    const struct edition *edition = &answer.editions.items[1];
    assert_string_equal(edition->title, "The Women");
    assert_string_equal(edition->authors, "Kristin Hannah");
    assert_null(edition->language);
    assert_null(edition->published);
    assert_null(edition->binding);
}

/* Of two candidates of the same title the one that is described is chosen, whatever the ISBNs. */
static void open_library_read__described_editions_win(void **state)
{
    (void)state;
    struct match match = {0};
    CLEANUP(books_done) struct books books = {0};
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_open_library, "found_edition_without_isbn", &answer);
    struct book *book = books_add(&books);
    book->title = mem_text("The Women");
    book->authors = mem_text("Kristin Hannah");
    match_choose(book, answer.editions.items, answer.editions.count, &match);
    assert_non_null(match.edition);
    assert_string_equal(match.edition->isbn.text, "9781250178633");
}

/* The other names of an author in another script are told to the match. */
static void open_library_read__knows_other_names(void **state)
{
    (void)state;
    struct match match = {0};
    CLEANUP(books_done) struct books books = {0};
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    resolve_answer_of(&provider_open_library, "found_other_script", &answer);
    assert_string_equal(answer.editions.items[0].authors,
                        "森鷗外 (Mori Rintarō) (Ōgai Mori);Kingo Ochiai");
    struct book *book = books_add(&books);
    book->title = mem_text("Wild Geese");
    book->authors = mem_text("Ogai Mori");
    match_choose(book, answer.editions.items, answer.editions.count, &match);
    assert_int_equal(match.confidence, MATCH_HIGH);
}

static void open_library_build__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *title, *authors;
        const char *query; /* NULL: REQUEST */
    } rows[] = {
        {"title and author", "The Women: A Novel", "Kristin Hannah",
         "title=The%20Women&author=Kristin%20Hannah&limit="},
        {"no author", "The Women", "", "title=The%20Women&limit="},
        {"ampersand", "Pride & Prejudice", NULL, "title=Pride%20%26%20Prejudice&limit="},
        {"no letters", "—", NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text begin = {0};
        CLEANUP(http_request_done) struct http_request request = {0};
        const bool ok = request_for_book(&provider_open_library, rows[i].title, rows[i].authors,
                                         &request, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].query != NULL));
        EXPECT_ROW(rows[i].name, ok || err.class == ERROR_REQUEST);
        text_add_format(&begin, "https://openlibrary.org/search.json?%s", ok ? rows[i].query : "");
        if (ok && strncmp(text_of(&request.url), text_of(&begin), begin.count) != 0)
            fail_msg("row '%s': %s", rows[i].name, text_of(&request.url));
    }
}

static void open_library_build__names_a_contact(void **state)
{
    (void)state;
    struct error err = {0};
    CLEANUP(http_request_done) struct http_request request = {0};
    assert_true(request_for_book(&provider_open_library, "The Women", NULL, &request, &err));
    const char *agent = request_header(&request, "User-Agent");
    assert_int_equal(strncmp(agent, "Backfill", 8), 0);
    assert_non_null(strstr(agent, " (ops@example.org)"));
    assert_non_null(strstr(text_of(&request.url), "editions.isbn"));
    assert_non_null(strstr(text_of(&request.url), "author_alternative_name"));
}

TEST_MAIN(cmocka_unit_test(open_library_read__table),
          cmocka_unit_test(open_library_read__keeps_what_an_edition_says),
          cmocka_unit_test(open_library_read__says_nothing_of_mixed_isbns),
          cmocka_unit_test(open_library_read__described_editions_win),
          cmocka_unit_test(open_library_read__knows_other_names),
          cmocka_unit_test(open_library_build__table),
          cmocka_unit_test(open_library_build__names_a_contact))
