/* test_provider.c: the kinds of providers. */
#include "model/provider_limits.h"
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

/* The producer plans by the same table; what it says of a kind must be so. */
static void provider_limits__agree_with_kinds(void **state)
{
    (void)state;
    static const char *const names[] = {"catalog", "gemini",       "openai",
                                        "isbndb",  "google_books", "open_library"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct provider_kind *kind = provider_kind_named(names[i]);
        const struct config_provider provider = {
            .name = "mine", .kind = names[i], .base_url = "https://example.org"};
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        assert_non_null(kind);
        assert_true(provider_limits_read(&provider, NULL, &limits, &err));
        EXPECT_ROW(names[i], limits.generates == kind->generates);
        EXPECT_ROW(names[i], limits.resolves == kind->resolves);
        EXPECT_ROW(names[i], limits.needs_key == kind->needs_key);
    }
}

static void provider_limits__default_buffer_leaves_most_of_the_day(void **state)
{
    (void)state;
    static const struct {
        const char *name, *daily, *buffer;
        int64_t want; /* -1: refused */
    } rows[] = {
        {"both by default", NULL, NULL, 2000}, {"a large day", "20000", NULL, 2000},
        {"a small day", "1000", NULL, 200},    {"a tiny day", "3", NULL, 0},
        {"set", "1000", "900", 900},           {"set to all", "1000", "1000", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct config_provider provider = {.name = "isbndb",
                                                 .kind = "isbndb",
                                                 .daily_calls = rows[i].daily,
                                                 .buffer_calls = rows[i].buffer};
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        const bool ok = provider_limits_read(&provider, NULL, &limits, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].want >= 0));
        EXPECT_ROW(rows[i].name, !ok || limits.buffer_calls == rows[i].want);
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
          cmocka_unit_test(provider_limits__agree_with_kinds),
          cmocka_unit_test(provider_limits__default_buffer_leaves_most_of_the_day),
          cmocka_unit_test(catalog_read__table))
