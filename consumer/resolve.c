/* resolve.c: the cascade of resolvers over a month's open books.
 *
 * Candidates come from a resolver, the decision always from match.c. */
#include "resolve.h"

#include <string.h>

#include "match.h"
#include "model/catalog.h"

static size_t count_open(const struct books *books)
{
    size_t open = 0;
    for (size_t i = 0; i < books->count; i++)
        open += !books->items[i].settled;
    return open;
}

/* Judge the candidates of every open book.
 *  in   last  nobody is asked after this resolver: what it does not have is not found
 *  out  matches[i] belongs to books->items[i]; resolutions, as many as returned */
static size_t judge(struct books *books, const struct editions *candidates, bool last,
                    struct match *matches, struct resolution *resolutions)
{
    size_t count = 0;
    for (size_t i = 0; i < books->count; i++) {
        struct book *book = &books->items[i];
        if (book->settled)
            continue;
        struct match *match = &matches[i];
        match_choose(book, candidates[i].items, candidates[i].count, match);
        if (!match->edition && !last)
            continue;
        book->settled = true;
        if (match->edition)
            book->isbn = match->edition->isbn;
        resolutions[count++] = (struct resolution){
            .position = book->position,
            .isbn13 = match->edition ? match->edition->isbn.text : NULL,
            .confidence = match_confidence_name(match->confidence),
            .evidence = match->evidence,
            .matched_title = match->edition ? match->edition->title : NULL,
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

/* The catalogue is asked in the database, all books at once; services over HTTP have their place
 * beside it. */
static bool ask_resolver(struct month_run *run, const char *resolver, struct books *books,
                         bool last, struct error *err)
{
    struct database_pool *pool = run->consumer->pool;
    struct editions *candidates = mem_new(books->count, sizeof(*candidates));
    CLEANUP(mem_free) struct match *matches = mem_new(books->count, sizeof(*matches));
    CLEANUP(mem_free)
    struct resolution *resolutions = mem_new(books->count, sizeof(*resolutions));
    month_count_call(run, resolver);
    bool ok = catalog_find_editions(pool, books, candidates, err);
    if (ok) {
        size_t count = judge(books, candidates, last, matches, resolutions);
        ok = month_log_store_resolutions(pool, &run->claim, resolver, resolutions, count, last,
                                         err);
    }
    free_candidates(candidates, books->count);
    return ok;
}

bool resolve_books(struct month_run *run, struct books *books, struct error *err)
{
    const char *at = run->consumer->config->resolvers;
    for (size_t open = count_open(books); open > 0; open = count_open(books)) {
        at += strspn(at, ", ");
        size_t length = strcspn(at, ", ");
        if (length == 0)
            return true;
        const struct config_provider *provider = NULL;
        for (size_t i = 0; i < run->consumer->config->provider_count; i++) {
            const struct config_provider *p = &run->consumer->config->providers[i];
            if (strlen(p->name) == length && strncmp(p->name, at, length) == 0)
                provider = p;
        }
        if (!provider)
            UNREACHABLE("a resolver that config_check let pass");
        at += length;
        bool last = at[strspn(at, ", ")] == '\0';
        if (!month_may_go_on(run, err) || !ask_resolver(run, provider->name, books, last, err))
            return error_wrap(err, "%s", provider->name);
    }
    return true;
}
