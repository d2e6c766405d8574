/* match_title.c: how two titles relate.
 *
 * Blanks do not count where words are compared ("spider man", "spiderman", "kisso f death"). Titles
 * that relate may differ by a typing error, but never in a number, and never so that another real
 * title may be meant ("hunter", "hunted"). */
#include "match/match_title.h"

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
    PART_LETTERS_MIN = 5,      /* of a main title that may be the rest of another title */
    DISTINCT_WORDS_MIN = 3, /* of a main title that no other book has; small words do not count */
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

/* Join main title and rest, which are one where the mark between them is missing. */
static void join(const struct title *title, struct word_list *ret)
{
    *ret = title->main;
    for (size_t i = 0; i < title->rest.count && ret->count < WORD_LIST_MAX; i++)
        ret->items[ret->count++] = title->rest.items[i];
}

static bool is_numeral(struct word word)
{
    return word_number(word) || (word.count > 1 && word_volume_number(word));
}

static bool is_small(struct word word)
{
    return word_among(word, "a an the and of in to for on with at by from or as is");
}

/* ---- volumes ---- */

/* Do the volumes agree? Another volume is another book, but the first is often named without its
 * number. */
static bool volumes_agree(const struct title *one, const struct title *other)
{
    if (one->volume == other->volume)
        return true;
    return one->volume + other->volume == 1;
}

/* Do the brackets have the same words and other numbers, as "bleach 13" and "bleach 14"? */
static bool series_contradict(const struct word_list *one, const struct word_list *other)
{
    if (one->count == 0 || one->count != other->count)
        return false;
    bool differ = false;
    for (size_t i = 0; i < one->count; i++) {
        if (word_equal(one->items[i], other->items[i]))
            continue;
        if (!is_numeral(one->items[i]) || !is_numeral(other->items[i]))
            return false;
        differ = true;
    }
    return differ;
}

static bool is_other_part(const struct title *one, const struct title *other)
{
    return !volumes_agree(one, other) || series_contradict(&one->brackets, &other->brackets);
}

/* ---- what stands behind the main title ---- */

/* Is the word in the list? In a long word one letter may be wrong. */
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
        if (is_numeral(one->items[i]) && !has_word(other, one->items[i]))
            return false;
    return true;
}

/* How many words of a list are no small words, and how many of those are in another list. */
struct share {
    size_t words, shared;
};

static struct share share_of(const struct word_list *list, const struct word_list *other)
{
    struct share share = {.words = 0};
    for (size_t i = 0; i < list->count; i++) {
        if (is_small(list->items[i]))
            continue;
        share.words++;
        share.shared += has_word(other, list->items[i]);
    }
    return share;
}

bool title_may_be_shared(const struct title *title)
{
    return share_of(&title->main, &title->main).words < DISTINCT_WORDS_MIN;
}

/* Do the rests of two titles with one main title mean the same? Publishers change subtitles ("The
 * Dark Side of the All-American Meal", "What the All-American Meal Is Doing to the World"), so it
 * is enough that more than half of the shorter one's words are shared; where other books may have
 * the main title, three quarters. This was measured on the 28 such pairs by one author in the
 * reference catalogue: half would not tell "Star Wars: The New Essential Guide" from "Star Wars:
 * The New Essential Chronology". */
static bool rests_akin(const struct word_list *one, const struct word_list *other, bool shared_main)
{
    const struct share left = share_of(one, other), right = share_of(other, one);
    const bool left_shorter =
        left.words == right.words ? left.shared < right.shared : left.words < right.words;
    const struct share shorter = left_shorter ? left : right;
    const bool enough = shared_main ? shorter.shared > 0 && 4 * shorter.shared >= 3 * shorter.words
                                    : 2 * shorter.shared > shorter.words;
    return enough && numbers_in(one, other) && numbers_in(other, one);
}

bool title_rests_agree(const struct title *one, const struct title *other)
{
    return one->rest.count == 0 || other->rest.count == 0 || lists_same(&one->rest, &other->rest) ||
           rests_akin(&one->rest, &other->rest,
                      title_may_be_shared(one) || title_may_be_shared(other));
}

/* ---- typing errors ---- */

/* Are all letters Latin, Greek, Cyrillic or Armenian, where a wrong letter may be a typing error?
 * In Chinese and Japanese another character is another word (上, 下). */
static bool is_alphabetic(const struct word_list *list)
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
        !(is_numeral(one) && is_numeral(other))) /* "Henry IV", "Henry VI" */
        return WORD_SWAPPED;
    if (nearness == WORD_NEAR && title_letters >= TYPO_LETTERS_MIN &&
        shorter >= TYPO_WORD_LETTERS_MIN && !plural && !is_numeral(one) && !is_numeral(other))
        return WORD_NEAR;
    return WORD_FAR;
}

/* The largest difference between words of two lists. WORD_FAR: they differ in more than typing
 * errors. */
static enum word_nearness lists_slip(const struct word_list *one, const struct word_list *other)
{
    if (one->count == 0 || one->count != other->count || !is_alphabetic(one))
        return WORD_FAR;
    const size_t one_letters = letters(one), other_letters = letters(other);
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

static void with_article(const struct title *title, struct word_list *ret)
{
    ret->count = 0;
    if (title->article.count > 0)
        ret->items[ret->count++] = title->article;
    for (size_t i = 0; i < title->main.count && ret->count < WORD_LIST_MAX; i++)
        ret->items[ret->count++] = title->main.items[i];
}

/* Compare main titles as lists_slip does, and once more with their articles, where only one title
 * has an article that was recognised ("thet ent", "teh tent"). */
static enum word_nearness mains_slip(const struct title *one, const struct title *other)
{
    const enum word_nearness nearness = lists_slip(&one->main, &other->main);
    if (nearness != WORD_FAR || !one->article.count == !other->article.count)
        return nearness;
    struct word_list left, right;
    with_article(one, &left);
    with_article(other, &right);
    return lists_same(&left, &right) && is_alphabetic(&left) ? WORD_SWAPPED
                                                             : lists_slip(&left, &right);
}

static enum title_relation relation_of(enum word_nearness nearness)
{
    switch (nearness) {
    case WORD_SAME:
    case WORD_SWAPPED:
        return TITLE_SWAPPED;
    case WORD_NEAR:
        return TITLE_SPELT;
    case WORD_FAR:
        return TITLE_DIFFERENT;
    }
    UNREACHABLE("word_nearness");
}

/* ---- "Series: Title" ---- */

/* Is the main title of part the rest of the other title, and has part nothing beside it but the
 * name of the series? */
static bool is_rest_of(const struct title *part, const struct title *series)
{
    const struct word_list *rest = &series->rest;
    const size_t skip = rest->count > 1 && title_is_article(rest->items[0]) ? 1 : 0;
    return words_same(part->main.items, part->main.count, rest->items + skip, rest->count - skip) &&
           (part->rest.count == 0 || lists_same(&part->rest, &series->main)) &&
           (part->volume == 0 || part->volume == series->volume) &&
           letters(&part->main) >= PART_LETTERS_MIN;
}

/* ---- articles ---- */

/* Can both articles be of one language? "El Guardián" is a translation of "The Guardian", though
 * both have the same main title without their articles. */
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

/* ---- whole titles ---- */

static enum title_relation relate_mains(const struct title *asked, const struct title *offered,
                                        enum title_relation relation)
{
    if (is_other_part(asked, offered) || !title_rests_agree(asked, offered))
        return TITLE_OTHER_PART;
    const bool rests_same =
        asked->rest.count + offered->rest.count == 0 || lists_same(&asked->rest, &offered->rest);
    const bool same = rests_same && asked->volume == offered->volume;
    return relation == TITLE_MAIN && same ? TITLE_SAME : relation;
}

/* Relate whole titles, because the mark between main title and rest may be missing in one of them,
 * or stand elsewhere. */
static enum title_relation relate_whole(const struct title *asked, const struct title *offered)
{
    if (asked->rest.count + offered->rest.count == 0 || !volumes_agree(asked, offered))
        return TITLE_DIFFERENT;
    struct word_list asked_whole, offered_whole;
    join(asked, &asked_whole);
    join(offered, &offered_whole);
    if (lists_same(&asked_whole, &offered_whole))
        return TITLE_SAME;
    return relation_of(lists_slip(&asked_whole, &offered_whole));
}

enum title_relation title_relate(const struct title *asked, const struct title *offered)
{
    if (asked->main.count == 0 || offered->main.count == 0 || !articles_agree(asked, offered))
        return TITLE_DIFFERENT;
    if (word_same_letters(asked->outside, offered->outside))
        return is_other_part(asked, offered) ? TITLE_OTHER_PART : TITLE_SAME;
    if (lists_same(&asked->main, &offered->main))
        return relate_mains(asked, offered, TITLE_MAIN);
    if (is_rest_of(asked, offered) || is_rest_of(offered, asked))
        return TITLE_PART;
    const enum word_nearness nearness = mains_slip(asked, offered);
    return nearness == WORD_FAR ? relate_whole(asked, offered)
                                : relate_mains(asked, offered, relation_of(nearness));
}
