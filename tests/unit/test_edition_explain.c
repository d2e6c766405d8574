/* test_edition_explain.c: who won, what lost and why, what is missing, and whom
 * to ask next. */
#include "model/edition_explain.h"

#include "core/json_write.h"
#include "test.h"

static const struct isbn isbn = {"9780306406157"};

static void explain(const struct said *said, size_t count, const struct edition_option *options,
                    size_t option_count, struct text *out)
{
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    edition_fold(&isbn, said, count, "2026-11-30", &edition);
    json_write_open(out, NULL, '{');
    const struct edition_evidence evidence = {said, count, options, option_count};
    edition_explain(&edition, &evidence, out);
    json_write_close(out, '}');
}

static void edition_explain__says_who_won_and_why(void **state)
{
    (void)state;
    static const struct said said[] = {
        {"isbndb", SOURCE_ISBNDB, EDITION_TITLE, "Dune", 0},
        {"open_library", SOURCE_OPEN_LIBRARY, EDITION_TITLE, "<>", 0},
        {"isbndb", SOURCE_ISBNDB, EDITION_PAGES, "0", 0},
    };
    CLEANUP(text_done) struct text out = {0};
    explain(said, ARRAY_LEN(said), NULL, 0, &out);
    assert_non_null(strstr(text_of(&out),
                           "{\"field\":\"title\",\"source\":\"isbndb\",\"value\":\"Dune\",\"lost\":"
                           "[{\"source\":\"open_"
                           "library\",\"value\":\"<>\",\"why\":\"it says nothing\"}]}"));
    assert_non_null(
        strstr(text_of(&out), "{\"field\":\"pages\",\"source\":null,\"value\":null,\"lost\":[{"));
    assert_non_null(strstr(text_of(&out), "{\"field\":\"pages\",\"points\":8}"));
    assert_null(strstr(text_of(&out), "{\"field\":\"title\",\"points\""));
    assert_non_null(strstr(text_of(&out), "\"next\":null"));
}

static void edition_explain__names_the_cheapest_call(void **state)
{
    (void)state;
    static const struct said said[] = {{"user", SOURCE_USER, EDITION_TITLE, "Dune", 0}};
    static const struct edition_option options[] = {
        {"google_books", SOURCE_GOOGLE_BOOKS, false},
        {"isbndb", SOURCE_ISBNDB, false},
        {"open_library", SOURCE_OPEN_LIBRARY, false},
        {"catalog", SOURCE_CATALOG, false},
    };
    static const char *const next[] = {"google_books", "isbndb", "open_library", "catalog"};
    for (size_t count = 1; count <= ARRAY_LEN(options); count++) {
        CLEANUP(text_done) struct text out = {0};
        CLEANUP(text_done) struct text wanted = {0};
        explain(said, 1, options, count, &out);
        text_add_format(&wanted, "\"next\":{\"source\":\"%s\",", next[count - 1]);
        EXPECT_ROW(next[count - 1], strstr(text_of(&out), text_of(&wanted)) != NULL);
    }
    static const struct edition_option answered[] = {{"catalog", SOURCE_CATALOG, true}};
    CLEANUP(text_done) struct text out = {0};
    explain(said, 1, answered, 1, &out);
    assert_non_null(strstr(text_of(&out), "\"next\":null"));
}

TEST_MAIN(cmocka_unit_test(edition_explain__says_who_won_and_why),
          cmocka_unit_test(edition_explain__names_the_cheapest_call))
