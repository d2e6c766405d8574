/* title_fold.c: folding a piece of a title.
 *
 * Beyond text_fold, what people write in two ways is written in one: numbers in words and in
 * digits, abbreviations, a number with and without a blank before it, letters of another script
 * that look like Latin ones. */
#include "core/text_fold.h"
#include "match/title_private.h"

#include <string.h>

enum { WORDS_MAX = 128 }; /* of one piece; further ones are left out */

/* ---- numbers in words ---- */

struct number_word {
    const char *text;
    int value;
};

/* The value of a number word; 0: it is none. "One" is none by itself ("No One", "One Day"). */
static int number_word_value(struct word word)
{
    static const struct number_word numbers[] = {
        {"two", 2},        {"three", 3},     {"four", 4},        {"five", 5},     {"six", 6},
        {"seven", 7},      {"eight", 8},     {"nine", 9},        {"ten", 10},     {"eleven", 11},
        {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14},   {"fifteen", 15}, {"sixteen", 16},
        {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},   {"twenty", 20},  {"thirty", 30},
        {"forty", 40},     {"fifty", 50},    {"sixty", 60},      {"seventy", 70}, {"eighty", 80},
        {"ninety", 90},    {"hundred", 100}, {"thousand", 1000},
    };
    const size_t at = WORD_FIND(word, numbers);
    return at < ARRAY_LEN(numbers) ? numbers[at].value : 0;
}

/* A number while its words are read. */
struct counting {
    int total, current; /* the thousands, and what is below them */
};

/* Add one more word to the number. false: it belongs to another number. */
static bool count_word(struct counting *counting, int value)
{
    enum { HUNDRED = 100, THOUSAND = 1000, TEN = 10 };
    const int current = counting->current;
    if (value == HUNDRED || value == THOUSAND) {
        if (current == 0 || current >= value)
            return false;
        counting->total += value == THOUSAND ? current * THOUSAND : 0;
        counting->current = value == THOUSAND ? 0 : current * HUNDRED;
        return true;
    }
    const bool below_hundred = current % HUNDRED == 0; /* "twenty", "one hundred five" */
    const bool below_ten = value < TEN && current % TEN == 0 && current % HUNDRED >= 2 * TEN;
    if (below_hundred || below_ten) /* "eighty four" */
        counting->current += value;
    else if (value >= TEN && current < HUNDRED)
        counting->current = current * HUNDRED + value; /* "nineteen eighty", "four fifty" */
    else
        return false;
    return true;
}

/* Read a number from its words. Returns how many they are; 0: none stands there. */
static size_t read_number(const struct word *words, size_t count, int *ret)
{
    struct counting counting = {0};
    size_t i = 0;
    const bool one = count > 1 && word_is(words[0], "one") && number_word_value(words[1]) >= 100;
    if (one)
        counting.current = 1;
    else if (number_word_value(words[0]) == 0 || number_word_value(words[0]) >= 100)
        return 0;
    for (i = one ? 1 : 0; i < count; i++) {
        const bool joined = i > 1 && i + 1 < count && word_is(words[i], "and") &&
                            number_word_value(words[i - 1]) >= 100;
        const size_t at = i + joined;
        const bool unit = word_is(words[at], "one") && (joined || counting.current >= 20);
        const int value = unit ? 1 : number_word_value(words[at]);
        if (value == 0 || !count_word(&counting, value))
            break;
        i = at;
    }
    *ret = counting.total + counting.current;
    return i;
}

/* ---- other words ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* How people abbreviate a word of a title. NULL: it is no abbreviation. */
static const char *long_form(struct word word)
{
    static const char *const forms[][2] = {{"dr", "doctor"}, {"mr", "mister"}, {"st", "saint"}};
    for (size_t i = 0; word.count == 2 && i < ARRAY_LEN(forms); i++)
        if (word_is(word, forms[i][0]))
            return forms[i][1];
    return NULL;
}

/* How many bytes the letters have that stand before digits at the end of a word and are to be apart
 * from them: "book1", "v3", "鬼滅の刃1". 0: the word is one. */
static size_t letters_before_digits(struct word word)
{
    static const char markers[] = "book vol volume v part pt bd band tome no nr t";
    const bool cjk = (unsigned char)word.at[0] >= 0xe3; /* "三体Ⅱ" */
    size_t digits = 0;
    while (digits < word.count && (is_digit(word.at[word.count - digits - 1]) ||
                                   (cjk && strchr("ivx", word.at[word.count - digits - 1]))))
        digits++;
    const struct word letters = {word.at, word.count - digits};
    if (digits == 0 || letters.count == 0)
        return 0;
    return (cjk && (unsigned char)letters.at[letters.count - 1] >= 0x80) ||
                   WORD_AMONG(letters, markers)
               ? letters.count
               : 0;
}

/* Drop the Japanese and Chinese signs for "volume" round a number: "第3巻", "3巻", "巻ノ3". */
static struct word without_counter(struct word word)
{
    static const char *const before[] = {"第", "巻ノ", "巻の", "巻"};
    static const char *const behind[] = {"巻", "卷", "册", "冊", "권"};
    struct word inner = word;
    for (size_t i = 0; i < ARRAY_LEN(before); i++) {
        const size_t count = strlen(before[i]);
        if (inner.count > count && memcmp(inner.at, before[i], count) == 0 &&
            is_digit(inner.at[count])) {
            inner = (struct word){inner.at + count, inner.count - count};
            break;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
        const size_t count = strlen(behind[i]);
        if (inner.count > count && is_digit(inner.at[inner.count - count - 1]) &&
            memcmp(inner.at + inner.count - count, behind[i], count) == 0) {
            inner.count -= count;
            break;
        }
    }
    for (size_t i = 0; i < inner.count; i++)
        if (!is_digit(inner.at[i]))
            return word;
    return inner;
}

/* Add a word whose letters of Greek and Cyrillic look like the Latin ones beside them. */
static void add_lookalikes(struct word word, struct text *ret)
{
    static const char *const alike[][2] = {
        {"ο", "o"}, {"α", "a"}, {"ν", "v"}, {"ρ", "p"}, {"ι", "i"}, {"κ", "k"}, {"а", "a"},
        {"е", "e"}, {"о", "o"}, {"р", "p"}, {"с", "c"}, {"х", "x"}, {"у", "y"}, {"і", "i"},
    };
    for (size_t i = 0; i < word.count;) {
        size_t k = 0;
        while (k < ARRAY_LEN(alike) &&
               (word.count - i < 2 || memcmp(word.at + i, alike[k][0], 2) != 0))
            k++;
        text_add_bytes(ret, k < ARRAY_LEN(alike) ? alike[k][1] : word.at + i, 1);
        i += k < ARRAY_LEN(alike) ? 2 : 1;
    }
}

static bool mixes_scripts(struct word word)
{
    bool latin = false, other = false;
    for (size_t i = 0; i < word.count; i++) {
        latin = latin || (word.at[i] >= 'a' && word.at[i] <= 'z');
        other = other || ((unsigned char)word.at[i] >= 0xce && (unsigned char)word.at[i] <= 0xd1);
    }
    return latin && other;
}

static void add_word(struct word word, struct text *ret)
{
    const char *form = long_form(word);
    const bool ascii =
        (unsigned char)word.at[0] < 0x80 && (unsigned char)word.at[word.count - 1] < 0x80;
    if (form) {
        text_add(ret, form);
        return;
    }
    if (!ascii && mixes_scripts(word)) {
        add_lookalikes(word, ret);
        return;
    }
    const struct word inner = ascii ? word : without_counter(word);
    const bool counted = inner.count < word.count;
    const size_t letters = counted ? 0 : letters_before_digits(inner);
    if (counted)
        text_add(ret, "nr ");
    text_add_bytes(ret, inner.at, letters);
    text_add(ret, letters ? " " : "");
    text_add_bytes(ret, inner.at + letters, inner.count - letters);
}

/* Is there anything in folded text that is written in two ways? Of most titles there is not. */
static bool has_two_ways(const char *folded, size_t bytes)
{
    const char *const end = folded + bytes;
    while (folded < end) {
        const char *blank = memchr(folded, ' ', (size_t)(end - folded));
        const struct word word = {folded, (size_t)((blank ? blank : end) - folded)};
        if ((unsigned char)word.at[0] >= 0x80 || (unsigned char)word.at[word.count - 1] >= 0x80 ||
            is_digit(word.at[word.count - 1]) || long_form(word) || number_word_value(word) > 0)
            return true;
        folded = blank ? blank + 1 : end;
    }
    return false;
}

/* The value of "first" to "ninth" behind "twenty"; 0: it is none of these words. */
static int ordinal_value(struct word word)
{
    const int value = word_number(word);
    return number_word_value(word) == 0 && !word_is(word, "one") && !is_digit(word.at[0]) &&
                   value < 10
               ? value
               : 0;
}

static const char *ordinal_suffix(int ordinal)
{
    static const char *const suffixes[] = {"", "st", "nd", "rd"};
    return ordinal < (int)ARRAY_LEN(suffixes) ? suffixes[ordinal] : "th";
}

static void add_words(const struct text *folded, struct text *ret)
{
    struct word words[WORDS_MAX];
    const size_t count = words_split(text_of(folded), folded->count, words, WORDS_MAX);
    for (size_t i = 0; i < count;) {
        int number = 0;
        const size_t read = read_number(words + i, count - i, &number);
        text_add(ret, i ? " " : "");
        if (read == 0) {
            add_word(words[i++], ret);
            continue;
        }
        i += read;
        const int ordinal =
            number >= 20 && number % 10 == 0 && i < count ? ordinal_value(words[i]) : 0;
        text_add_format(ret, "%d%s", number + ordinal, ordinal_suffix(ordinal));
        i += ordinal > 0;
        if (i + 2 < count && word_is(words[i], "and") && word_is(words[i + 1], "a") &&
            word_is(words[i + 2], "half")) {
            text_add(ret, " 1 2");
            i += 3;
        }
    }
}

void title_piece_fold(const char *utf8, struct text *scratch, struct text *ret)
{
    text_clear(scratch);
    text_fold(utf8, scratch);
    if (has_two_ways(text_of(scratch), scratch->count))
        add_words(scratch, ret);
    else
        text_add_bytes(ret, text_of(scratch), scratch->count);
}
