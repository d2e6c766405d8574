/* call_batch.h: the calls that one worker has under way, and how it learns of their ends.
 *
 * An ask begins when it is handed to the gate and ends once: answered, failed, or refused. Its
 * worker takes together what has ended about the same time. */
#pragma once
#include <pthread.h>

#include "io/http/http.h"
#include "shared/service.h"

/* Calls whose end one worker awaits. */
struct call_batch {
    pthread_mutex_t lock;
    pthread_cond_t ended_one;
    struct ask *ended; /* guarded by lock, as open */
    size_t open;       /* submitted, not ended */
};

/* One call on its way through the gate; the worker's memory. */
struct ask {
    const struct service *service;
    struct call_batch *batch;
    struct http_call call;
    int units;                     /* of the day's budget */
    int tries;                     /* sent so far */
    void *subject;                 /* what it is about: the worker's */
    enum structured_output output; /* the form of answer that was asked for */
    bool too_late;                 /* no slot came in time: it was not asked, and has not failed */
    bool again; /* its reader has built it anew: sent at once, the last was no failed try */
    int64_t not_before_ms; /* monotonic: a repeated call waits */
    int64_t deadline_ms;   /* monotonic: its slot lies before that, or it ends */
    unsigned closings;     /* of its provider when its slot was granted: one more voids it */
    char day[12];       /* its slot's, in the provider's zone; empty: nothing is reserved for it */
    struct error error; /* the gate let it not pass: QUOTA, CONFIG, RATE_LIMITED, CANCELLED */
    struct ask *next;
};

void call_batch_init(struct call_batch *batch) NONNULL_ALL;
void call_batch_done(struct call_batch *batch) NONNULL_ALL;

/** The calls of a batch that have ended, linked by next: at least one, or NULL after wait_ms. While
 *  others are under way, a moment passes after the first: what comes together is taken together. */
struct ask *call_batch_take(struct call_batch *batch, int64_t wait_ms) NONNULL_ALL;

/* For the gate: an ask of the batch is under way; it has ended. Any thread. */
void call_batch_begin(struct ask *ask) NONNULL_ALL;
void call_batch_end(struct ask *ask) NONNULL_ALL;
void call_batch_refuse(struct ask *list, const struct error *why); /* linked by next; NULL: none */
