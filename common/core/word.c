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

/* ---- tables ---- */

enum { HASHES = 64 * WORD_FILTER_WORDS };

/* The first two letters, the last one and the length tell most words apart. */
static unsigned hash_of(const char *at, size_t count)
{
    const unsigned first = (unsigned char)at[0], last = (unsigned char)at[count - 1];
    const unsigned second = (unsigned char)at[count > 1];
    return (first * 37 + second * 331 + last * 151 + (unsigned)count * 613) % HASHES;
}

static void filter_add(uint64_t bits[static WORD_FILTER_WORDS], const char *word, size_t count)
{
    if (count == 0)
        return;
    const unsigned hash = hash_of(word, count);
    bits[hash / 64] |= UINT64_C(1) << hash % 64;
}

static void filter_keep(struct word_filter *filter, const uint64_t bits[static WORD_FILTER_WORDS])
{
    for (size_t i = 0; i < WORD_FILTER_WORDS; i++)
        atomic_store_explicit(&filter->bits[i], bits[i], memory_order_relaxed);
    atomic_store_explicit(&filter->filled, true, memory_order_release);
}

static inline bool filter_passes(struct word_filter *filter, struct word word)
{
    const unsigned hash = hash_of(word.at, word.count);
    return atomic_load_explicit(&filter->bits[hash / 64], memory_order_relaxed) >> hash % 64 & 1U;
}

static bool filter_is_filled(struct word_filter *filter)
{
    return atomic_load_explicit(&filter->filled, memory_order_acquire);
}

static const char *text_at(const void *table, size_t stride, size_t i)
{
    return *(const char *const *)((const char *)table + i * stride);
}

static void fill_from_table(struct word_filter *filter, const void *table, size_t count,
                            size_t stride)
{
    uint64_t bits[WORD_FILTER_WORDS] = {0};
    for (size_t i = 0; i < count; i++)
        filter_add(bits, text_at(table, stride, i), strlen(text_at(table, stride, i)));
    filter_keep(filter, bits);
}

size_t word_find(struct word word, const void *table, size_t count, size_t stride,
                 struct word_filter *filter)
{
    if (word.count == 0)
        return count;
    if (!filter_is_filled(filter))
        fill_from_table(filter, table, count, stride);
    if (!filter_passes(filter, word))
        return count;
    for (size_t i = 0; i < count; i++) {
        const char *text = text_at(table, stride, i);
        if (text[0] == word.at[0] && word_is(word, text))
            return i;
    }
    return count;
}

/* Negative: the word stands before the text, in the order of their bytes. */
static int compare(struct word word, const char *text)
{
    const int order = strncmp(word.at, text, word.count);
    return order != 0 ? order : text[word.count] == '\0' ? 0 : -1;
}

size_t word_find_sorted(struct word word, const void *table, size_t count, size_t stride,
                        struct word_filter *filter)
{
    size_t low = 0, high = count;
    if (word.count == 0)
        return count;
    if (!filter_is_filled(filter))
        fill_from_table(filter, table, count, stride);
    if (!filter_passes(filter, word))
        return count;
    while (low < high) { /* the first of several that are equal */
        const size_t middle = low + (high - low) / 2;
        if (compare(word, text_at(table, stride, middle)) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && word_is(word, text_at(table, stride, low)) ? low : count;
}

static void fill_from_list(struct word_filter *filter, const char *list)
{
    uint64_t bits[WORD_FILTER_WORDS] = {0};
    while (*list != '\0') {
        const size_t count = strcspn(list, " ");
        filter_add(bits, list, count);
        list += count + (list[count] == ' ');
    }
    filter_keep(filter, bits);
}

bool word_among_filtered(struct word word, const char *list, struct word_filter *filter)
{
    if (word.count == 0)
        return false;
    if (!filter_is_filled(filter))
        fill_from_list(filter, list);
    return filter_passes(filter, word) && word_among(word, list);
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

/* The place of a word in a table, from 1 on; 0: it is not there. */
#define NUMERAL(word, table) ((int)((WORD_FIND(word, table) + 1) % (ARRAY_LEN(table) + 1)))

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
    static const char *const cardinals[] = {"one",   "two",   "three", "four", "five",   "six",
                                            "seven", "eight", "nine",  "ten",  "eleven", "twelve"};
    if (word.count > 0 && word.at[0] >= '0' && word.at[0] <= '9')
        return digits_value(word);
    return NUMERAL(word, cardinals);
}

int word_number(struct word word)
{
    static const char *const ordinals[] = {"first", "second",  "third",  "fourth", "fifth",
                                           "sixth", "seventh", "eighth", "ninth",  "tenth"};
    const int value = cardinal_value(word);
    return value ? value : NUMERAL(word, ordinals);
}

int word_volume_number(struct word word)
{
    static const char *const roman[] = {"i",    "ii",  "iii",  "iv",    "v",   "vi",   "vii",
                                        "viii", "ix",  "x",    "xi",    "xii", "xiii", "xiv",
                                        "xv",   "xvi", "xvii", "xviii", "xix", "xx"};
    const int value = cardinal_value(word);
    return value ? value : NUMERAL(word, roman);
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
