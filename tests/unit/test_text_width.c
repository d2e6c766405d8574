/* test_text_width.c: columns of a terminal. */
#include "core/text_width.h"

#include "test.h"

static void text_width__counts_columns(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int width;
    } rows[] = {
        {"nothing", "", 0},
        {"ASCII", "abc", 3},
        {"two bytes", "äöü", 3},
        {"wide", "日本", 4},
        {"combining", "e\u0301", 1},
        {"an emoji", "😀", 2},
        {"no UTF-8",
         "a\xff"
         "b",
         3},
        {"blocks", "█░■", 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].name, text_width(rows[i].text) == rows[i].width);
}

static void text_fit__keeps_characters_whole(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int columns, width;
        size_t bytes;
    } rows[] = {
        {"all", "abc", 5, 3, 3},
        {"cut", "abcdef", 4, 4, 4},
        {"half of a wide one", "a日b", 2, 1, 1},
        {"a mark stays with its letter", "e\u0301x", 1, 1, 3},
        {"none", "abc", 0, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int width = -1;
        EXPECT_ROW(rows[i].name, text_fit(rows[i].text, rows[i].columns, &width) == rows[i].bytes);
        EXPECT_ROW(rows[i].name, width == rows[i].width);
    }
}

static void text_add_wrapped__breaks_between_words(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        int at, indent, width;
        const char *want;
    } rows[] = {
        {"one two three", 0, 0, 0, "one two three"},
        {"one two three", 0, 0, 7, "one two\nthree"},
        {"one two three", 4, 2, 9, "one\n  two\n  three"},
        {"one\ntwo", 0, 2, 80, "one\n  two"},
        {"日本 語 x", 0, 0, 7, "日本 語\nx"},
        {"abcdefghij k", 0, 2, 6, "abcd\n  efgh\n  ij k"},
        {"x abcdefghij", 0, 2, 6, "x abcd\n  efgh\n  ij"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        text_add_wrapped(&out, rows[i].words, rows[i].at, rows[i].indent, rows[i].width);
        assert_string_equal(text_of(&out), rows[i].want);
    }
}

TEST_MAIN(cmocka_unit_test(text_width__counts_columns),
          cmocka_unit_test(text_fit__keeps_characters_whole),
          cmocka_unit_test(text_add_wrapped__breaks_between_words))
