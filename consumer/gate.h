/* gate.h: nothing is sent to a provider but through here: at the fleet's rate, within the day's
 * budget, every call counted.
 *
 * The gate reserves slots just in time, for the calls that wait longest, at most one second of a
 * provider's rate ahead; PostgreSQL keeps the schedule for all processes. While the database is
 * away nothing is sent. */
#pragma once
#include <pthread.h>

#include "io/http.h"
#include "service.h"

struct gate;

/* Calls whose end one worker awaits. */
struct ask_batch {
    pthread_mutex_t lock;
    pthread_cond_t ended_one;
    struct ask *ended; /* guarded by lock, as open */
    size_t open;       /* submitted, not ended */
};

/* One call on its way through the gate; the worker's memory. */
struct ask {
    const struct service *service;
    struct ask_batch *batch;
    struct http_call call;
    int units;                     /* of the day's budget */
    int tries;                     /* sent so far */
    void *subject;                 /* what it is about: the worker's */
    enum structured_output output; /* the form of answer that was asked for */
    bool again; /* its reader has built it anew: sent at once, the last was no failed try */
    int64_t not_before_ms; /* monotonic: a repeated call waits */
    unsigned closings;     /* of its provider when its slot was granted: one more voids it */
    char day[12];       /* its slot's, in the provider's zone; empty: nothing is reserved for it */
    struct error error; /* the gate let it not pass: QUOTA, CONFIG, RATE_LIMITED, CANCELLED */
    struct ask *next;
};

struct gate *gate_start(const struct config *config, const struct services *services,
                        struct http_engine *engine) NONNULL_ALL MUST_CHECK;
void gate_stop(struct gate *gate);

void ask_batch_init(struct ask_batch *batch) NONNULL_ALL;
void ask_batch_done(struct ask_batch *batch) NONNULL_ALL;

/** Queue a call; it ends in its batch: answered, failed, or refused by the gate. */
void gate_submit(struct gate *gate, struct ask *ask) NONNULL_ALL;

/** The calls of a batch that have ended, linked by next: at least one, or NULL after wait_ms. While
 *  others are under way, a moment passes after the first: what comes together is taken together. */
struct ask *ask_batch_take(struct ask_batch *batch, int64_t wait_ms) NONNULL_ALL;

/** Take back what still waits for a slot: it ends with CANCELLED. What is on its way goes on. */
void gate_withdraw(struct gate *gate, struct ask_batch *batch) NONNULL_ALL;

/* What a call that was sent came to. */
struct outcome {
    const char *name; /* "ok", "refused", or an error class */
    int64_t tokens_in, tokens_out;
};
/** Book the outcome of an ended call; one that was not sent is given back. */
void gate_book(struct gate *gate, struct ask *ask, const struct outcome *outcome) NONNULL_ALL;

/** Close a provider for the fleet: for that long, or (0) until the next midnight of its day. */
void gate_close(struct gate *gate, const struct service *service, int64_t ms,
                enum error_class class, const char *why) NONNULL_ALL;

/** Look at providers again that are closed for their configuration. */
void gate_reopen(struct gate *gate) NONNULL_ALL;
