/* test_argv.c: a command split into words. */
#include "core/argv.h"

#include "core/text.h"
#include "test.h"

static void argv_split__splits(void **state)
{
    (void)state;
    static const struct {
        const char *name, *command, *words; /* words: with ~ between them */
    } rows[] = {
        {"one word", "notify", "notify"},
        {"blanks around and between", "  a \t b  c ", "a~b~c"},
        {"single quotes", "a 'b  c' d", "a~b  c~d"},
        {"double quotes", "a \"b 'c'\" d", "a~b 'c'~d"},
        {"escapes in double quotes", "a \"b\\\"c\\\\d\\n\"", "a~b\"c\\d\\n"},
        {"a backslash in single quotes is one", "a 'b\\'", "a~b\\"},
        {"escapes elsewhere", "a b\\ c \\'d", "a~b c~'d"},
        {"quotes within a word", "--title='x y'z", "--title=x yz"},
        {"an empty word", "a '' b", "a~~b"},
        {"nothing of a shell", "a $HOME | b > c; `d` $(e) *", "a~$HOME~|~b~>~c;~`d`~$(e)~*"},
        {"other languages", "écrire 'à tous'", "écrire~à tous"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(argv_done) struct argv argv = {0};
        CLEANUP(text_done) struct text words = {0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, argv_split(rows[i].command, &argv, &err));
        for (size_t word = 0; word < argv.count; word++)
            text_add_format(&words, "%s%s", word ? "~" : "", argv.words[word]);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&words), rows[i].words) == 0);
        EXPECT_ROW(rows[i].name, argv.words[argv.count] == NULL);
    }
}

static void argv_split__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *command, *why;
    } rows[] = {
        {"nothing", "", "names no program"},
        {"blanks", " \t ", "names no program"},
        {"an empty program", "'' a", "names no program"},
        {"an open single quote", "a 'b", "a ' has no second one"},
        {"an open double quote", "a \"b\\\"", "a \" has no second one"},
        {"a backslash at the end", "a b\\", "at the end"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(argv_done) struct argv argv = {0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, !argv_split(rows[i].command, &argv, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CONFIG);
        EXPECT_ROW(rows[i].name, strstr(err.message, rows[i].why) != NULL);
        EXPECT_ROW(rows[i].name, argv.bytes == NULL);
    }
}

static void argv_split__takes_so_many_words(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text command = {0};
    CLEANUP(argv_done) struct argv argv = {0};
    CLEANUP(argv_done) struct argv more = {0};
    struct error err = {0};
    for (int i = 0; i < ARGV_WORDS_MAX; i++)
        text_add(&command, "w ");
    assert_true(argv_split(text_of(&command), &argv, &err));
    assert_int_equal(argv.count, ARGV_WORDS_MAX);
    text_add(&command, "w");
    assert_false(argv_split(text_of(&command), &more, &err));
    assert_non_null(strstr(err.message, "more than 64 words"));
}

TEST_MAIN(cmocka_unit_test(argv_split__splits), cmocka_unit_test(argv_split__refuses),
          cmocka_unit_test(argv_split__takes_so_many_words))
