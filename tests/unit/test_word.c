/* test_word.c: slices of folded text. */
#include "core/word.h"
#include "test.h"

static struct word word_of(const char *text)
{
    return (struct word){text, strlen(text)};
}

static void words_split__table(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        size_t count;
        const char *last;
    } rows[] = {
        {"", 0, ""},
        {" ", 0, ""},
        {"one", 1, "one"},
        {"one two", 2, "two"},
        {" one  two ", 2, "two"},
        {"a b c d", 3, "c"}, /* no more than there is room for */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct word words[3] = {{0}};
        const size_t count =
            words_split(rows[i].input, strlen(rows[i].input), words, ARRAY_LEN(words));
        EXPECT_ROW(rows[i].input, count == rows[i].count);
        EXPECT_ROW(rows[i].input, count == 0 || word_is(words[count - 1], rows[i].last));
    }
}

static void word_among__wants_whole_words(void **state)
{
    (void)state;
    assert_true(word_among(word_of("the"), "a the an"));
    assert_true(word_among(word_of("an"), "a the an"));
    assert_false(word_among(word_of("th"), "a the an"));
    assert_false(word_among(word_of("then"), "a the an"));
    assert_false(word_among(word_of(""), "a the an"));
    assert_false(word_among(word_of("a"), ""));
    static const char *const table[] = {"the", "an"};
    assert_true(WORD_IN(word_of("an"), table));
    assert_false(WORD_IN(word_of("a"), table));
    assert_false(WORD_IN(word_of(""), table));
}

static void word_find__finds_each_word(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int value;
    } table[] = {{"vol", 1}, {"v", 2}, {"книга", 3}, {"vol", 4}};
    static const char *const sorted[] = {"ab", "abc", "b", "b", "книга"};
    static const char *const others[] = {"", "vo", "volu", "w", "a", "abcd", "кни"};
    assert_int_equal(WORD_FIND(word_of("vol"), table), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(word_find(word_of(table[i].text), table, ARRAY_LEN(table),
                                   sizeof(table[0]), &(struct word_filter){.filled = false}),
                         i);
    for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
        EXPECT_ROW(sorted[i], WORD_FIND_SORTED(word_of(sorted[i]), sorted) == (i == 3 ? 2 : i));
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        EXPECT_ROW(others[i], WORD_FIND(word_of(others[i]), table) == ARRAY_LEN(table));
        EXPECT_ROW(others[i], WORD_FIND_SORTED(word_of(others[i]), sorted) == ARRAY_LEN(sorted));
    }
    assert_true(WORD_AMONG(word_of("an"), "a the an"));
    assert_false(WORD_AMONG(word_of("n"), "a the an"));
    assert_false(WORD_AMONG(word_of(""), "a the an"));
}

static void word_nearness__table(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        enum word_nearness nearness;
    } rows[] = {
        {"olivia", "olivia", WORD_SAME},
        {"oilvia", "olivia", WORD_SWAPPED},
        {"oliva", "olivia", WORD_NEAR},
        {"olivias", "olivia", WORD_NEAR},
        {"olivea", "olivia", WORD_NEAR},
        {"vilioa", "olivia", WORD_FAR},
        {"olvia", "oilvia", WORD_NEAR},
        {"ab", "ba", WORD_SWAPPED},
        {"aab", "aba", WORD_SWAPPED},
        {"aa", "a", WORD_NEAR},
        {"a", "b", WORD_NEAR},
        {"ab", "cd", WORD_FAR},
        {"abc", "acd", WORD_FAR},
        {"", "", WORD_SAME},
        {"", "a", WORD_NEAR},
        {"", "ab", WORD_FAR},
        {"мир", "мри", WORD_SWAPPED},
        {"мир", "мар", WORD_NEAR},
        {"мир", "ми", WORD_NEAR},
        {"мир", "pир", WORD_NEAR},
        {"мера", "вора", WORD_FAR},
        {"上", "下", WORD_NEAR},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct word one = word_of(rows[i].one), other = word_of(rows[i].other);
        EXPECT_ROW(rows[i].one, word_nearness(one, other) == rows[i].nearness);
        EXPECT_ROW(rows[i].one, word_nearness(other, one) == rows[i].nearness);
    }
}

static void word_number__table(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        int number, volume;
    } rows[] = {
        {"7", 7, 7},   {"007", 7, 7},      {"1984", 1984, 1984}, {"12345", 0, 0}, {"7th", 0, 0},
        {"one", 1, 1}, {"twelve", 12, 12}, {"third", 3, 0},      {"iv", 0, 4},    {"xx", 0, 20},
        {"i", 0, 1},   {"iiii", 0, 0},     {"once", 0, 0},       {"", 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        EXPECT_ROW(rows[i].word, word_number(word_of(rows[i].word)) == rows[i].number);
        EXPECT_ROW(rows[i].word, word_volume_number(word_of(rows[i].word)) == rows[i].volume);
    }
}

static void words_same__ignores_blanks(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        bool same;
    } rows[] = {
        {"kiss of death", "kisso f death", true},
        {"spider man", "spiderman", true},
        {"spider man", "spider men", false},
        {"spider", "spider man", false},
        {"", "", false},
        {"a", "", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct word one[4], other[4];
        const size_t one_count = words_split(rows[i].one, strlen(rows[i].one), one, 4);
        const size_t other_count = words_split(rows[i].other, strlen(rows[i].other), other, 4);
        EXPECT_ROW(rows[i].one, words_same(one, one_count, other, other_count) == rows[i].same);
        EXPECT_ROW(rows[i].one,
                   word_same_letters(word_of(rows[i].one), word_of(rows[i].other)) == rows[i].same);
    }
}

TEST_MAIN(cmocka_unit_test(words_split__table), cmocka_unit_test(word_among__wants_whole_words),
          cmocka_unit_test(word_find__finds_each_word), cmocka_unit_test(word_nearness__table),
          cmocka_unit_test(word_number__table), cmocka_unit_test(words_same__ignores_blanks))
