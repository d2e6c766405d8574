/* trial.h: one real question to a provider, and what came of it. */
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
    struct error error; /* class NONE: it was answered */
};

/** Choose what the service is asked for: a month's books, or the editions of a book.
 *  in   service, month, title, author
 *  out  resolves, book, month: what was not given is filled in
 *  err  USAGE the service cannot be asked for that */
bool trial_choose_question(struct trial *t, struct error *err) NONNULL_ALL MUST_CHECK;

/** Ask, with the gate running unless the service is local; again in a plainer form of answer, when
 *  the server wants that.
 *  out   error says what a call came to; generated or resolved is its answer
 *  time  waits 90 seconds for a slot, then for the answer
 *  err   the question could not be put at all; or, of a local service, what the database said */
bool trial_ask(struct trial *t, struct error *err) NONNULL_ALL MUST_CHECK;

/** Free what it holds; not the consumer's parts. */
void trial_done(struct trial *t) NONNULL_ALL;
