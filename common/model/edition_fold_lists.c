/* edition_fold_lists.c: what is united of all sources: subjects and identifiers; and description
 * and cover, which are one source's. */
#include <stdlib.h>
#include <string.h>

#include "core/cover_url.h"
#include "core/mem.h"
#include "core/subject.h"
#include "core/text_clean.h"
#include "core/text_fold.h"
#include "io/json/json.h"
#include "model/edition_fold_private.h"

/* ---- subjects ---- */

enum { SUBJECTS_MAX = 40, SUBJECTS_SEEN_MAX = 2000 };

struct subject {
    char *written, *folded;
    int sources;
    const struct said *last; /* who has said it last, so that a source counts once */
};

struct subjects {
    struct folding *folding;
    const struct said *said;
    struct subject *items;
    size_t count, capacity;
};

static void subjects_done(struct subjects *subjects)
{
    for (size_t i = 0; i < subjects->count; i++) {
        mem_free(subjects->items[i].written);
        mem_free(subjects->items[i].folded);
    }
    mem_free(subjects->items);
}
CLEANUP_STRUCT(struct subjects, subjects_done)

static bool has_small_letter(const char *text)
{
    for (; *text != '\0'; text++)
        if ((*text >= 'a' && *text <= 'z') || (unsigned char)*text >= 0x80)
            return true;
    return false;
}

/* Of "DOGS", "Dogs" and "dogs" the one in both cases, else the first by bytes. */
static bool is_prettier(const char *one, const char *other)
{
    const bool small = has_small_letter(one);
    return small != has_small_letter(other) ? small : strcmp(one, other) < 0;
}

static void take_subject(void *context, const char *written, const char *folded)
{
    struct subjects *subjects = context;
    for (size_t i = 0; i < subjects->count; i++) {
        struct subject *known = &subjects->items[i];
        if (strcmp(known->folded, folded) != 0)
            continue;
        known->sources += known->last != subjects->said;
        known->last = subjects->said;
        if (is_prettier(written, known->written)) {
            mem_free(known->written);
            known->written = mem_text(written);
        }
        return;
    }
    if (subjects->count == SUBJECTS_SEEN_MAX)
        return;
    if (subjects->count == subjects->capacity) {
        subjects->capacity = subjects->capacity ? subjects->capacity * 2 : 32;
        subjects->items = mem_resize(subjects->items, subjects->capacity, sizeof(*subjects->items));
    }
    subjects->items[subjects->count++] = (struct subject){.written = mem_text(written),
                                                          .folded = mem_text(folded),
                                                          .sources = 1,
                                                          .last = subjects->said};
}

static void take_subjects(void *context, const char *text)
{
    subject_split(text, take_subject, context);
}

static int compare_subjects(const void *one_item, const void *other_item)
{
    const struct subject *one = one_item, *other = other_item;
    if (one->sources != other->sources)
        return other->sources - one->sources;
    return strcmp(one->folded, other->folded);
}

void fold_subjects(struct folding *folding)
{
    CLEANUP(subjects_done) struct subjects subjects = {.folding = folding};
    FOLD_EACH(folding, EDITION_SUBJECTS, said)
    {
        const size_t before = subjects.count;
        subjects.said = said;
        fold_list(said->value, take_subjects, &subjects);
        if (subjects.count > before && !folding->ret->won[EDITION_SUBJECTS])
            folding->ret->won[EDITION_SUBJECTS] = said->source;
        if (subjects.count == 0)
            fold_lose(folding, said, LOSS_PLACEHOLDER);
    }
    if (subjects.count > 0)
        qsort(subjects.items, subjects.count, sizeof(*subjects.items), compare_subjects);
    for (size_t i = 0; i < subjects.count && i < SUBJECTS_MAX; i++)
        texts_add(&folding->ret->subjects, subjects.items[i].written);
}

/* ---- description ---- */

void fold_description(struct folding *folding)
{
    enum { BYTES_MIN = 30 }; /* shorter ones say "See above" and the like */
    struct folded_edition *ret = folding->ret;
    const struct said *winner = NULL;
    FOLD_EACH(folding, EDITION_DESCRIPTION, said)
    {
        CLEANUP(text_done) struct text clean = {0};
        CLEANUP(text_done) struct text line = {0};
        if (winner)
            break;
        text_clean_markup(said->value, &clean);
        if (clean.count < BYTES_MIN || !fold_line(text_of(&clean), &line)) {
            fold_lose(folding, said, LOSS_PLACEHOLDER);
            continue;
        }
        ret->description = fold_copy(&clean);
        winner = said;
    }
    if (winner)
        fold_win(folding, winner);
}

/* ---- cover ---- */

/* ISBNdb's original is good for two hours. */
static bool may_keep(const struct said *said, int size)
{
    return size != COVER_ORIGINAL || said->kind != SOURCE_ISBNDB;
}

static void take_cover(const char *url, int size, char *covers[static COVER_COUNT_])
{
    CLEANUP(text_done) struct text clean = {0};
    if (url && cover_url_clean(url, &clean))
        covers[size] = fold_copy(&clean);
}

/* An object of sizes, or one address, which is a large one. Returns whether there was any. */
static bool read_covers(const struct said *said, char *covers[static COVER_COUNT_])
{
    static const char *const sizes[COVER_COUNT_] = {"small", "medium", "large", "original"};
    static const struct json_limits limits = {.bytes = EDITION_VALUE_MAX, .depth = 3, .tokens = 64};
    struct error err = {0};
    CLEANUP(json_free) struct json *object = NULL;
    if (*said->value != '{' ||
        !json_parse(said->value, strlen(said->value), &limits, &object, &err)) {
        take_cover(said->value, COVER_LARGE, covers);
        return covers[COVER_LARGE] != NULL;
    }
    bool any = false;
    for (int i = 0; i < COVER_COUNT_; i++) {
        if (may_keep(said, i))
            take_cover(json_string(json_member(object, sizes[i]), EDITION_VALUE_MAX), i, covers);
        any = any || covers[i];
    }
    return any;
}

void fold_cover(struct folding *folding)
{
    const struct said *winner = NULL;
    FOLD_EACH(folding, EDITION_COVER, said)
    {
        if (winner)
            break;
        if (read_covers(said, folding->ret->covers))
            winner = said;
        else
            fold_lose(folding, said, LOSS_UNREADABLE);
    }
    if (winner)
        fold_win(folding, winner);
}

/* ---- identifiers ---- */

enum { IDENTIFIERS_MAX = 50 };

static const char *const keys[IDENTIFIER_COUNT_] = {
    [IDENTIFIER_OPENLIBRARY_EDITION] = "openlibrary_edition",
    [IDENTIFIER_OPENLIBRARY_WORK] = "openlibrary_works",
    [IDENTIFIER_GOOGLE_BOOKS] = "google_books",
    [IDENTIFIER_GOODREADS] = "goodreads",
    [IDENTIFIER_LIBRARYTHING] = "librarything",
    [IDENTIFIER_ASIN] = "asin",
    [IDENTIFIER_OCLC] = "oclc",
    [IDENTIFIER_LCCN] = "lccn",
    [IDENTIFIER_DEWEY] = "dewey",
    [IDENTIFIER_ISBN] = "isbns",
};

/* The one work that was named first, and who named it. */
struct first_work {
    char *key;
    const char *source;
};

static void compare_works(struct folding *folding, const struct said *said, char *key,
                          struct first_work *first)
{
    if (!first->key) {
        first->key = mem_text(key);
        first->source = said->source;
    } else if (strcmp(first->key, key) != 0) {
        fold_conflict(folding, &(struct edition_conflict){.kind = "two_works",
                                                          .field = "identifiers",
                                                          .source_a = first->source,
                                                          .source_b = said->source,
                                                          .value_a = first->key,
                                                          .value_b = key,
                                                          .harm = 5});
    }
}

static void take_identifier(struct folding *folding, const struct said *said, int kind,
                            const char *written, struct first_work *first)
{
    struct texts *list = &folding->ret->identifiers[kind];
    CLEANUP(text_done) struct text clean = {0};
    if (!written || !edition_identifier_clean((enum edition_identifier)kind, written, &clean) ||
        strcmp(clean.bytes, folding->ret->isbn.text) == 0)
        return;
    if (kind == IDENTIFIER_OPENLIBRARY_WORK)
        compare_works(folding, said, clean.bytes, first);
    if (list->count < IDENTIFIERS_MAX && !texts_has(list, clean.bytes)) {
        texts_add(list, clean.bytes);
        if (!folding->ret->won[EDITION_IDENTIFIERS])
            folding->ret->won[EDITION_IDENTIFIERS] = said->source;
    }
}

/* A record of several ISBN-13 is of a set, or of editions that were joined. */
static void note_other_isbns(struct folding *folding, const struct said *said,
                             const struct json *list)
{
    CLEANUP(texts_done) struct texts others = {0};
    CLEANUP(text_done) struct text joined = {0};
    char isbn[sizeof(folding->ret->isbn.text)];
    memcpy(isbn, folding->ret->isbn.text, sizeof(isbn));
    for (size_t i = 0; i < json_count(list) && i < IDENTIFIERS_MAX; i++) {
        struct isbn other;
        const char *written = json_string(json_element(list, i), EDITION_VALUE_MAX);
        if (written && isbn_parse(written, &other) && strcmp(other.text, isbn) != 0)
            texts_add(&others, other.text);
    }
    texts_sort(&others);
    for (size_t i = 0; i < others.count; i++) {
        text_add(&joined, i > 0 ? " " : "");
        text_add(&joined, others.items[i]);
    }
    if (others.count > 0)
        fold_conflict(folding, &(struct edition_conflict){.kind = "two_isbns",
                                                          .field = "identifiers",
                                                          .source_a = said->source,
                                                          .source_b = said->source,
                                                          .value_a = isbn,
                                                          .value_b = joined.bytes,
                                                          .harm = 4});
}

static void take_member(struct folding *folding, const struct said *said, int kind,
                        const struct json *value, struct first_work *first)
{
    take_identifier(folding, said, kind, json_string(value, EDITION_VALUE_MAX), first);
    for (size_t i = 0; i < json_count(value); i++)
        take_identifier(folding, said, kind, json_string(json_element(value, i), EDITION_VALUE_MAX),
                        first);
    if (kind == IDENTIFIER_ISBN)
        note_other_isbns(folding, said, value);
}

void fold_identifiers(struct folding *folding)
{
    static const struct json_limits limits = {
        .bytes = EDITION_VALUE_MAX, .depth = 4, .tokens = 4096};
    struct first_work first = {0};
    FOLD_EACH(folding, EDITION_IDENTIFIERS, said)
    {
        struct error err = {0};
        CLEANUP(json_free) struct json *object = NULL;
        if (!json_parse(said->value, strlen(said->value), &limits, &object, &err) ||
            json_type_of(object) != JSON_OBJECT) {
            fold_lose(folding, said, LOSS_UNREADABLE);
            continue;
        }
        for (int kind = 0; kind < IDENTIFIER_COUNT_; kind++)
            take_member(folding, said, kind, json_member(object, keys[kind]), &first);
    }
    /* The first edition key is the edition's; of all others the order says nothing. */
    for (int kind = IDENTIFIER_OPENLIBRARY_WORK; kind < IDENTIFIER_COUNT_; kind++)
        texts_sort(&folding->ret->identifiers[kind]);
    mem_free(first.key);
}
