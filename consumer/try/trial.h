/* trial.h: one real question to a provider, and its answer. */
#pragma once
#include "gate/call_batch.h"
#include "shared/consumer.h"

struct trial {
    struct consumer consumer; /* with one service, and a pool of one session */
    struct service *service;
    struct month month;
    const char *title, *author; /* as given on the command line; NULL: not given */
    bool resolves; /* it is asked for the editions of a book, not for a month's books */
    struct book book;
    struct ask ask;
    int64_t ms; /* how long the answer took */
    struct generate_answer generated;
    struct resolve_answer resolved;
    struct error error; /* what the call came to; class NONE: it was answered */
};

/** Choose what the service is asked for: a month's books, or the editions of a book.
 *  in    t  its service, month, title and author are set
 *  out   t  resolves, book and month are set; examples stand for what was not given
 *  err   USAGE the service cannot be asked for that */
bool trial_choose_question(struct trial *t, struct error *err) NONNULL_ALL MUST_CHECK;

/** Ask, and ask again in a plainer form where the server wants that. The gate runs, unless the
 *  service is local.
 *  out   t     error says what the call came to; generated or resolved is its answer
 *  time  90 s for a slot, then the time of the answer; so for each form that is tried
 *  err   the question could not be asked at all; or, of a local service, as database_pool_run */
bool trial_ask(struct trial *t, struct error *err) NONNULL_ALL MUST_CHECK;

/** Free what it holds; not the consumer's parts. */
void trial_done(struct trial *t) NONNULL_ALL;
