/* match_title.c: how two titles relate.
 *
 * Blanks are ignored where words are compared ("spider man", "spiderman", "kisso f death"). A title
 * may differ by a slip of the fingers, but never in a number, and never so that another real title
 * may be meant ("hunter", "hunted"). */
#include "match_title.h"

#include <string.h>

/* Of the 120 misspelt titles of the reference questions, 1 in 60 has two slips; of the 14,263
 * editions, pairs of different books by one author were found at one changed letter below eight
 * letters ("Twins", "Twine"), and at a changed short word ("Because He …", "Because She …"). */
enum {
    TYPO_LETTERS_MIN = 8,      /* of a main title in which a letter may be another, more or less */
    TYPO_WORD_LETTERS_MIN = 5, /* of the word in which it is so */
    TYPO_LETTERS_FOR_TWO = 18, /* of a title that may have two slips */
    SWAP_LETTERS_MIN = 4,      /* of a main title in which two neighbours may have changed places */
    SWAP_SHORT_LETTERS_MIN = 12, /* the same in a word of two letters: "fo", but "on" and "no" */
    REST_WORD_LETTERS_MIN = 7, /* of a word behind the main title that may be a letter off */
    PART_LETTERS_MIN = 5,        /* of a main title that may be the rest of another */
};

static bool lists_same(const struct word_list *one, const struct word_list *other)
{
    return words_same(one->items, one->count, other->items, other->count);
}

static size_t letters(const struct word_list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += word_length(list->items[i]);
    return count;
}

/* Main and rest in one, as they are when the mark between them was lost. */
static void join(const struct title *title, struct word_list *ret)
{
    *ret = title->main;
    for (size_t i = 0; i < title->rest.count && ret->count < WORD_LIST_MAX; i++)
        ret->items[ret->count++] = title->rest.items[i];
}

/* ---- volumes ---- */

/* Another volume is another book. The first is often called by the title alone. */
static bool volumes_agree(const struct title *one, const struct title *other)
{
    if (one->volume == other->volume)
        return true;
    return one->volume + other->volume == 1;
}

/* "bleach 13" and "bleach 14" in brackets: the same words, and numbers that differ. */
static bool series_contradict(const struct word_list *one, const struct word_list *other)
{
    if (one->count == 0 || one->count != other->count)
        return false;
    bool differ = false;
    for (size_t i = 0; i < one->count; i++) {
        if (word_equal(one->items[i], other->items[i]))
            continue;
        if (!word_number(one->items[i]) || !word_number(other->items[i]))
            return false;
        differ = true;
    }
    return differ;
}

/* ---- what stands behind the main title ---- */

/* Is the word in the list, or, when it is long, a slip of it? */
static bool has_word(const struct word_list *list, struct word word)
{
    const bool is_long = word.count >= REST_WORD_LETTERS_MIN;
    for (size_t i = 0; i < list->count; i++)
        if (word_nearness(list->items[i], word) <= (is_long ? WORD_NEAR : WORD_SAME))
            return true;
    return false;
}

/* Are the numbers of one among the words of the other? */
static bool numbers_in(const struct word_list *one, const struct word_list *other)
{
    for (size_t i = 0; i < one->count; i++)
        if (word_number(one->items[i]) && !has_word(other, one->items[i]))
            return false;
    return true;
}

static bool is_small(struct word word)
{
    return word_among(word, "a an the and of in to for on with at by from or as is");
}

/* Of the shorter rest, half of the words that say something are in the longer. */
static bool rests_akin(const struct word_list *one, const struct word_list *other)
{
    if (one->count > other->count)
        return rests_akin(other, one);
    size_t words = 0, shared = 0;
    for (size_t i = 0; i < one->count; i++) {
        if (is_small(one->items[i]))
            continue;
        words++;
        shared += has_word(other, one->items[i]);
    }
    return words > 0 && 2 * shared >= words && numbers_in(one, other) && numbers_in(other, one);
}

bool title_rests_agree(const struct title *one, const struct title *other)
{
    return one->rest.count == 0 || other->rest.count == 0 || lists_same(&one->rest, &other->rest) ||
           rests_akin(&one->rest, &other->rest);
}

/* ---- slips of the fingers ---- */

/* Latin, Greek, Cyrillic and Armenian: an alphabet in which a wrong letter is a slip. In Chinese
 * and Japanese another character is another word (上, 下). */
static bool is_alphabetic(const struct word_list *list)
{
    enum { LEAD_ALPHABETIC_END = 0xd7 }; /* first byte of U+05C0 and beyond */
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < list->items[i].count; j++)
            if ((unsigned char)list->items[i].at[j] >= LEAD_ALPHABETIC_END)
                return false;
    return true;
}

/* May the word be a slip for the other, in a title of so many letters? */
static bool is_slip(struct word one, struct word other, size_t title_letters)
{
    const size_t shorter = one.count < other.count ? one.count : other.count;
    const bool plural = one.count != other.count &&
                        (one.at[one.count - 1] == 's') != (other.at[other.count - 1] == 's');
    switch (word_nearness(one, other)) {
    case WORD_SAME:
        return true;
    case WORD_SWAPPED:
        return title_letters >= (word_length(one) > 2 ? SWAP_LETTERS_MIN : SWAP_SHORT_LETTERS_MIN);
    case WORD_NEAR:
        return title_letters >= TYPO_LETTERS_MIN && shorter >= TYPO_WORD_LETTERS_MIN && !plural &&
               !word_number(one) && !word_number(other);
    case WORD_FAR:
        return false;
    }
    UNREACHABLE("word_nearness");
}

static bool lists_slip(const struct word_list *one, const struct word_list *other)
{
    if (one->count == 0 || one->count != other->count || !is_alphabetic(one))
        return false;
    const size_t title_letters = letters(one);
    const size_t allowed = title_letters >= TYPO_LETTERS_FOR_TWO ? 2 : 1;
    size_t slips = 0;
    for (size_t i = 0; i < one->count; i++) {
        if (word_equal(one->items[i], other->items[i]))
            continue;
        if (++slips > allowed || !is_slip(one->items[i], other->items[i], title_letters))
            return false;
    }
    return true;
}

static void with_article(const struct title *title, struct word_list *ret)
{
    ret->count = 0;
    if (title->article.count > 0)
        ret->items[ret->count++] = title->article;
    for (size_t i = 0; i < title->main.count && ret->count < WORD_LIST_MAX; i++)
        ret->items[ret->count++] = title->main.items[i];
}

/* "thet ent", "teh tent": the slip is in the article. */
static bool articles_slip(const struct title *one, const struct title *other)
{
    struct word_list left, right;
    with_article(one, &left);
    with_article(other, &right);
    return (lists_same(&left, &right) && is_alphabetic(&left)) || lists_slip(&left, &right);
}

/* ---- "Series: Title" ---- */

/* Is the rest of one title the main title of the other? */
static bool is_rest_of(const struct title *part, const struct title *series)
{
    const struct word_list *rest = &series->rest;
    const size_t skip = rest->count > 1 && title_is_article(rest->items[0]) ? 1 : 0;
    return words_same(part->main.items, part->main.count, rest->items + skip, rest->count - skip) &&
           letters(&part->main) >= PART_LETTERS_MIN;
}

/* ---- articles ---- */

/* "El Guardián" is a translation of "The Guardian", though both fold to one main title. */
static bool articles_agree(const struct title *one, const struct title *other)
{
    static const char *const languages[] = {"the a an", "el la los las un una", "le la les un une",
                                            "der die das", "il la lo gli un una"};
    if (one->article.count == 0 || other->article.count == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(languages); i++)
        if (word_among(one->article, languages[i]) && word_among(other->article, languages[i]))
            return true;
    return false;
}

/* ---- all of it ---- */

static enum title_relation relate_mains(const struct title *asked, const struct title *offered,
                                        enum title_relation relation)
{
    if (!volumes_agree(asked, offered) || series_contradict(&asked->brackets, &offered->brackets))
        return TITLE_OTHER_PART;
    if (!title_rests_agree(asked, offered))
        return TITLE_OTHER_PART;
    const bool rests_same =
        asked->rest.count + offered->rest.count == 0 || lists_same(&asked->rest, &offered->rest);
    return relation == TITLE_MAIN && rests_same ? TITLE_SAME : relation;
}

/* When the mark between main title and rest was lost on one side, or lies elsewhere. */
static enum title_relation relate_whole(const struct title *asked, const struct title *offered)
{
    if (asked->rest.count + offered->rest.count == 0 || !volumes_agree(asked, offered))
        return TITLE_DIFFERENT;
    struct word_list asked_whole, offered_whole;
    join(asked, &asked_whole);
    join(offered, &offered_whole);
    if (lists_same(&asked_whole, &offered_whole))
        return TITLE_SAME;
    return lists_slip(&asked_whole, &offered_whole) ? TITLE_TYPO : TITLE_DIFFERENT;
}

enum title_relation title_relate(const struct title *asked, const struct title *offered)
{
    if (asked->main.count == 0 || offered->main.count == 0 || !articles_agree(asked, offered))
        return TITLE_DIFFERENT;
    if (word_same_letters(asked->outside, offered->outside))
        return series_contradict(&asked->brackets, &offered->brackets) ? TITLE_OTHER_PART
                                                                       : TITLE_SAME;
    if (lists_same(&asked->main, &offered->main))
        return relate_mains(asked, offered, TITLE_MAIN);
    if (is_rest_of(asked, offered) || is_rest_of(offered, asked))
        return TITLE_PART;
    if (lists_slip(&asked->main, &offered->main) || articles_slip(asked, offered))
        return relate_mains(asked, offered, TITLE_TYPO);
    return relate_whole(asked, offered);
}
