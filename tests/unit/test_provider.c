/* test_provider.c: the kinds of providers. */
#include "model/provider_limits.h"
#include "provider_check.h"
#include "test.h"

/* Each kind of the table has the functions for what its row says that it can do. */
static void provider_kind_named__has_what_the_table_says(void **state)
{
    (void)state;
    const struct provider_defaults *row = NULL;
    for (size_t i = 0; (row = provider_table_at(i)); i++) {
        const struct provider_kind *kind = provider_kind_named(row->kind);
        EXPECT_ROW(row->name, kind && strcmp(kind->name, row->kind) == 0);
        EXPECT_ROW(row->name, (kind->read_generate != NULL) == row->generates);
        const bool asks = row->generates && !row->local, finds = row->resolves && !row->local;
        EXPECT_ROW(row->name, (kind->build_generate != NULL) == asks);
        EXPECT_ROW(row->name, (kind->build_resolve != NULL) == finds);
        EXPECT_ROW(row->name, (kind->read_resolve != NULL) == finds);
        EXPECT_ROW(row->name, (kind->build_own != NULL) == (kind->read_own != NULL));
    }
}

/* What a provider is without any configuration of its own. */
static void provider_limits__begin_with_the_row(void **state)
{
    (void)state;
    static const struct {
        const char *what, *name, *kind, *contact, *base_url, *model;
        double rate;
    } rows[] = {
        {"built in", "xai", "openai", NULL, "https://api.x.ai/v1", "grok-4.20-0309-non-reasoning",
         2},
        {"built in, but of another kind", "xai", "gemini", NULL,
         "https://generativelanguage.googleapis.com", "gemini-3.5-flash", 2},
        {"another of a kind", "mine", "isbndb", NULL, "https://api.premium.isbndb.com", NULL, 3},
        {"without a contact", "open_library", "open_library", "", "https://openlibrary.org", NULL,
         1},
        {"with a contact", "mine", "open_library", "a@b.example", "https://openlibrary.org", NULL,
         3},
        {"one that needs none", "isbndb", "isbndb", "", "https://api.premium.isbndb.com", NULL, 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config_provider provider = {.kind = rows[i].kind};
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        text_copy(provider.name, sizeof(provider.name), rows[i].name);
        EXPECT_ROW(rows[i].what, provider_limits_read(&provider, rows[i].contact, &limits, &err));
        EXPECT_ROW(rows[i].what, text_equal(limits.base_url, rows[i].base_url));
        EXPECT_ROW(rows[i].what, text_equal(limits.model, rows[i].model));
        EXPECT_ROW(rows[i].what, limits.rate_per_second > rows[i].rate - 0.001 &&
                                     limits.rate_per_second < rows[i].rate + 0.001);
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

TEST_MAIN(cmocka_unit_test(provider_kind_named__has_what_the_table_says),
          cmocka_unit_test(provider_kind_named__knows_no_others),
          cmocka_unit_test(provider_limits__begin_with_the_row),
          cmocka_unit_test(provider_limits__default_buffer_leaves_most_of_the_day),
          cmocka_unit_test(catalog_read__table))
