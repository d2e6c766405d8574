/* resolve.c: the resolvers, one after the other, for the books of a month that are still open.
 *
 * Candidates come from a resolver, the decision always from the match room. A book that every
 * resolver has answered for and none has is not found. A book that a resolver could not be asked
 * for, because the provider is closed, stays open for the next attempt. */
#include "month/resolve.h"

#include <string.h>

#include "core/log.h"
#include "core/text_fold.h"
#include "match/match.h"
#include "model/catalog.h"
#include "month/alike.h"
#include "month/ask.h"
#include "sql.h"

/* How long an answer of a resolver holds after the job that asked has ended: that it does not have
 * a book, and which edition was accepted. */
#define REMEMBER_MS (24 * 3600 * (int64_t)1000)
#define REMEMBER_FOUND_MS (30 * REMEMBER_MS)
#define KEY_PART_MAX 1000 /* bytes of a title, and of authors */

struct resolving {
    struct attempt *attempt;
    struct books *books;
    bool *unasked; /* by book: some resolver could not be asked */
    bool stored;   /* the stage "resolved" was stored together with the last open book */
    bool ends;     /* a lookup has failed, and the attempt with it */
};

/* One book that a resolver over HTTP is asked for: the subject of its call. */
struct lookup {
    struct book *book;
    struct text key; /* of lookup_outcome */
    bool remembered; /* what the resolver answers is known, and it is not asked */
    bool answered;   /* what the fields below say is not stored yet */
    struct match match;
    char *matched_title;            /* NULL: not found */
    struct edition_records offered; /* the edition that was accepted */
};

struct lookups {
    struct lookup *items;
    size_t count;
};

static void lookups_done(struct lookups *lookups)
{
    for (size_t i = 0; i < lookups->count; i++) {
        text_done(&lookups->items[i].key);
        mem_free(lookups->items[i].matched_title);
        edition_records_done(&lookups->items[i].offered);
    }
    mem_free(lookups->items);
}
CLEANUP_STRUCT(struct lookups, lookups_done)

static size_t count_open(const struct books *books)
{
    size_t open = 0;
    for (size_t i = 0; i < books->count; i++)
        open += !books->items[i].decided;
    return open;
}

/* ---- the catalogue, in the database: all books at once ---- */

static size_t judge(struct books *books, const struct editions *candidates, struct match *matches,
                    struct resolution *resolutions)
{
    size_t count = 0;
    for (size_t i = 0; i < books->count; i++) {
        struct book *book = &books->items[i];
        if (book->decided)
            continue;
        struct match *match = &matches[i];
        match_choose(book, candidates[i].items, candidates[i].count, match);
        if (!match->edition)
            continue;
        book->decided = true;
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

/* A book that every resolver has answered for, and none has, is not found. */
static size_t add_missing(struct resolving *r, struct resolution *resolutions, size_t count)
{
    for (size_t i = 0; i < r->books->count; i++)
        if (!r->books->items[i].decided && !r->unasked[i]) {
            r->books->items[i].decided = true;
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
    struct attempt *attempt = r->attempt;
    struct books *books = r->books;
    struct editions *candidates = mem_new(books->count, sizeof(*candidates));
    CLEANUP(mem_free) struct match *matches = mem_new(books->count, sizeof(*matches));
    CLEANUP(mem_free)
    struct resolution *resolutions = mem_new(books->count, sizeof(*resolutions));
    attempt_count_call(attempt, service->name);
    bool ok = catalog_find_editions(attempt->consumer->pool, books, candidates, err);
    size_t count = ok ? judge(books, candidates, matches, resolutions) : 0;
    if (ok && service == last_resolver(&attempt->consumer->services))
        count = add_missing(r, resolutions, count);
    r->stored = ok && count_open(books) == 0;
    const struct resolutions said = {
        .resolver = service->name, .items = resolutions, .count = count, .last = r->stored};
    ok = ok && (count == 0 ||
                month_log_store_resolutions(attempt->consumer->pool, &attempt->claim, &said, err));
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

static bool read_lookup(void *context, struct ask *ask, struct outcome *ret, struct error *err)
{
    (void)context;
    struct lookup *lookup = ask->subject;
    const struct service *service = ask->service;
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {.bad_items = 0};
    ret->name = "ok";
    const struct provider_settings settings = service_settings_sent(service, ask->call.secret);
    if (!service->kind->read_resolve(&settings, &ask->call.response, &answer, err)) {
        /* What it refuses to be asked is remembered as not found there. */
        lookup->answered = err->class == ERROR_REQUEST;
        return error_wrap(err, "%s", service->name);
    }
    match_choose(lookup->book, answer.editions.items, answer.editions.count, &lookup->match);
    lookup->answered = true;
    if (lookup->match.edition) {
        lookup->book->isbn = lookup->match.edition->isbn;
        lookup->matched_title = mem_text(lookup->match.edition->title);
        edition_records_add_offered(&lookup->offered, lookup->match.edition);
        lookup->match.edition = NULL; /* it is freed with the answer */
    }
    return true;
}

/* Store what was answered since the last time. */
static bool keep_lookups(void *context, struct asks *asks, struct error *err)
{
    const struct attempt *attempt = context;
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    CLEANUP(edition_claims_done) struct edition_claims claims = {0};
    CLEANUP(mem_free) struct resolution *items = mem_new(asks->count, sizeof(*items));
    struct lookup_answers answers = {.items = items,
                                     .book_keys = &keys,
                                     .claims = &claims,
                                     .remember_ms = REMEMBER_MS,
                                     .remember_found_ms = REMEMBER_FOUND_MS};
    for (size_t i = 0; i < asks->count; i++) {
        struct lookup *lookup = asks->items[i].subject;
        if (!lookup->answered)
            continue;
        const bool found = lookup->matched_title != NULL;
        lookup->answered = false;
        lookup->book->decided = found;
        answers.resolver = asks->items[i].service->name;
        sql_array_add(&keys, text_of(&lookup->key));
        if (found)
            edition_claims_add(&claims, &lookup->offered.items[0]);
        items[answers.count++] = (struct resolution){
            .position = lookup->book->position,
            .isbn13 = found ? lookup->book->isbn.text : NULL,
            .confidence = match_confidence_name(lookup->match.confidence),
            .evidence = lookup->match.evidence,
            .matched_title = lookup->matched_title,
        };
    }
    return answers.count == 0 ||
           month_log_store_lookups(attempt->consumer->pool, &attempt->claim, &answers, err);
}

/* A lookup without an answer that could be read. REQUEST is final, and is stored already. TRANSIENT
 * and MALFORMED end the attempt; the month's last attempt goes on with the other books. Every other
 * class means that the provider is closed; nothing waits for one that is closed for its
 * configuration. */
static void note_failure(struct resolving *r, const struct ask *ask, const struct error *why)
{
    const struct lookup *lookup = ask->subject;
    size_t i = (size_t)(lookup->book - r->books->items);
    if (why->class == ERROR_REQUEST)
        return;
    r->unasked[i] = true;
    if (why->class == ERROR_CONFIG)
        return;
    attempt_note_failure(r->attempt, ask->waits_for ? ask->waits_for : ask->service->name, why);
    if (why->class == ERROR_TRANSIENT || why->class == ERROR_MALFORMED)
        r->ends = !attempt_is_last(r->attempt);
}

static bool same_cause(const struct error *one, const struct error *other)
{
    return one->class == other->class && strcmp(one->message, other->message) == 0;
}

/* A line for each cause, with the first of its books and how many they are: a provider that is away
 * fails all of a month alike. */
static void log_failures(const struct resolving *r, const struct service *service,
                         const struct asks *asks)
{
    for (size_t i = 0; i < asks->count; i++) {
        const struct lookup *lookup = asks->items[i].subject;
        const struct error *why = &asks->errors[i];
        size_t first = 0;
        int64_t books = 0;
        while (!same_cause(&asks->errors[first], why))
            first++;
        if (why->class == ERROR_NONE || first < i)
            continue;
        for (size_t k = i; k < asks->count; k++)
            books += same_cause(&asks->errors[k], why);
        LOG(LOG_WARNING, "lookup_failed",
            log_str("month", month_text(r->attempt->claim.month).text),
            log_str("provider", service->name), log_int("books", books),
            log_str("title", lookup->book->title), log_error_class(why), log_error_message(why));
    }
}

/* Take over an ISBN that this resolver is known to answer. */
static void take_remembered(const struct rows *rows, size_t i, struct book *book,
                            struct resolutions *found, struct resolution *items)
{
    const char *isbn = row_text(rows, i, LOOKUPS_REMEMBERED_ISBN13);
    if (book->decided || !isbn_parse(isbn, &book->isbn))
        return;
    book->decided = true;
    items[found->count++] = (struct resolution){
        .position = book->position,
        .isbn13 = book->isbn.text,
        .confidence = row_text(rows, i, LOOKUPS_REMEMBERED_CONFIDENCE),
        .evidence = row_text(rows, i, LOOKUPS_REMEMBERED_EVIDENCE),
        .matched_title = row_text(rows, i, LOOKUPS_REMEMBERED_MATCHED_TITLE),
    };
}

/* What is this resolver known to answer? Books that it has are decided. */
static bool read_remembered(const struct resolving *r, const struct service *service,
                            struct lookups *lookups, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    for (size_t i = 0; i < lookups->count; i++)
        sql_array_add(&keys, text_of(&lookups->items[i].key));
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!month_log_remembered(r->attempt->consumer->pool, service->name, &keys, &rows, err))
        return false;
    CLEANUP(mem_free) struct resolution *items = mem_new(lookups->count, sizeof(*items));
    struct resolutions found = {.resolver = service->name, .items = items};
    for (size_t i = 0; i < rows_count(rows); i++) {
        const int64_t number = row_int(rows, i, LOOKUPS_REMEMBERED_NUMBER);
        if (number < 1 || (size_t)number > lookups->count)
            continue; /* the database counts our keys: there is none of that number */
        struct lookup *lookup = &lookups->items[number - 1];
        lookup->remembered = true;
        if (!row_is_null(rows, i, LOOKUPS_REMEMBERED_ISBN13))
            take_remembered(rows, i, lookup->book, &found, items);
    }
    return found.count == 0 ||
           month_log_store_resolutions(r->attempt->consumer->pool, &r->attempt->claim, &found, err);
}

static void build_asks(const struct service *service, struct lookups *lookups, struct asks *asks)
{
    const struct provider_settings settings = service_settings(service);
    for (size_t i = 0; i < lookups->count; i++) {
        struct error why = {0};
        struct lookup *lookup = &lookups->items[i];
        struct ask *ask = &asks->items[asks->count];
        if (lookup->remembered)
            continue;
        *ask = (struct ask){.service = service, .subject = lookup, .call.secret = settings.key};
        if (service->kind->build_resolve(&settings, lookup->book, &ask->call.request, &why))
            asks->count++;
        else { /* this service cannot be asked for such a book: the next may know it */
            http_call_done(&ask->call);
            LOG(LOG_DEBUG, "lookup_left_out", log_str("title", lookup->book->title),
                log_error_message(&why));
        }
    }
}

static void list_open(const struct books *books, struct lookups *ret)
{
    ret->items = mem_new(books->count, sizeof(*ret->items));
    for (size_t i = 0; i < books->count; i++) {
        if (books->items[i].decided)
            continue;
        struct lookup *lookup = &ret->items[ret->count++];
        lookup->book = &books->items[i];
        write_key(lookup->book, &lookup->key);
    }
}

static bool ask_remote(struct resolving *r, const struct service *service, struct error *err)
{
    CLEANUP(lookups_done) struct lookups lookups = {0};
    CLEANUP(asks_done) struct asks asks = {0};
    list_open(r->books, &lookups);
    if (!read_remembered(r, service, &lookups, err))
        return false;
    asks_init(&asks, lookups.count);
    build_asks(service, &lookups, &asks);
    static const struct ask_reader reader = {.read = read_lookup, .keep = keep_lookups};
    if (!ask_all(r->attempt, &asks, &reader, err) ||
        !alike_note_resolver(r->attempt, service, &asks, err))
        return false;
    log_failures(r, service, &asks);
    for (size_t i = 0; i < asks.count; i++)
        if (asks.errors[i].class != ERROR_NONE)
            note_failure(r, &asks.items[i], &asks.errors[i]);
    return true;
}

/* ---- the end of the cascade ---- */

static bool store_rest(struct resolving *r, struct error *err)
{
    CLEANUP(mem_free) struct resolution *missing = mem_new(r->books->count, sizeof(*missing));
    const struct service *last = last_resolver(&r->attempt->consumer->services);
    const size_t count = add_missing(r, missing, 0);
    const struct resolutions rest = {.resolver = last ? last->name : "",
                                     .items = missing,
                                     .count = count,
                                     .last = count_open(r->books) == 0};
    return month_log_store_resolutions(r->attempt->consumer->pool, &r->attempt->claim, &rest, err);
}

static bool ask_cascade(struct resolving *r, struct error *err)
{
    const struct services *services = &r->attempt->consumer->services;
    for (size_t i = 0; i < services->resolver_count && count_open(r->books) > 0 && !r->ends; i++) {
        const struct service *service = services->resolvers[i];
        if (!attempt_may_go_on(r->attempt, err) ||
            !(service->local ? ask_local(r, service, err) : ask_remote(r, service, err)))
            return error_wrap(err, "%s", service->name);
    }
    return true;
}

bool resolve_books(struct attempt *attempt, struct books *books, struct error *err)
{
    if (count_open(books) == 0)
        return true;
    CLEANUP(mem_free) bool *unasked = mem_new(books->count, sizeof(*unasked));
    struct resolving resolving = {.attempt = attempt, .books = books, .unasked = unasked};
    if (!ask_cascade(&resolving, err))
        return false;
    if (!resolving.ends && !resolving.stored && !store_rest(&resolving, err))
        return false;
    /* A month with open books is deferred until a provider is worth another try. */
    if (count_open(books) == 0 || attempt->failure.class == ERROR_NONE)
        return true;
    return attempt_end_by_failures(attempt, err);
}
