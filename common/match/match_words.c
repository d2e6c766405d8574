/* match_words.c: comparing lists of words.
 *
 * Blanks do not count where words are compared ("spider man", "spiderman", "kisso f death"). Lists
 * may differ by a typing error, but never in a number, and never so that another real title may be
 * meant ("hunter", "hunted"). */
#include "match/match_title_private.h"

#include <string.h>

/* Among all pairs of editions by one author in the reference catalogue (14,263 editions) these
 * limits let five typing errors pass, and in each case the two are one book ("Ivan Ilych", "Ivan
 * Ilyich"). Without the limits "World War I" and "World War II", "Henry IV" and "Henry V", and "Ali
 * and Nino" and its translation would relate, too. */
enum {
    TYPO_LETTERS_MIN = 8, /* of a main title in which a letter may be wrong, added or missing */
    TYPO_WORD_LETTERS_MIN = 5,   /* of the word in which this letter is */
    TYPO_LETTERS_FOR_TWO = 18,   /* of a title that may have two typing errors */
    SWAP_LETTERS_MIN = 4,        /* of a main title in which two neighbours may change places */
    SWAP_SHORT_LETTERS_MIN = 12, /* of it where the word has two letters: "fo"; but "on" and "no" */
    REST_WORD_LETTERS_MIN = 7, /* of a word behind the main title in which a letter may be wrong */
};

bool word_lists_same(const struct word_list *one, const struct word_list *other)
{
    return words_same(one->items, one->count, other->items, other->count);
}

size_t word_list_letters(const struct word_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += word_length(list->items[i]);
    return count;
}

bool word_is_numeral(struct word word)
{
    return word_number(word) || (word.count > 1 && word_volume_number(word));
}

bool word_is_small(struct word word)
{
    return WORD_AMONG(word, "a an the and of in to for on with at by from or as is");
}

bool word_list_has(const struct word_list *list, struct word word)
{
    const bool is_long = word.count >= REST_WORD_LETTERS_MIN;
    for (size_t i = 0; i < list->count; i++)
        if (word_nearness(list->items[i], word) <= (is_long ? WORD_NEAR : WORD_SAME))
            return true;
    return false;
}

bool word_list_within(const struct word_list *list, const struct word_list *other)
{
    for (size_t i = 0; i < list->count; i++)
        if (!word_is_small(list->items[i]) && !word_list_has(other, list->items[i]))
            return false;
    return true;
}

/* ---- typing errors ---- */

/* Are all letters Latin, Greek, Cyrillic or Armenian, where a wrong letter may be a typing error?
 * In Chinese and Japanese another character is another word (上, 下). */
bool word_list_is_alphabetic(const struct word_list *list)
{
    enum { LEAD_ALPHABETIC_END = 0xd7 }; /* the first byte of U+05C0 and of all beyond */
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < list->items[i].count; j++)
            if ((unsigned char)list->items[i].at[j] >= LEAD_ALPHABETIC_END)
                return false;
    return true;
}

/* How near two different words are, in titles of so many letters. WORD_FAR: it is no typing
 * error. */
static enum word_nearness slip(struct word one, struct word other, size_t title_letters)
{
    const size_t shorter = one.count < other.count ? one.count : other.count;
    const bool plural = one.count != other.count &&
                        (one.at[one.count - 1] == 's') != (other.at[other.count - 1] == 's');
    const size_t swap_min = word_length(one) > 2 ? SWAP_LETTERS_MIN : SWAP_SHORT_LETTERS_MIN;
    const enum word_nearness nearness = word_nearness(one, other);
    if (nearness == WORD_SWAPPED && title_letters >= swap_min &&
        !(word_is_numeral(one) && word_is_numeral(other))) /* "Henry IV", "Henry VI" */
        return WORD_SWAPPED;
    if (nearness == WORD_NEAR && title_letters >= TYPO_LETTERS_MIN &&
        shorter >= TYPO_WORD_LETTERS_MIN && !plural && !word_is_numeral(one) &&
        !word_is_numeral(other))
        return WORD_NEAR;
    return WORD_FAR;
}

/* Do lists with as many words differ in more words than typing errors alter? Most do. */
static bool differ_in_many(const struct word_list *one, const struct word_list *other)
{
    enum { SLIPS_MAX = 2 };
    size_t differ = 0;
    for (size_t i = 0; i < one->count && differ <= SLIPS_MAX; i++)
        differ += !word_equal(one->items[i], other->items[i]);
    return differ > SLIPS_MAX;
}

enum word_nearness word_lists_slip(const struct word_list *one, const struct word_list *other)
{
    if (one->count == 0 || one->count != other->count || differ_in_many(one, other) ||
        !word_list_is_alphabetic(one))
        return WORD_FAR;
    const size_t one_letters = word_list_letters(one), other_letters = word_list_letters(other);
    const size_t title_letters = one_letters < other_letters ? one_letters : other_letters;
    const size_t allowed = title_letters >= TYPO_LETTERS_FOR_TWO ? 2 : 1;
    size_t slips = 0;
    enum word_nearness farthest = WORD_SAME;
    for (size_t i = 0; i < one->count && farthest < WORD_FAR; i++) {
        if (word_equal(one->items[i], other->items[i]))
            continue;
        const enum word_nearness one_slip = slip(one->items[i], other->items[i], title_letters);
        if (++slips > allowed)
            return WORD_FAR;
        if (one_slip > farthest)
            farthest = one_slip;
    }
    return farthest;
}

/* ---- other words for the same ---- */

/* Copy a list without some of its words. */
static void without_words(const struct word_list *list, const char *words, struct word_list *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!word_among(list->items[i], words))
            ret->items[ret->count++] = list->items[i];
}

/* Have two lists the same words, each as often, in whatever order? */
static bool same_in_any_order(const struct word_list *one, const struct word_list *other)
{
    uint64_t taken = 0;
    if (one->count != other->count)
        return false;
    for (size_t i = 0; i < one->count; i++) {
        size_t j = 0;
        while (j < other->count &&
               ((taken >> j & 1U) != 0 || !word_equal(one->items[i], other->items[j])))
            j++;
        if (j == other->count)
            return false;
        taken |= UINT64_C(1) << j;
    }
    return true;
}

/* Is one word the plural of the other, in a title long enough to tell ("… Under the Seas")? */
static bool same_but_plural(const struct word_list *one, const struct word_list *other)
{
    enum { WORDS_MIN = 5 };
    size_t plurals = 0;
    if (one->count != other->count || one->count < WORDS_MIN)
        return false;
    for (size_t i = 0; i < one->count; i++) {
        const struct word left = one->items[i], right = other->items[i];
        const struct word longer = left.count > right.count ? left : right;
        if (word_equal(left, right))
            continue;
        if (word_nearness(left, right) != WORD_NEAR || left.count == right.count ||
            longer.at[longer.count - 1] != 's')
            return false;
        plurals++;
    }
    return plurals == 1;
}

/* Is the longest word of one list in the other? Of most titles it is not. */
static bool longest_is_shared(const struct word_list *one, const struct word_list *other)
{
    struct word longest = {0};
    for (size_t i = 0; i < one->count; i++)
        if (one->items[i].count > longest.count)
            longest = one->items[i];
    for (size_t i = 0; i < other->count; i++)
        if (longest.count <= other->items[i].count + 1 &&
            longest.count + 1 >= other->items[i].count &&
            memcmp(longest.at, other->items[i].at,
                   longest.count < other->items[i].count ? longest.count : other->items[i].count) ==
                0)
            return true;
    return false;
}

bool word_lists_reworded(const struct word_list *one, const struct word_list *other)
{
    enum { WORDS_MIN = 2, WORDS_FOR_MORE = 3, LETTERS_MIN = 12, MORE_MAX = 4 };
    struct word_list left, right;
    if (!longest_is_shared(one, other) || one->count > other->count + MORE_MAX ||
        other->count > one->count + MORE_MAX)
        return false;
    without_words(one, "the a an", &left);
    without_words(other, "the a an", &right);
    if (left.count >= WORDS_MIN && word_lists_same(&left, &right))
        return true;
    if (same_but_plural(one, other))
        return true;
    without_words(one, "the a an of and", &left);
    without_words(other, "the a an of and", &right);
    if (left.count >= WORDS_FOR_MORE && word_lists_same(&left, &right))
        return true;
    return left.count >= WORDS_MIN && word_list_letters(&left) >= LETTERS_MIN &&
           same_in_any_order(&left, &right);
}
