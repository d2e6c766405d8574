/* word.c: slices of folded text.
 *
 * Two words are near when one edit makes them the same. Words further apart were other words in
 * every case that was looked at, and one edit is found in one pass, without a matrix. */
#include "core/word.h"

#include <string.h>

size_t words_split(const char *folded, size_t bytes, struct word *ret, size_t max)
{
    const char *const end = folded + bytes;
    size_t count = 0;
    while (folded < end && count < max) {
        const char *blank = memchr(folded, ' ', (size_t)(end - folded));
        if (!blank)
            blank = end;
        if (blank > folded)
            ret[count++] = (struct word){folded, (size_t)(blank - folded)};
        folded = blank < end ? blank + 1 : end;
    }
    return count;
}

bool word_is(struct word word, const char *text)
{
    size_t i = 0; /* most words differ in their first letters: no call is cheaper */
    while (i < word.count && text[i] == word.at[i])
        i++;
    return i == word.count && text[i] == '\0';
}

bool word_equal(struct word one, struct word other)
{
    return one.count == other.count && memcmp(one.at, other.at, one.count) == 0;
}

bool word_among(struct word word, const char *list)
{
    while (word.count > 0 && *list != '\0') {
        size_t same = 0, count = 0;
        while (same < word.count && list[same] == word.at[same])
            same++;
        count = same;
        while (list[count] != ' ' && list[count] != '\0')
            count++;
        if (same == word.count && count == same)
            return true;
        list += count + (list[count] == ' ');
    }
    return false;
}

bool word_in(struct word word, const char *const *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word.count > 0 && table[i][0] == word.at[0] && word_is(word, table[i]))
            return true;
    return false;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t characters(const char *at, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += !is_continuation(at[i]);
    return count;
}

size_t word_length(struct word word)
{
    return characters(word.at, word.count);
}

/* ---- numbers ---- */

struct numeral {
    const char *text;
    int value;
};

static int numeral_find(const struct numeral *numerals, size_t count, struct word word)
{
    for (size_t i = 0; i < count && word.count > 0; i++)
        if (numerals[i].text[0] == word.at[0] && word_is(word, numerals[i].text))
            return numerals[i].value;
    return 0;
}

static int digits_value(struct word word)
{
    enum { DIGITS_MAX = 4 };
    if (word.count == 0 || word.count > DIGITS_MAX)
        return 0;
    int value = 0;
    for (size_t i = 0; i < word.count; i++) {
        if (word.at[i] < '0' || word.at[i] > '9')
            return 0;
        value = value * 10 + (word.at[i] - '0');
    }
    return value;
}

/* Cardinals and ordinals are two lists, because an ordinal never counts a volume ("Book First
 * Aid"). */
static int cardinal_value(struct word word)
{
    static const struct numeral cardinals[] = {
        {"one", 1},   {"two", 2},   {"three", 3}, {"four", 4}, {"five", 5},    {"six", 6},
        {"seven", 7}, {"eight", 8}, {"nine", 9},  {"ten", 10}, {"eleven", 11}, {"twelve", 12},
    };
    if (word.count > 0 && word.at[0] >= '0' && word.at[0] <= '9')
        return digits_value(word);
    return numeral_find(cardinals, ARRAY_LEN(cardinals), word);
}

int word_number(struct word word)
{
    static const struct numeral ordinals[] = {
        {"first", 1}, {"second", 2},  {"third", 3},  {"fourth", 4}, {"fifth", 5},
        {"sixth", 6}, {"seventh", 7}, {"eighth", 8}, {"ninth", 9},  {"tenth", 10},
    };
    const int value = cardinal_value(word);
    return value ? value : numeral_find(ordinals, ARRAY_LEN(ordinals), word);
}

int word_volume_number(struct word word)
{
    static const struct numeral roman[] = {
        {"i", 1},    {"ii", 2},    {"iii", 3},    {"iv", 4},   {"v", 5},
        {"vi", 6},   {"vii", 7},   {"viii", 8},   {"ix", 9},   {"x", 10},
        {"xi", 11},  {"xii", 12},  {"xiii", 13},  {"xiv", 14}, {"xv", 15},
        {"xvi", 16}, {"xvii", 17}, {"xviii", 18}, {"xix", 19}, {"xx", 20},
    };
    const int value = cardinal_value(word);
    return value ? value : numeral_find(roman, ARRAY_LEN(roman), word);
}

/* ---- nearness ---- */

/* Are these two parts, where the words differ, the same two characters in the other order? */
static bool is_swap(const char *one, const char *other, size_t bytes)
{
    if (characters(one, bytes) != 2)
        return false;
    size_t first = 1;
    while (is_continuation(one[first]))
        first++;
    return memcmp(one, other + bytes - first, first) == 0 &&
           memcmp(one + first, other, bytes - first) == 0;
}

enum word_nearness word_nearness(struct word one, struct word other)
{
    const size_t shorter = one.count < other.count ? one.count : other.count;
    size_t head = 0, tail = 0;
    while (head < shorter && one.at[head] == other.at[head])
        head++;
    if (head == one.count && head == other.count)
        return WORD_SAME;
    while (head > 0 && ((head < one.count && is_continuation(one.at[head])) ||
                        (head < other.count && is_continuation(other.at[head]))))
        head--;
    while (tail < shorter - head &&
           one.at[one.count - tail - 1] == other.at[other.count - tail - 1])
        tail++;
    while (tail > 0 && is_continuation(one.at[one.count - tail]))
        tail--;

    const size_t one_bytes = one.count - head - tail, other_bytes = other.count - head - tail;
    const size_t one_middle = characters(one.at + head, one_bytes);
    const size_t other_middle = characters(other.at + head, other_bytes);
    if (one_middle <= 1 && other_middle <= 1)
        return WORD_NEAR;
    if (one_bytes == other_bytes && one_middle == 2 && other_middle == 2)
        return is_swap(one.at + head, other.at + head, one_bytes) ? WORD_SWAPPED : WORD_FAR;
    return WORD_FAR;
}

/* A place among the bytes of a list of words. */
struct cursor {
    const struct word *words;
    size_t count, word, byte;
};

/* The next byte; -1 behind the last. */
static int cursor_next(struct cursor *cursor)
{
    while (cursor->word < cursor->count && cursor->byte == cursor->words[cursor->word].count) {
        cursor->word++;
        cursor->byte = 0;
    }
    if (cursor->word == cursor->count)
        return -1;
    return (unsigned char)cursor->words[cursor->word].at[cursor->byte++];
}

bool words_same(const struct word *one, size_t one_count, const struct word *other,
                size_t other_count)
{
    if (one_count == 0 || other_count == 0 || one[0].at[0] != other[0].at[0])
        return false;
    struct cursor left = {.words = one, .count = one_count};
    struct cursor right = {.words = other, .count = other_count};
    for (;;) {
        const int byte = cursor_next(&left);
        if (byte != cursor_next(&right))
            return false;
        if (byte < 0)
            return true;
    }
}

bool word_same_letters(struct word one, struct word other)
{
    if (one.count > 0 && word_equal(one, other))
        return one.at[0] != ' ' || one.count > 1;
    size_t i = 0, j = 0;
    for (;;) {
        while (i < one.count && one.at[i] == ' ')
            i++;
        while (j < other.count && other.at[j] == ' ')
            j++;
        if (i == one.count || j == other.count)
            return i == one.count && j == other.count && i > 0 && j > 0;
        if (one.at[i++] != other.at[j++])
            return false;
    }
}
