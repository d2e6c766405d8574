/* match_title.c: how two titles relate.
 *
 * Evidence that two works differ comes first: another volume, another rest. Only then is it asked
 * whether what is left means the same (match_rest.c, match_words.c). */
#include "match/match_title.h"

#include "match/match_title_private.h"

enum {
    PART_LETTERS_MIN = 4, /* of a main title that may be the rest of another title */
    PREFIX_WORDS_MAX = 3, /* of "Ian Fleming's" before a title */
};

/* Join main title and rest, which are one where the mark between them is missing. */
static void join(const struct title *title, struct word_list *ret)
{
    *ret = title->main;
    for (size_t i = 0; i < title->rest.count && ret->count < WORD_LIST_MAX; i++)
        ret->items[ret->count++] = title->rest.items[i];
}

/* ---- volumes ---- */

/* Does one name of a series stand for the other: "The Wheel of Time", "Wheel of Time Series"? */
static bool series_akin(const struct word_list *one, const struct word_list *other)
{
    return one->count == 0 || other->count == 0 || word_list_within(one, other) ||
           word_list_within(other, one);
}

bool title_names_its_series(const struct title *title)
{
    return title->series.count > 0 && title->main.count > 0 &&
           word_list_within(&title->main, &title->series) &&
           word_list_within(&title->series, &title->main);
}

/* Can a title with a volume be the one without? The first volume is often named without its number,
 * and the number may be that of the series. A part is less than the whole, and "Book 1" of a series
 * that is called as the title is part of what the title alone may mean. */
static bool lone_volume_agrees(const struct title *with, const struct title *without)
{
    if (without->series_number > 0)
        return without->series_number == with->volume;
    if (with->volume != 1 || with->volume_kind == TITLE_PORTION)
        return false;
    return with->volume_kind != TITLE_BOOK || !title_names_its_series(with);
}

/* Do the numbers in their series agree? A title that is called as its series is means its first
 * book. */
static bool series_numbers_agree(const struct title *one, const struct title *other)
{
    if (one->series_number > 0 && other->series_number > 0)
        return one->series_number == other->series_number ||
               !series_akin(&one->series, &other->series);
    const struct title *with = one->series_number > 0 ? one : other;
    const struct title *without = one->series_number > 0 ? other : one;
    return with->series_number <= 1 || !title_names_its_series(with) ||
           without->volume == with->series_number;
}

/* Do the volumes agree? Another volume is another book. */
static bool volumes_agree(const struct title *one, const struct title *other)
{
    if (one->volume > 0 && other->volume > 0) {
        const bool book = one->volume_kind == TITLE_BOOK,
                   other_book = other->volume_kind == TITLE_BOOK;
        return one->volume == other->volume &&
               (book == other_book || one->volume_kind == TITLE_PORTION ||
                other->volume_kind == TITLE_PORTION || one->rest.count + other->rest.count > 0);
    }
    if (one->rest.count > 0 && word_lists_same(&one->rest, &other->rest))
        return true;
    if (!series_numbers_agree(one, other))
        return false;
    if (one->volume == other->volume)
        return true;
    return one->volume > 0 ? lone_volume_agrees(one, other) : lone_volume_agrees(other, one);
}

/* Do the brackets have the same words and other numbers, as "bleach 13" and "bleach 14"? */
static bool brackets_contradict(const struct word_list *one, const struct word_list *other)
{
    if (one->count == 0 || one->count != other->count)
        return false;
    bool differ = false;
    for (size_t i = 0; i < one->count; i++) {
        if (word_equal(one->items[i], other->items[i]))
            continue;
        if (!word_is_numeral(one->items[i]) || !word_is_numeral(other->items[i]) ||
            word_volume_number(one->items[i]) == word_volume_number(other->items[i]))
            return false;
        differ = true;
    }
    return differ;
}

static bool is_other_part(const struct title *one, const struct title *other)
{
    return !volumes_agree(one, other) || brackets_contradict(&one->brackets, &other->brackets);
}

/* ---- typing errors ---- */

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
    const enum word_nearness nearness = word_lists_slip(&one->main, &other->main);
    if (nearness != WORD_FAR || !one->article.count == !other->article.count)
        return nearness;
    struct word_list left, right;
    with_article(one, &left);
    with_article(other, &right);
    return word_lists_same(&left, &right) && word_list_is_alphabetic(&left)
               ? WORD_SWAPPED
               : word_lists_slip(&left, &right);
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

/* Do the words before a title that is part of another one name the series which the title has in
 * brackets? */
static bool series_confirms(const struct title *part, const struct title *whole, size_t rest_words)
{
    struct word_list before;
    join(whole, &before);
    before.count = whole->main.count + rest_words < WORD_LIST_MAX ? whole->main.count + rest_words
                                                                  : WORD_LIST_MAX;
    return part->series.count > 0 &&
           (word_list_within(&before, &part->series) || word_list_within(&part->series, &before));
}

static bool part_volumes_agree(const struct title *part, const struct title *whole)
{
    const int number = whole->volume ? whole->volume : whole->series_number;
    return (part->volume == 0 || part->volume == number) &&
           (part->series_number == 0 || number == 0 || part->series_number == number);
}

/* Has the part nothing beside it but the name of the series, or a subtitle? */
static bool part_stands_alone(const struct title *part, const struct title *whole)
{
    return part->rest.count == 0 || word_lists_same(&part->rest, &whole->main) ||
           title_rest_is_subtitle(&part->rest);
}

/* Is the main title of part the last level, or levels, of the whole title? */
static enum title_relation relate_part(const struct title *part, const struct title *whole)
{
    if (whole->level_count == 0 || word_list_letters(&part->main) < PART_LETTERS_MIN ||
        !part_volumes_agree(part, whole) || !part_stands_alone(part, whole))
        return TITLE_DIFFERENT;
    for (size_t i = 0; i < whole->level_count; i++) {
        const struct word *words = whole->rest.items + whole->levels[i];
        size_t count = whole->rest.count - whole->levels[i];
        const bool article = count > 1 && title_is_article(words[0]);
        if (words_same(part->main.items, part->main.count, words + article, count - article))
            return series_confirms(part, whole, whole->levels[i]) ? TITLE_MAIN : TITLE_PART;
    }
    return TITLE_DIFFERENT;
}

/* "Percy Jackson and the Lightning Thief" for "The Lightning Thief (Percy Jackson and the
 * Olympians)". */
static bool is_behind_series(const struct title *part, const struct title *whole)
{
    const size_t before = whole->main.count - part->main.count;
    if (part->series.count == 0 || whole->rest.count > 0 || part->main.count >= whole->main.count ||
        !words_same(part->main.items, part->main.count, whole->main.items + before,
                    part->main.count))
        return false;
    struct word_list series = whole->main;
    series.count = before;
    return word_list_within(&series, &part->series);
}

/* ---- other wordings of the main title ---- */

/* Is the longer main title the shorter one behind "Adventures of" or "Strange Case of"? */
static bool is_told_of(const struct word_list *longer, const struct word_list *shorter)
{
    const size_t more = longer->count - shorter->count;
    const size_t before = more > 1 && WORD_AMONG(longer->items[0], "strange tragical") ? 1 : 0;
    return more == before + 2 && word_is(longer->items[before + 1], "of") &&
           WORD_AMONG(longer->items[before], "adventures case tragedy history comedy") &&
           (before > 0 || !WORD_AMONG(longer->items[0], "history case")) &&
           words_same(longer->items + more, shorter->count, shorter->items, shorter->count);
}

/* Is the longer main title the shorter one with a possessive before it, as "Ian Fleming's Live and
 * Let Die", or with another name of the book behind it, as "Frankenstein or The Modern
 * Prometheus"? */
static bool is_extended(const struct title *longer, const struct title *shorter)
{
    enum { WORDS_BEHIND_MIN = 4, ALTERNATIVE_MIN = 3 };
    const struct word_list *main = &longer->main;
    const size_t count = shorter->main.count;
    if (count == 0 || count >= main->count)
        return false;
    const size_t more = main->count - count;
    if (words_same(main->items, count, shorter->main.items, count)) {
        const bool comma = longer->main_comma == count;
        const bool list = longer->main_commas > 1; /* "Little Women, Little Men, Jo's Boys" */
        return (comma && !list && more >= WORDS_BEHIND_MIN) ||
               (word_is(main->items[count], "or") && more >= ALTERNATIVE_MIN) ||
               (comma && more > 1 && WORD_AMONG(main->items[count], "or ou oder"));
    }
    if (is_told_of(main, &shorter->main))
        return true;
    const struct word owner = main->items[0];
    for (size_t i = 2; i <= more && i <= PREFIX_WORDS_MAX + 1; i++) {
        const struct word before = main->items[i - 1];
        const size_t article = i < main->count && title_is_article(main->items[i]) ? 1 : 0;
        if (owner.count > 1 && before.count > 3 && before.at[before.count - 1] == 's' &&
            i + article + count == main->count && count + article > 1 &&
            words_same(main->items + i + article, count, shorter->main.items, count))
            return true;
    }
    return more == 1 && count > 1 && WORD_AMONG(owner, "king queen captain") &&
           words_same(main->items + 1, count, shorter->main.items, count);
}

/* ---- articles ---- */

/* Can both articles be of one language? "El Guardián" is a translation of "The Guardian", though
 * both have the same main title without their articles. */
static bool articles_agree(const struct title *one, const struct title *other)
{
    static const char *const languages[] = {"the a an",
                                            "el la los las un una",
                                            "le la les l un une",
                                            "der die das den",
                                            "il la lo gli i l un una",
                                            "o a os as um uma",
                                            "de het een",
                                            "den det en"};
    if (one->article.count == 0 || other->article.count == 0)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(languages); i++)
        if (word_among(one->article, languages[i]) && word_among(other->article, languages[i]))
            return true;
    return false;
}

/* ---- whole titles ---- */

/* Is a rest that only one title has the name of the series that the other has in brackets? */
static bool rest_is_series(const struct title *with, const struct title *without)
{
    return without->series.count > 0 && (word_list_within(&with->rest, &without->series) ||
                                         word_list_within(&without->series, &with->rest));
}

static enum title_relation relate_rests(const struct title *asked, const struct title *offered)
{
    const bool asked_has = asked->rest.count > 0, offered_has = offered->rest.count > 0;
    if (asked_has != offered_has) {
        const struct title *with = asked_has ? asked : offered;
        const struct title *without = asked_has ? offered : asked;
        if (rest_is_series(with, without) && !title_names_its_series(without))
            return TITLE_MAIN;
        if (with->other_name || (with->volume > 0 && with->volume == without->volume))
            return TITLE_MAIN;
        return with->volume == 0 && title_rest_is_subtitle(&with->rest) ? TITLE_MAIN : TITLE_OPEN;
    }
    if (title_rests_agree(asked, offered))
        return TITLE_MAIN;
    return title_rest_is_subtitle(&asked->rest) && title_rest_is_subtitle(&offered->rest)
               ? TITLE_REWORDED
               : TITLE_OTHER_PART;
}

/* Does one title name the series alone, and the other a book of it with its number: "Batman" and
 * "Batman: Arkham Knight, Vol. 3"; or both are called as the series is? */
static bool may_be_open(const struct title *asked, const struct title *offered)
{
    const struct title *with = asked->rest.count > 0 ? asked : offered;
    const struct title *without = asked->rest.count > 0 ? offered : asked;
    if (with->rest.count > 0)
        return without->rest.count + (size_t)without->volume == 0 && with->volume_of_rest;
    if (asked->series_number > 0 && offered->series_number > 0)
        return false;
    const struct title *numbered = asked->series_number > 0 ? asked : offered;
    return asked->volume + offered->volume == 0 && title_names_its_series(numbered);
}

static enum title_relation relate_mains(const struct title *asked, const struct title *offered,
                                        enum title_relation relation)
{
    if (is_other_part(asked, offered))
        return may_be_open(asked, offered) ? TITLE_OPEN : TITLE_OTHER_PART;
    const enum title_relation rests = relate_rests(asked, offered);
    if (rests < TITLE_MAIN)
        return rests;
    const bool rests_same = asked->rest.count + offered->rest.count == 0 ||
                            word_lists_same(&asked->rest, &offered->rest);
    const bool same = rests_same && asked->volume == offered->volume;
    return relation == TITLE_MAIN && same ? TITLE_SAME : relation;
}

/* Relate whole titles, because the mark between main title and rest may be missing in one of them,
 * or stand elsewhere. */
static enum title_relation relate_whole(const struct title *asked, const struct title *offered)
{
    const bool same_count =
        asked->main.count + asked->rest.count == offered->main.count + offered->rest.count;
    const bool begin_alike = asked->main.items[0].at[0] == offered->main.items[0].at[0];
    if (asked->rest.count + offered->rest.count == 0 || (!same_count && !begin_alike) ||
        !volumes_agree(asked, offered))
        return TITLE_DIFFERENT;
    struct word_list asked_whole, offered_whole;
    join(asked, &asked_whole);
    join(offered, &offered_whole);
    if (word_lists_same(&asked_whole, &offered_whole))
        return TITLE_SAME;
    return relation_of(word_lists_slip(&asked_whole, &offered_whole));
}

static enum title_relation relate_parts(const struct title *asked, const struct title *offered)
{
    const enum title_relation one = relate_part(asked, offered),
                              other = relate_part(offered, asked);
    if (one != TITLE_DIFFERENT || other != TITLE_DIFFERENT)
        return one > other ? one : other;
    return is_behind_series(asked, offered) || is_behind_series(offered, asked) ? TITLE_PART
                                                                                : TITLE_DIFFERENT;
}

/* Is the last word of one main title the volume of the other, as in "Maus I" and "Maus, Vol. 1"? */
static bool is_roman_volume(const struct title *with, const struct title *without)
{
    const size_t count = without->main.count;
    return with->volume == 0 && without->volume > 0 && with->main.count == count + 1 &&
           word_volume_number(with->main.items[count]) == without->volume &&
           words_same(with->main.items, count, without->main.items, count) &&
           with->rest.count + without->rest.count == 0;
}

static enum title_relation relate_wordings(const struct title *asked, const struct title *offered)
{
    const enum word_nearness nearness = mains_slip(asked, offered);
    if (is_roman_volume(asked, offered) || is_roman_volume(offered, asked))
        return TITLE_MAIN;
    if (nearness != WORD_FAR)
        return relate_mains(asked, offered, relation_of(nearness));
    const enum title_relation whole = relate_whole(asked, offered);
    if (whole != TITLE_DIFFERENT)
        return whole;
    return word_lists_reworded(&asked->main, &offered->main) || is_extended(asked, offered) ||
                   is_extended(offered, asked)
               ? relate_mains(asked, offered, TITLE_PART)
               : TITLE_DIFFERENT;
}

enum title_relation title_relate(const struct title *asked, const struct title *offered)
{
    if (asked->main.count == 0 || offered->main.count == 0 || !articles_agree(asked, offered))
        return TITLE_DIFFERENT;
    /* A volume that only one of them has does stand there in both, with a blank displaced. */
    if ((word_same_letters(asked->outside, offered->outside) ||
         word_same_letters(asked->plain, offered->plain)) &&
        (!is_other_part(asked, offered) ||
         (asked->volume * offered->volume == 0 && asked->rest.count + offered->rest.count > 0 &&
          !asked->volume_bracketed && !offered->volume_bracketed)))
        return TITLE_SAME;
    if (word_lists_same(&asked->main, &offered->main))
        return relate_mains(asked, offered, TITLE_MAIN);
    const enum title_relation part = relate_parts(asked, offered);
    return part != TITLE_DIFFERENT ? part : relate_wordings(asked, offered);
}
