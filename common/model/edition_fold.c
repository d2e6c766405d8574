/* edition_fold.c: the claims put in order, and the steps of the fold.
 *
 * The order is total: field, trust, name of the source. So nothing depends on the order in which
 * the claims came. */
#include "model/edition_fold.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text_clean.h"
#include "core/text_fold.h"
#include "io/json/json.h"
#include "model/edition_fold_private.h"

/* ---- what the steps share ---- */

const struct said *fold_said_by(const struct folding *folding, enum edition_field field,
                                const char *source)
{
    FOLD_EACH(folding, field, said)
    if (strcmp(said->source, source) == 0)
        return said;
    return NULL;
}

void fold_lose(struct folding *folding, const struct said *said, enum loss why)
{
    struct folded_edition *ret = folding->ret;
    for (size_t i = 0; i < ret->loser_count; i++)
        if (ret->losers[i].field == said->field && ret->losers[i].source == said->source)
            return;
    if (ret->loser_count == ret->loser_capacity) {
        ret->loser_capacity = ret->loser_capacity ? ret->loser_capacity * 2 : 16;
        ret->losers = mem_resize(ret->losers, ret->loser_capacity, sizeof(*ret->losers));
    }
    ret->losers[ret->loser_count++] = (struct edition_loser){
        .field = said->field, .source = said->source, .value = said->value, .why = why};
}

/* Those behind the winner are trusted less. Those before it could have won, but say less. */
void fold_win(struct folding *folding, const struct said *winner)
{
    enum loss why = winner->field == EDITION_PUBLISHED ? LOSS_PRECISION : LOSS_WEAK;
    folding->ret->won[winner->field] = winner->source;
    FOLD_EACH(folding, winner->field, said)
    {
        if (said == winner)
            why = LOSS_TRUST;
        else
            fold_lose(folding, said, why);
    }
}

void fold_conflict(struct folding *folding, const struct edition_conflict *conflict)
{
    struct folded_edition *ret = folding->ret;
    for (size_t i = 0; i < ret->conflict_count; i++)
        if (strcmp(ret->conflicts[i].kind, conflict->kind) == 0 &&
            strcmp(ret->conflicts[i].source_a, conflict->source_a) == 0 &&
            strcmp(ret->conflicts[i].source_b, conflict->source_b) == 0)
            return;
    if (ret->conflict_count == ret->conflict_capacity) {
        ret->conflict_capacity = ret->conflict_capacity ? ret->conflict_capacity * 2 : 4;
        ret->conflicts =
            mem_resize(ret->conflicts, ret->conflict_capacity, sizeof(*ret->conflicts));
    }
    struct edition_conflict *added = &ret->conflicts[ret->conflict_count++];
    *added = *conflict;
    added->value_a = mem_text(conflict->value_a);
    added->value_b = mem_text(conflict->value_b);
}

static bool is_placeholder(const char *folded)
{
    static const char *const words[] = {
        "",
        "n a",
        "na",
        "none",
        "null",
        "unknown",
        "not available",
        "untitled",
        "no title",
        "title unknown",
        "non renseigne",
        "undefined",
        "nan",
        "tbd",
        "tba",
        "to be announced",
        "unknown binding",
        "unknown publisher",
        "publisher unknown",
        "test",
        "not specified",
        "unspecified",
        "sin titulo",
        "sans titre",
        "sans nom",
        "s n",
        "ohne titel",
        "no description",
        "no description available",
        "description not available",
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i], folded) == 0)
            return true;
    return false;
}

bool fold_line(const char *value, struct text *ret)
{
    CLEANUP(text_done) struct text decoded = {0};
    CLEANUP(text_done) struct text folded = {0};
    CLEANUP(text_done) struct text line = {0};
    text_decode_entities(value, &decoded);
    text_clean_line(text_of(&decoded), &line);
    text_fold(text_of(&line), &folded);
    if (is_placeholder(text_of(&folded)))
        return false;
    text_add(ret, text_of(&line));
    return true;
}

void fold_list(const char *value, void (*take)(void *context, const char *text), void *context)
{
    static const struct json_limits limits = {
        .bytes = EDITION_VALUE_MAX, .depth = 4, .tokens = 8192};
    struct error err = {0};
    CLEANUP(json_free) struct json *list = NULL;
    if (*value != '[' || !json_parse(value, strlen(value), &limits, &list, &err)) {
        take(context, value);
        return;
    }
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text = json_string(json_element(list, i), EDITION_VALUE_MAX);
        if (text)
            take(context, text);
    }
}

char *fold_copy(const struct text *text)
{
    return text->count > 0 ? mem_bytes(text->bytes, text->count) : NULL;
}

/* ---- the order of the claims ---- */

static int compare(const void *one_item, const void *other_item)
{
    const struct said *one = *(const struct said *const *)one_item;
    const struct said *other = *(const struct said *const *)other_item;
    if (one->field != other->field)
        return one->field < other->field ? -1 : 1;
    const int trust =
        edition_trust(one->field, one->kind) - edition_trust(other->field, other->kind);
    if (trust != 0)
        return trust;
    const int source = strcmp(one->source, other->source);
    if (source != 0)
        return source;
    if (one->seen_at_ms != other->seen_at_ms)
        return one->seen_at_ms > other->seen_at_ms ? -1 : 1;
    return strcmp(one->value, other->value);
}

static bool of_one(const struct said *one, const struct said *other)
{
    return one->field == other->field && strcmp(one->source, other->source) == 0;
}

/* Of two claims of a source on one field the first in this order counts. */
static void put_in_order(struct folding *folding, const struct said *said, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        folding->items[i] = &said[i];
    qsort(folding->items, count, sizeof(void *), compare);
    for (size_t i = 0; i < count; i++) {
        const struct said *item = folding->items[i];
        if (kept == 0 || !of_one(folding->items[kept - 1], item))
            folding->items[kept++] = item;
    }
    size_t at = 0;
    for (int field = 0; field < EDITION_FIELD_COUNT_; field++) {
        folding->first[field] = at;
        while (at < kept && folding->items[at]->field == (enum edition_field)field)
            at++;
    }
    folding->first[EDITION_FIELD_COUNT_] = at;
}

/* ---- who says something of it ---- */

static void list_sources(struct folding *folding)
{
    struct folded_edition *ret = folding->ret;
    for (size_t i = 0; i < folding->first[EDITION_FIELD_COUNT_]; i++)
        if (!texts_has(&ret->sources, folding->items[i]->source))
            texts_add(&ret->sources, folding->items[i]->source);
    texts_sort(&ret->sources);
}

static int fields_won(const struct folded_edition *edition, const char *source)
{
    int count = 0;
    for (int field = 0; field < EDITION_FIELD_COUNT_; field++)
        count += edition->won[field] && strcmp(edition->won[field], source) == 0;
    return count;
}

/* Of two that won as many, the one that gave the title; else the first by name. */
static void find_primary(struct folded_edition *ret)
{
    const char *best = ret->won[EDITION_TITLE];
    for (int field = 0; field < EDITION_FIELD_COUNT_; field++) {
        const char *source = ret->won[field];
        if (!source || strcmp(source, best) == 0)
            continue;
        const int more = fields_won(ret, source) - fields_won(ret, best);
        const bool by_name = more == 0 && strcmp(best, ret->won[EDITION_TITLE]) != 0;
        if (more > 0 || (by_name && strcmp(source, best) < 0))
            best = source;
    }
    ret->primary_source = best;
}

void edition_fold(const struct isbn *isbn, const struct said *said, size_t count, const char *today,
                  struct folded_edition *ret)
{
    CLEANUP(mem_free) const struct said **items = mem_new(count + 1, sizeof(void *));
    struct folding folding = {.ret = ret, .items = items, .today = today};
    ret->isbn = *isbn;
    put_in_order(&folding, said, count);
    list_sources(&folding);
    fold_titles(&folding);
    fold_people(&folding);
    fold_dates(&folding);
    fold_facts(&folding);
    fold_pages(&folding);
    fold_dimensions(&folding);
    fold_subjects(&folding);
    fold_description(&folding);
    fold_cover(&folding);
    fold_identifiers(&folding);
    if (ret->title)
        find_primary(ret);
}

/* ---- the end ---- */

static void free_contributors(struct folded_edition *edition)
{
    for (size_t i = 0; i < edition->contributor_count; i++) {
        mem_free(edition->contributors[i].name);
        mem_free(edition->contributors[i].role);
        mem_free(edition->contributors[i].key);
    }
    mem_free(edition->contributors);
}

static void free_conflicts(struct folded_edition *edition)
{
    for (size_t i = 0; i < edition->conflict_count; i++) {
        mem_free(edition->conflicts[i].value_a);
        mem_free(edition->conflicts[i].value_b);
    }
    mem_free(edition->conflicts);
}

void folded_edition_done(struct folded_edition *edition)
{
    char *const texts[] = {edition->title,         edition->subtitle,    edition->series,
                           edition->series_number, edition->authors,     edition->publisher,
                           edition->binding,       edition->description, edition->dimensions};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        mem_free(texts[i]);
    for (int i = 0; i < COVER_COUNT_; i++)
        mem_free(edition->covers[i]);
    for (int i = 0; i < IDENTIFIER_COUNT_; i++)
        texts_done(&edition->identifiers[i]);
    texts_done(&edition->languages);
    texts_done(&edition->subjects);
    texts_done(&edition->publisher_series);
    texts_done(&edition->sources);
    free_contributors(edition);
    free_conflicts(edition);
    mem_free(edition->losers);
    *edition = (struct folded_edition){0};
}
