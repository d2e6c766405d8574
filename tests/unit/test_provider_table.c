/* test_provider_table.c: the table of providers, and the documents that repeat it: README.md and
 * deploy/backfill.conf. */
#include "core/provider_table.h"

#include "core/text.h"
#include "test.h"

/* ---- the table ---- */

static void provider_table__rows_are_whole(void **state)
{
    (void)state;
    const struct provider_defaults *row = NULL;
    for (size_t i = 0; (row = provider_table_at(i)); i++) {
        EXPECT_ROW(row->name, provider_table_find(row->name, row->kind) == row);
        const struct provider_defaults *of_kind = provider_table_kind(row->kind);
        EXPECT_ROW(row->name, of_kind && strcmp(of_kind->name, row->kind) == 0);
        EXPECT_ROW(row->name, row->local == of_kind->local);
        EXPECT_ROW(row->name, row->generates == of_kind->generates);
        EXPECT_ROW(row->name, row->resolves == of_kind->resolves);
        EXPECT_ROW(row->name, row->generates || row->resolves);
        EXPECT_ROW(row->name, row->base_url || !row->built_in);
        EXPECT_ROW(row->name, row->needs_key || !row->key_variable);
        EXPECT_ROW(row->name, row->key_variable || !row->needs_key || !row->built_in);
        EXPECT_ROW(row->name,
                   !row->key_variable || strstr(PROVIDER_KEY_VARIABLES, row->key_variable));
        EXPECT_ROW(row->name, row->rate_per_second > 0 && row->timeout_ms > 0 && row->zone);
        EXPECT_ROW(row->name, row->daily_calls == 0 || row->buffer_calls < row->daily_calls);
    }
}

static void provider_table_find__table(void **state)
{
    (void)state;
    static const struct {
        const char *what, *name, *kind, *want;
    } rows[] = {
        {"built in", "xai", "openai", "xai"},
        {"another of a kind", "mine", "openai", "openai"},
        {"built in, but of another kind", "isbndb", "catalog", "catalog"},
        {"no kind, though a provider", "xai", "xai", NULL},
        {"no kind", "gemini", "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct provider_defaults *row = provider_table_find(rows[i].name, rows[i].kind);
        EXPECT_ROW(rows[i].what, text_equal(row ? row->name : NULL, rows[i].want));
    }
    assert_null(provider_table_kind("xai"));
    assert_string_equal(provider_table_kind("gemini")->name, "gemini");
}

/* ---- the documents ---- */

#define ROOT TEST_DATA_DIR "/../../"

/* The text of a file; that of a comment as running text: without its marks and line ends. */
static bool read_document(const char *name, bool comment, struct text *ret)
{
    FILE *stream = fopen(name, "re");
    char line[1024];
    while (stream && fgets(line, sizeof(line), stream)) {
        const char *from = comment && strncmp(line, "# ", 2) == 0 ? line + 2 : line;
        text_add(ret, from);
        if (comment && ret->bytes[ret->count - 1] == '\n')
            ret->bytes[ret->count - 1] = ' ';
    }
    if (stream)
        (void)fclose(stream);
    return ret->count > 0;
}

static void expect_said(const struct text *document, const struct text *words)
{
    if (!strstr(text_of(document), text_of(words)))
        fail_msg("it does not say: %s", text_of(words));
}

/* 15000 as "15,000". */
static void add_calls(struct text *text, int64_t calls)
{
    if (calls >= 1000)
        text_add_format(text, "%lld,%03lld", (long long)calls / 1000, (long long)calls % 1000);
    else
        text_add_format(text, "%lld", (long long)calls);
}

/* | `isbndb` | isbndb | `ISBNDB_API_KEY` | 3 | 15,000 (2,000) | 15 s | UTC | */
static void add_readme_row(struct text *text, const struct provider_defaults *row)
{
    const char *mark = row->key_variable ? "`" : "";
    text_add_format(text, "\n| `%s` | %s | %s%s%s | %g", row->name, row->kind, mark,
                    row->key_variable ? row->key_variable : "none", mark, row->rate_per_second);
    if (row->rate_without_contact > 0)
        text_add_format(text, " with a contact, else %g", row->rate_without_contact);
    text_add(text, " | ");
    if (row->daily_calls > 0)
        add_calls(text, row->daily_calls);
    else
        text_add(text, "unlimited");
    if (row->buffer_calls > 0) {
        text_add(text, " (");
        add_calls(text, row->buffer_calls);
        text_add(text, ")");
    }
    text_add_format(text, " | %lld s | %s |\n", (long long)row->timeout_ms / 1000, row->zone);
}

static void readme__has_every_provider(void **state)
{
    (void)state;
    const struct provider_defaults *row = NULL;
    CLEANUP(text_done) struct text document = {0};
    if (!read_document(ROOT "README.md", /* comment= */ false, &document))
        SKIP_TEST("README.md is not here");
    for (size_t i = 0; (row = provider_table_at(i)); i++) {
        CLEANUP(text_done) struct text words = {0};
        if (!row->built_in || row->local)
            continue;
        add_readme_row(&words, row);
        expect_said(&document, &words);
    }
}

/* "catalog, gemini, xai (kind openai), … and open_library" */
static void add_built_in(struct text *text)
{
    const struct provider_defaults *row = NULL;
    size_t last = 0;
    for (size_t i = 0; (row = provider_table_at(i)); i++)
        last = row->built_in ? i : last;
    for (size_t i = 0; (row = provider_table_at(i)); i++) {
        if (!row->built_in)
            continue;
        text_add_format(text, "%s%s", i == 0 ? "" : i == last ? " and " : ", ", row->name);
        if (strcmp(row->name, row->kind) != 0)
            text_add_format(text, " (kind %s)", row->kind);
    }
}

/* "catalog, gemini, openai, …, open_library" */
static void add_kinds(struct text *text)
{
    const struct provider_defaults *row = NULL;
    for (size_t i = 0; (row = provider_table_at(i)); i++)
        if (strcmp(row->name, row->kind) == 0)
            text_add_format(text, "%s%s", i == 0 ? "" : ", ", row->kind);
}

static void backfill_conf__names_providers_and_kinds(void **state)
{
    (void)state;
    const struct provider_defaults *library = provider_table_kind("open_library");
    CLEANUP(text_done) struct text document = {0}, built_in = {0}, kinds = {0}, rate = {0};
    if (!read_document(ROOT "deploy/backfill.conf", /* comment= */ true, &document))
        SKIP_TEST("deploy/backfill.conf is not here");
    text_add(&built_in, "Built in are ");
    add_built_in(&built_in);
    text_add(&built_in, ";");
    expect_said(&document, &built_in);

    text_add(&kinds, "kind = \"openai\";            # ");
    add_kinds(&kinds);
    text_add(&kinds, " ");
    expect_said(&document, &kinds);

    text_add_format(&rate, "Open Library allows %g calls a second with one, and %g without.",
                    library->rate_per_second, library->rate_without_contact);
    expect_said(&document, &rate);
}

TEST_MAIN(cmocka_unit_test(provider_table__rows_are_whole),
          cmocka_unit_test(provider_table_find__table),
          cmocka_unit_test(readme__has_every_provider),
          cmocka_unit_test(backfill_conf__names_providers_and_kinds))
