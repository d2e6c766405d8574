/* test_provider.c: the kinds of providers. */
#include "provider_check.h"
#include "test.h"

static void provider_kind_named__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool generates, resolves, needs_key, has_base_url;
    } rows[] = {
        {"catalog", true, true, false, false},     {"gemini", true, false, true, true},
        {"openai", true, false, true, false},      {"isbndb", false, true, true, true},
        {"google_books", false, true, true, true}, {"open_library", false, true, false, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct provider_kind *kind = provider_kind_named(rows[i].name);
        EXPECT_ROW(rows[i].name, kind && strcmp(kind->name, rows[i].name) == 0);
        EXPECT_ROW(rows[i].name, kind->generates == rows[i].generates);
        EXPECT_ROW(rows[i].name, kind->resolves == rows[i].resolves);
        EXPECT_ROW(rows[i].name, kind->needs_key == rows[i].needs_key);
        EXPECT_ROW(rows[i].name, (kind->base_url != NULL) == rows[i].has_base_url);
        EXPECT_ROW(rows[i].name, (kind->read_generate != NULL) == rows[i].generates);
        const bool over_http = kind != &provider_catalog;
        EXPECT_ROW(rows[i].name,
                   (kind->build_generate != NULL) == (rows[i].generates && over_http));
        EXPECT_ROW(rows[i].name, (kind->build_resolve != NULL) == (rows[i].resolves && over_http));
        EXPECT_ROW(rows[i].name, (kind->read_resolve != NULL) == (rows[i].resolves && over_http));
    }
}

static void provider_kind_named__knows_no_others(void **state)
{
    (void)state;
    assert_null(provider_kind_named("xai")); /* a provider of the kind openai */
    assert_null(provider_kind_named(""));
}

/* The catalogue's document is read as a model's answer is. */
static void catalog_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *body;
        enum error_class class;
        size_t books;
    } rows[] = {
        {"two books", "{\"books\":[{\"title\":\"A\"},{\"title\":\"B\"}]}", ERROR_NONE, 2},
        {"a month without books", "{\"books\":[]}", ERROR_NONE, 0},
        {"no document", "", ERROR_MALFORMED, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        const struct http_response response = {
            .status = 200, .body = rows[i].body, .body_bytes = strlen(rows[i].body)};
        (void)provider_check_generate(&provider_catalog, NULL, &response, &answer, &err);
        EXPECT_ROW(rows[i].name, err.class == rows[i].class);
        EXPECT_ROW(rows[i].name, answer.books.count == rows[i].books);
    }
}

TEST_MAIN(cmocka_unit_test(provider_kind_named__table),
          cmocka_unit_test(provider_kind_named__knows_no_others),
          cmocka_unit_test(catalog_read__table))
