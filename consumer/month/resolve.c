/* resolve.c: the cascade of resolvers over a month's open books.
 *
 * Candidates come from a resolver, the decision always from match.c. A book that every resolver has
 * answered for is not found; one whose resolver was closed is unasked, and stays open. */
#include "month/resolve.h"

#include <string.h>

#include "core/log.h"
#include "core/text_fold.h"
#include "match/match.h"
#include "model/catalog.h"
#include "month/ask.h"
#include "sql.h"

#define REMEMBER_MS (24 * 3600 * (int64_t)1000) /* that a resolver does not have a book */
#define KEY_PART_MAX 1000                       /* bytes of a title, and of authors */

struct resolving {
    struct month_run *run;
    struct books *books;
    bool *unasked;     /* by book: some resolver could not be asked */
    bool stored;       /* with the last book, that none is open any more */
    struct error wait; /* the wall that opens soonest by itself; class NONE: none does */
};

/* What an ask of a resolver is about. */
struct lookup {
    struct resolving *resolving;
    struct book *book;
    struct text key; /* of lookup_outcome */
    bool answered;   /* and not stored yet: what follows says how */
    struct match match;
    char *matched_title; /* NULL: not found */
};

static void lookup_done(struct lookup *lookup)
{
    text_done(&lookup->key);
    mem_free(lookup->matched_title);
}

static size_t count_open(const struct books *books)
{
    size_t open = 0;
    for (size_t i = 0; i < books->count; i++)
        open += !books->items[i].settled;
    return open;
}

/* ---- the catalogue, in the database: all books at once ---- */

static size_t judge(struct books *books, const struct editions *candidates, struct match *matches,
                    struct resolution *resolutions)
{
    size_t count = 0;
    for (size_t i = 0; i < books->count; i++) {
        struct book *book = &books->items[i];
        if (book->settled)
            continue;
        struct match *match = &matches[i];
        match_choose(book, candidates[i].items, candidates[i].count, match);
        if (!match->edition)
            continue;
        book->settled = true;
        book->isbn = match->edition->isbn;
        resolutions[count++] = (struct resolution){
            .position = book->position,
            .isbn13 = match->edition->isbn.text,
            .confidence = match_confidence_name(match->confidence),
            .evidence = match->evidence,
            .matched_title = match->edition->title,
        };
    }
    return count;
}

static void free_candidates(struct editions *candidates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        editions_done(&candidates[i]);
    mem_free(candidates);
}

/* What every resolver has answered for and none has is not found. */
static size_t add_missing(struct resolving *r, struct resolution *resolutions, size_t count)
{
    for (size_t i = 0; i < r->books->count; i++)
        if (!r->books->items[i].settled && !r->unasked[i]) {
            r->books->items[i].settled = true;
            resolutions[count++] = (struct resolution){
                .position = r->books->items[i].position,
                .confidence = match_confidence_name(MATCH_NOT_FOUND),
            };
        }
    return count;
}

static const struct service *last_resolver(const struct services *services)
{
    return services->resolver_count > 0 ? services->resolvers[services->resolver_count - 1] : NULL;
}

static bool ask_local(struct resolving *r, const struct service *service, struct error *err)
{
    struct month_run *run = r->run;
    struct books *books = r->books;
    struct editions *candidates = mem_new(books->count, sizeof(*candidates));
    CLEANUP(mem_free) struct match *matches = mem_new(books->count, sizeof(*matches));
    CLEANUP(mem_free)
    struct resolution *resolutions = mem_new(books->count, sizeof(*resolutions));
    month_count_call(run, service->name);
    bool ok = catalog_find_editions(run->consumer->pool, books, candidates, err);
    size_t count = ok ? judge(books, candidates, matches, resolutions) : 0;
    if (ok && service == last_resolver(&run->consumer->services))
        count = add_missing(r, resolutions, count);
    r->stored = ok && count_open(books) == 0;
    const struct resolutions said = {
        .resolver = service->name, .items = resolutions, .count = count, .last = r->stored};
    ok = ok &&
         (count == 0 || month_log_store_resolutions(run->consumer->pool, &run->claim, &said, err));
    free_candidates(candidates, books->count);
    return ok;
}

/* ---- a service over HTTP: one call a book ---- */

/* As much of each as an index takes: a row's limit is 2704 bytes. */
static void add_folded(const char *words, struct text *key)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(words, &folded);
    const size_t count = folded.count < KEY_PART_MAX ? folded.count : KEY_PART_MAX;
    text_add_bytes(key, text_of(&folded), text_utf8_span(text_of(&folded), count));
}

static void write_key(const struct book *book, struct text *key)
{
    add_folded(book->title, key);
    text_add(key, "|");
    if (book->authors)
        add_folded(book->authors, key);
}

static bool read_lookup(struct month_run *run, struct ask *ask, struct outcome *ret,
                        struct error *err)
{
    struct lookup *lookup = ask->subject;
    const struct service *service = ask->service;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {.bad_items = 0};
    (void)run;
    ret->name = "ok";
    const struct provider_settings settings = service_settings_sent(service, ask->call.secret);
    if (!service->kind->read_resolve(&settings, &ask->call.response, &answer, err)) {
        lookup->answered = err->class == ERROR_REQUEST; /* final: remembered as not found there */
        return error_wrap(err, "%s", service->name);
    }
    match_choose(lookup->book, answer.editions.items, answer.editions.count, &lookup->match);
    lookup->answered = true;
    if (lookup->match.edition) {
        lookup->book->isbn = lookup->match.edition->isbn;
        lookup->matched_title = mem_text(lookup->match.edition->title);
        lookup->match.edition = NULL; /* dies with the answer */
    }
    return true;
}

/* Store what has been answered since the last time. */
static bool keep_lookups(struct month_run *run, struct ask *asks, size_t count, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    CLEANUP(mem_free) struct resolution *items = mem_new(count, sizeof(*items));
    struct lookup_answers answers = {
        .items = items, .book_keys = &keys, .remember_ms = REMEMBER_MS};
    for (size_t i = 0; i < count; i++) {
        struct lookup *lookup = asks[i].subject;
        if (!lookup->answered)
            continue;
        const bool found = lookup->matched_title != NULL;
        lookup->answered = false;
        lookup->book->settled = found;
        answers.resolver = asks[i].service->name;
        sql_array_add(&keys, text_of(&lookup->key));
        items[answers.count++] = (struct resolution){
            .position = lookup->book->position,
            .isbn13 = found ? lookup->book->isbn.text : NULL,
            .confidence = match_confidence_name(lookup->match.confidence),
            .evidence = lookup->match.evidence,
            .matched_title = lookup->matched_title,
        };
    }
    return answers.count == 0 ||
           month_log_store_lookups(run->consumer->pool, &run->claim, &answers, err);
}

/* A lookup that no answer was read for. REQUEST is final; a wall leaves the book unasked. */
static bool note_failure(struct resolving *r, const struct lookup *lookup, const struct error *why,
                         struct error *err)
{
    size_t i = (size_t)(lookup->book - r->books->items);
    LOG(LOG_WARNING, "lookup_failed", log_str("month", month_text(r->run->claim.month).text),
        log_str("title", lookup->book->title), log_error_class(why), log_error_message(why));
    if (why->class == ERROR_REQUEST)
        return true;
    if (why->class == ERROR_TRANSIENT || why->class == ERROR_MALFORMED) {
        *err = *why;
        return false;
    }
    r->unasked[i] = true;
    bool opens = why->class != ERROR_CONFIG && why->retry_after_ms > 0;
    if (opens && (r->wait.class == ERROR_NONE || why->retry_after_ms < r->wait.retry_after_ms))
        r->wait = *why;
    return true;
}

/* Mark in known[] the lookups whose answer is remembered: this resolver has no such book. */
static bool read_remembered(struct resolving *r, const struct service *service,
                            const struct lookup *lookups, size_t count, bool *known,
                            struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    for (size_t i = 0; i < count; i++)
        sql_array_add(&keys, text_of(&lookups[i].key));
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!month_log_remembered(r->run->consumer->pool, service->name, &keys, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        known[row_int(rows, i, LOOKUPS_REMEMBERED_NUMBER) - 1] = true;
    return true;
}

static size_t build_asks(struct resolving *r, const struct service *service, struct lookup *lookups,
                         size_t count, const bool *known, struct ask *asks)
{
    size_t built = 0;
    const struct provider_settings settings = service_settings(service);
    for (size_t i = 0; i < count; i++) {
        struct error why = {0};
        struct ask *ask = &asks[built];
        if (known[i])
            continue;
        *ask =
            (struct ask){.service = service, .subject = &lookups[i], .call.secret = settings.key};
        if (service->kind->build_resolve(&settings, lookups[i].book, &ask->call.request, &why))
            built++;
        else { /* it cannot be put to this service: the next may know it */
            http_call_done(&ask->call);
            LOG(LOG_DEBUG, "lookup_left_out", log_str("title", lookups[i].book->title),
                log_error_message(&why));
        }
    }
    (void)r;
    return built;
}

static bool ask_lookups(struct resolving *r, const struct service *service, struct lookup *lookups,
                        size_t count, struct error *err)
{
    CLEANUP(mem_free) bool *known = mem_new(count, sizeof(*known));
    CLEANUP(mem_free) struct ask *asks = mem_new(count, sizeof(*asks));
    CLEANUP(mem_free) struct error *errors = mem_new(count, sizeof(*errors));
    if (!read_remembered(r, service, lookups, count, known, err))
        return false;
    size_t built = build_asks(r, service, lookups, count, known, asks);
    static const struct ask_reader reader = {.read = read_lookup, .keep = keep_lookups};
    bool ok = ask_all(r->run, asks, built, &reader, errors, err);
    for (size_t i = 0; ok && i < built; i++)
        if (errors[i].class != ERROR_NONE)
            ok = note_failure(r, asks[i].subject, &errors[i], err);
    asks_done(asks, built);
    return ok;
}

static bool ask_remote(struct resolving *r, const struct service *service, struct error *err)
{
    size_t count = 0;
    struct lookup *lookups = mem_new(r->books->count, sizeof(*lookups));
    for (size_t i = 0; i < r->books->count; i++) {
        if (r->books->items[i].settled)
            continue;
        lookups[count] = (struct lookup){.resolving = r, .book = &r->books->items[i]};
        write_key(lookups[count].book, &lookups[count].key);
        count++;
    }
    bool ok = ask_lookups(r, service, lookups, count, err);
    for (size_t i = 0; i < count; i++)
        lookup_done(&lookups[i]);
    mem_free(lookups);
    return ok;
}

/* ---- the end of the cascade ---- */

static bool store_rest(struct resolving *r, struct error *err)
{
    CLEANUP(mem_free) struct resolution *missing = mem_new(r->books->count, sizeof(*missing));
    const struct service *last = last_resolver(&r->run->consumer->services);
    const size_t count = add_missing(r, missing, 0);
    const struct resolutions rest = {.resolver = last ? last->name : "",
                                     .items = missing,
                                     .count = count,
                                     .last = count_open(r->books) == 0};
    return month_log_store_resolutions(r->run->consumer->pool, &r->run->claim, &rest, err);
}

static bool ask_cascade(struct resolving *r, struct error *err)
{
    const struct services *services = &r->run->consumer->services;
    for (size_t i = 0; i < services->resolver_count && count_open(r->books) > 0; i++) {
        const struct service *service = services->resolvers[i];
        if (!month_may_go_on(r->run, err) ||
            !(service->local ? ask_local(r, service, err) : ask_remote(r, service, err)))
            return error_wrap(err, "%s", service->name);
    }
    return true;
}

bool resolve_books(struct month_run *run, struct books *books, struct error *err)
{
    if (count_open(books) == 0)
        return true;
    CLEANUP(mem_free) bool *unasked = mem_new(books->count, sizeof(*unasked));
    struct resolving resolving = {.run = run, .books = books, .unasked = unasked};
    if (!ask_cascade(&resolving, err) || (!resolving.stored && !store_rest(&resolving, err)))
        return false;
    if (count_open(books) == 0 || resolving.wait.class == ERROR_NONE)
        return true;
    *err = resolving.wait; /* put off to the time when the wall opens */
    return false;
}
