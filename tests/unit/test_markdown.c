/* test_markdown.c: what stands in cells stays a text. */
#include "shared/markdown.h"

#include "test.h"

static void markdown_add__escapes_markup(void **state)
{
    (void)state;
    static const struct {
        const char *text, *markdown;
    } rows[] = {
        {"plain", "plain"},
        {"a|b", "a\\|b"},
        {"two\nlines", "two lines"},
        {"<script>", "\\<script\\>"},
        {"[x](http://y)", "\\[x\\](http://y)"},
        {"own_servers", "own_servers"},
        {"_so_", "\\_so\\_"},
        {"*so* `code` \\", "\\*so\\* \\`code\\` \\\\"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        markdown_add(&out, rows[i].text);
        EXPECT_ROW(rows[i].text, text_equal(text_of(&out), rows[i].markdown));
    }
}

static void markdown_table__has_a_line_a_row(void **state)
{
    (void)state;
    CLEANUP(table_done) struct table table = {0};
    CLEANUP(text_done) struct text out = {0};
    table_heading(&table, "name", /* right= */ false);
    table_heading(&table, "count", /* right= */ true);
    table_add(&table, "a|b");
    table_add(&table, "1");
    table_add(&table, "two\nlines");
    table_add(&table, "");
    markdown_table(&out, &table);
    assert_string_equal(text_of(&out), "| name | count |\n|---|---:|\n| a\\|b | 1 |\n"
                                       "| two\\\\x0Alines |  |\n");
}

TEST_MAIN(cmocka_unit_test(markdown_add__escapes_markup),
          cmocka_unit_test(markdown_table__has_a_line_a_row))
