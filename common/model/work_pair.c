/* work_pair.c: how two members of one block relate. Their volumes, natures and surnames are the
 * same, because the key of the block has these. */
#include "model/work_pair.h"

#include <string.h>

#include "match/match_author.h"
#include "match/match_title.h"

void work_parsed_done(struct work_parsed *parsed)
{
    work_title_done(&parsed->title);
    authors_done(&parsed->authors);
}

void work_parsed_make(const struct work_member *member, struct work_parsed *ret)
{
    const struct work_naming naming = {.title = member->title,
                                       .subtitle = member->subtitle,
                                       .series = member->series,
                                       .series_number = member->series_number};
    ret->member = member;
    work_title_parse(&naming, &ret->title);
    authors_parse(member->authors, &ret->authors);
    ret->has_rest = ret->title.title.rest.count > 0;
}

/* ---- identifiers ---- */

static bool share(const struct texts *one, const struct texts *other)
{
    for (size_t i = 0; i < one->count; i++)
        if (texts_has(other, one->items[i]))
            return true;
    return false;
}

static bool name_each_other(const struct work_member *one, const struct work_member *other)
{
    return one->isbn && other->isbn &&
           (texts_has(one->isbns, other->isbn) || texts_has(other->isbns, one->isbn));
}

/* ---- titles ---- */

static bool languages_differ(const struct work_member *one, const struct work_member *other)
{
    return one->language && other->language && one->language[0] != '\0' &&
           other->language[0] != '\0' && strcmp(one->language, other->language) != 0;
}

static bool same_main(const struct work_parsed *one, const struct work_parsed *other)
{
    const struct word_list *left = &one->title.title.main, *right = &other->title.title.main;
    return words_same(left->items, left->count, right->items, right->count);
}

/* May the longer of the two be the shorter with a subtitle? */
static bool may_be_subtitle(const struct work_parsed *bare, const struct work_parsed *longer)
{
    const bool one_word = bare->title.title.main.count == 1;
    return !bare->title.generic && (!one_word || longer->title.telling);
}

/* Rests of two languages are not compared. Where the main title is long enough to be one book's
 * only, one is a translation of the other. In one language other subtitles are too often those of
 * other books: of two such groups in the reference catalogue one is wrong. */
static bool are_translations(const struct work_parsed *one, const struct work_parsed *other)
{
    return !one->title.shared && !one->title.generic && one->title.nature == 0 &&
           one->title.volume[0] == '\0' && same_main(one, other) &&
           languages_differ(one->member, other->member);
}

static enum work_pair relate_titles(const struct work_parsed *one, const struct work_parsed *other)
{
    const enum title_relation relation = title_relate(&one->title.title, &other->title.title);
    if (relation == TITLE_SAME || (relation == TITLE_MAIN && one->has_rest == other->has_rest))
        return PAIR_TITLE;
    if (one->has_rest && other->has_rest)
        return are_translations(one, other) ? PAIR_TITLE : PAIR_NOTHING;
    if (!same_main(one, other))
        return PAIR_NOTHING;
    const bool subtitle = one->has_rest ? may_be_subtitle(other, one) : may_be_subtitle(one, other);
    return subtitle ? PAIR_MAIN : PAIR_RIVAL;
}

/* ---- both ---- */

enum work_pair work_pair_relate(const struct work_parsed *one, const struct work_parsed *other)
{
    const struct work_member *left = one->member, *right = other->member;
    const bool shared = share(left->works, right->works);
    if (left->works->count > 0 && right->works->count > 0 && !shared)
        return PAIR_APART;
    if (authors_relate(&one->authors, &other->authors).relation == AUTHOR_DIFFERENT)
        return PAIR_APART;
    if (strcmp(left->fine, right->fine) == 0)
        return PAIR_KEY;
    if (shared || name_each_other(left, right))
        return PAIR_IDENTIFIER;
    return relate_titles(one, other);
}
