/* work_join.c: from pairs to works.
 *
 * Links are taken in a fixed order, the strongest first, and two works become one unless something
 * keeps any two of their members apart. So no link leads round a veto, and the order of the members
 * does not matter, because they are put in the order of their keys first. */
#include "model/work_join.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "model/work_pair.h"

int work_link_confidence(enum work_link link)
{
    static const int confidences[] = {
        [WORK_ALONE] = 100,        [WORK_BY_TITLE] = 80, [WORK_BY_WHOLE_TITLE] = 90,
        [WORK_BY_IDENTIFIER] = 95, [WORK_BY_KEY] = 98,   [WORK_BY_PERSON] = 100,
    };
    return confidences[link];
}

const char *work_link_name(enum work_link link)
{
    static const char *const names[] = {
        [WORK_ALONE] = "alone",          [WORK_BY_TITLE] = "main title",
        [WORK_BY_WHOLE_TITLE] = "title", [WORK_BY_IDENTIFIER] = "identifier",
        [WORK_BY_KEY] = "key",           [WORK_BY_PERSON] = "person",
    };
    return names[link];
}

/* ---- works while they are made ---- */

struct joiner {
    const struct work_joining *joining;
    struct work_parsed *parsed;        /* by place in order */
    const struct work_member **order;  /* of large blocks one for each key */
    const struct work_member **sorted; /* all */
    size_t *places;                    /* by place in sorted: the place in order */
    size_t *work;                      /* by place: the place of the first member of its work */
    enum work_link *links;             /* by place */
    uint8_t *pairs;                    /* enum work_pair, count × count */
    size_t count;
};

static void joiner_done(struct joiner *joiner)
{
    for (size_t i = 0; i < joiner->count; i++)
        work_parsed_done(&joiner->parsed[i]);
    mem_free(joiner->parsed);
    mem_free(joiner->order);
    mem_free(joiner->sorted);
    mem_free(joiner->places);
    mem_free(joiner->work);
    mem_free(joiner->links);
    mem_free(joiner->pairs);
}
CLEANUP_STRUCT(struct joiner, joiner_done)

static int compare(const void *one, const void *other)
{
    const struct work_member *left = *(const struct work_member *const *)one;
    const struct work_member *right = *(const struct work_member *const *)other;
    const int keys = strcmp(left->fine, right->fine);
    if (keys != 0)
        return keys;
    return strcmp(left->isbn ? left->isbn : "", right->isbn ? right->isbn : "");
}

static enum work_pair pair_of(const struct joiner *joiner, size_t one, size_t other)
{
    return one < other ? joiner->pairs[one * joiner->count + other]
                       : joiner->pairs[other * joiner->count + one];
}

static bool kept_apart(const struct joiner *joiner, size_t one, size_t other)
{
    for (size_t i = 0; i < joiner->count; i++)
        for (size_t k = 0; joiner->work[i] == one && k < joiner->count; k++)
            if (joiner->work[k] == other && pair_of(joiner, i, k) == PAIR_APART)
                return true;
    return false;
}

static void raise_link(struct joiner *joiner, size_t at, enum work_link link)
{
    if (joiner->links[at] < link)
        joiner->links[at] = link;
}

static void unite(struct joiner *joiner, size_t left, size_t right, enum work_link link)
{
    const size_t one = joiner->work[left], other = joiner->work[right];
    if (one != other && kept_apart(joiner, one, other))
        return;
    raise_link(joiner, left, link);
    raise_link(joiner, right, link);
    const size_t first = one < other ? one : other, second = one < other ? other : one;
    for (size_t i = 0; first != second && i < joiner->count; i++)
        if (joiner->work[i] == second)
            joiner->work[i] = first;
}

static void unite_all(struct joiner *joiner, enum work_pair pair, enum work_link link)
{
    for (size_t i = 0; i < joiner->count; i++)
        for (size_t k = i + 1; k < joiner->count; k++)
            if (pair_of(joiner, i, k) == pair)
                unite(joiner, i, k, link);
}

/* ---- titles without a rest ---- */

/* Is one with a rest joined to it already, by an identifier? */
static bool has_family(const struct joiner *joiner, size_t bare)
{
    for (size_t i = 0; i < joiner->count; i++)
        if (joiner->work[i] == joiner->work[bare] && joiner->parsed[i].has_rest)
            return true;
    return false;
}

/* Do all works in which a longer title has this main title count as one? Else "Batman" may be any
 * of "Batman: Year One" and "Batman: Gothic".
 * out  ret  the place of a member of it whose rest tells about the book */
static bool single_family(const struct joiner *joiner, size_t bare, size_t *ret)
{
    size_t family = has_family(joiner, bare) ? joiner->work[bare] : joiner->count;
    bool told = false;
    for (size_t i = 0; i < joiner->count; i++) {
        const enum work_pair pair = i == bare ? PAIR_NOTHING : pair_of(joiner, bare, i);
        if (pair != PAIR_MAIN && pair != PAIR_RIVAL)
            continue;
        if (family < joiner->count && joiner->work[i] != family)
            return false;
        family = joiner->work[i];
        if (pair == PAIR_MAIN && !told) {
            *ret = i;
            told = true;
        }
    }
    return told;
}

static void unite_bare(struct joiner *joiner)
{
    size_t *family = mem_new(joiner->count, sizeof(*family));
    bool *found = mem_new(joiner->count, sizeof(*found));
    for (size_t i = 0; i < joiner->count; i++)
        found[i] = !joiner->parsed[i].has_rest && single_family(joiner, i, &family[i]);
    for (size_t i = 0; i < joiner->count; i++)
        if (found[i])
            unite(joiner, i, family[i], WORK_BY_TITLE);
    mem_free(family);
    mem_free(found);
}

/* ---- all ---- */

static bool names_member(const char *key, const struct work_member *member)
{
    return strcmp(key, member->fine) == 0 ||
           (member->isbn && strncmp(key, "isbn|", strlen("isbn|")) == 0 &&
            strcmp(key + strlen("isbn|"), member->isbn) == 0);
}

/* What a person has said of two members. "Not the same" counts more. */
static enum work_pair decided(const struct work_joining *joining, const struct work_member *one,
                              const struct work_member *other)
{
    enum work_pair ret = PAIR_NOTHING;
    for (size_t i = 0; i < joining->decision_count; i++) {
        const struct work_decision *decision = &joining->decisions[i];
        if (!(names_member(decision->one, one) && names_member(decision->other, other)) &&
            !(names_member(decision->one, other) && names_member(decision->other, one)))
            continue;
        if (!decision->same)
            return PAIR_APART;
        ret = PAIR_PERSON;
    }
    return ret;
}

static enum work_pair compare_pair(const struct joiner *joiner, size_t one, size_t other)
{
    const struct work_member *left = joiner->order[one], *right = joiner->order[other];
    const enum work_pair said = decided(joiner->joining, left, right);
    if (said != PAIR_NOTHING)
        return said;
    if (left->large || right->large || strcmp(left->block, right->block) != 0)
        return PAIR_NOTHING;
    return work_pair_relate(&joiner->parsed[one], &joiner->parsed[other]);
}

/* Put the members in order; of a large block the first with each key stands for all with it. */
static void order(struct joiner *joiner)
{
    const size_t count = joiner->joining->count;
    joiner->order = mem_new(count + 1, sizeof(const struct work_member *));
    joiner->sorted = mem_new(count + 1, sizeof(const struct work_member *));
    joiner->places = mem_new(count + 1, sizeof(*joiner->places));
    for (size_t i = 0; i < count; i++)
        joiner->sorted[i] = &joiner->joining->members[i];
    qsort(joiner->sorted, count, sizeof(const struct work_member *), compare);
    for (size_t i = 0; i < count; i++) {
        const bool stands = i == 0 || !joiner->sorted[i]->large ||
                            strcmp(joiner->sorted[i - 1]->fine, joiner->sorted[i]->fine) != 0;
        if (stands)
            joiner->order[joiner->count++] = joiner->sorted[i];
        joiner->places[i] = joiner->count - 1;
    }
}

static void prepare(const struct work_joining *joining, struct joiner *ret)
{
    ret->joining = joining;
    order(ret);
    const size_t count = ret->count;
    ret->parsed = mem_new(count + 1, sizeof(*ret->parsed));
    ret->work = mem_new(count + 1, sizeof(*ret->work));
    ret->links = mem_new(count + 1, sizeof(*ret->links));
    ret->pairs = mem_new(count * count + 1, sizeof(*ret->pairs));
    for (size_t i = 0; i < count; i++) {
        ret->work[i] = i;
        if (!ret->order[i]->large)
            work_parsed_make(ret->order[i], &ret->parsed[i]);
    }
}

static void compare_all(struct joiner *joiner)
{
    for (size_t i = 0; i < joiner->count; i++)
        for (size_t k = i + 1; k < joiner->count; k++)
            joiner->pairs[i * joiner->count + k] = (uint8_t)compare_pair(joiner, i, k);
}

static enum work_link link_of(const struct joiner *joiner, size_t place)
{
    const bool by_key = joiner->order[place]->large && joiner->links[place] == WORK_ALONE;
    return by_key ? WORK_BY_KEY : joiner->links[place];
}

/* Number the works in the order of their first members. */
static size_t number(struct joiner *joiner, struct work_joined *ret)
{
    size_t works = 0;
    size_t *numbers = mem_new(joiner->count + 1, sizeof(*numbers));
    for (size_t i = 0; i < joiner->count; i++)
        if (joiner->work[i] == i)
            numbers[i] = works++;
    for (size_t i = 0; i < joiner->joining->count; i++) {
        const size_t place = joiner->places[i];
        ret[joiner->sorted[i] - joiner->joining->members] = (struct work_joined){
            .work = numbers[joiner->work[place]], .link = link_of(joiner, place)};
    }
    mem_free(numbers);
    return works;
}

size_t work_join(const struct work_joining *joining, struct work_joined *ret)
{
    CLEANUP(joiner_done) struct joiner joiner = {0};
    prepare(joining, &joiner);
    compare_all(&joiner);
    unite_all(&joiner, PAIR_PERSON, WORK_BY_PERSON);
    unite_all(&joiner, PAIR_KEY, WORK_BY_KEY);
    unite_all(&joiner, PAIR_IDENTIFIER, WORK_BY_IDENTIFIER);
    unite_all(&joiner, PAIR_TITLE, WORK_BY_WHOLE_TITLE);
    unite_bare(&joiner);
    return number(&joiner, ret);
}

/* ---- names ---- */

struct named {
    const char *fine, *isbn; /* the smallest of each */
};

static bool is_smaller(const char *one, const char *than)
{
    return one && (!than || strcmp(one, than) < 0);
}

/* Has another work the same smallest key, and an ISBN before all of this one? */
static bool is_taken(const struct named *named, size_t works, size_t work)
{
    for (size_t i = 0; i < works; i++)
        if (i != work && strcmp(named[i].fine, named[work].fine) == 0 && named[work].isbn &&
            (!named[i].isbn || strcmp(named[i].isbn, named[work].isbn) < 0))
            return true;
    return false;
}

void work_join_keys(const struct work_joining *joining, const struct work_joined *joined,
                    size_t works, struct texts *ret)
{
    struct named *named = mem_new(works + 1, sizeof(*named));
    for (size_t i = 0; i < joining->count; i++) {
        struct named *one = &named[joined[i].work];
        const struct work_member *member = &joining->members[i];
        if (is_smaller(member->fine, one->fine))
            one->fine = member->fine;
        if (is_smaller(member->isbn, one->isbn))
            one->isbn = member->isbn;
    }
    for (size_t i = 0; i < works; i++) {
        CLEANUP(text_done) struct text key = {0};
        if (is_taken(named, works, i))
            text_add_format(&key, "isbn|%s", named[i].isbn);
        else
            text_add(&key, named[i].fine);
        texts_add(ret, text_of(&key));
    }
    mem_free(named);
}
