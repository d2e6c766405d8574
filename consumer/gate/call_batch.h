/* call_batch.h: the calls that one thread awaits together, and how it learns that they have ended.
 *
 * A call is under way from when it is handed to the gate, and ends once: answered, failed, or
 * refused by the gate. The thread takes together the calls that have ended about the same time. */
#pragma once
#include <pthread.h>

#include "core/uuid.h"
#include "io/http/http.h"
#include "shared/service.h"

struct call_batch {
    pthread_mutex_t lock;
    pthread_cond_t ended_one;
    struct ask *ended; /* guarded by lock, as open */
    size_t open;       /* calls under way */
};

/* One question to a provider, with the call that carries it. It belongs to the thread that awaits
 * it. */
struct ask {
    const struct service *service;
    struct call_batch *batch;
    const struct uuid *claim; /* of what is asked about; NULL: of nothing that is claimed */
    int64_t
        claim_seen_ms; /* by clock_boot_ms, when it was seen to hold; 0: it is to be confirmed */
    struct http_call call;
    int units;                     /* of the day's budget that one call costs */
    bool enriches;                 /* it is of ISBNs, which have a share of the day */
    int64_t units_left;            /* the day has so many left for it, fewer than it costs */
    int tries;                     /* sent calls and failed connections, without refused forms */
    void *subject;                 /* what is asked about: the asking thread's */
    enum structured_output output; /* the form of answer that was asked for */
    int max_tokens;                /* of an answer, as asked for */
    bool too_late; /* no slot came before deadline_ms: it was not sent, and has not failed */

    /* the standing order whose budget pays for it, and "order 3"; 0: none does */
    int64_t order_id;
    const char *order_name;
    /* the budget that is spent, so that it was not sent, and has not failed; it outlives the call.
     * NULL: none */
    const char *waits_for;

    /* its reader has built the request anew: it is sent at once, and the try before does not
     * count */
    bool again;
    bool unstored;         /* what it answered could not be stored: its attempt ends */
    int64_t not_before_ms; /* monotonic: a call that is repeated is not sent earlier */

    /* monotonic: so long its provider is closed because of what it answered to this call; an
     * operator may open it before, so the gate looks again now and then. 0: it does not rest */
    int64_t rests_until_ms;
    int64_t deadline_ms; /* monotonic: it ends when no slot comes before that time */

    /* of its queue when its slot was granted: when the provider is closed after that, the slot is
     * void */
    unsigned times_closed;
    char day[12]; /* of its slot, in the provider's zone; empty: nothing is reserved for it */
    /* why the gate did not send it: QUOTA, CONFIG, RATE_LIMITED, CLAIM_LOST, CANCELLED */
    struct error error;
    struct ask *next;
};

void call_batch_init(struct call_batch *batch) NONNULL_ALL;

/** No call of the batch is under way any more. */
void call_batch_done(struct call_batch *batch) NONNULL_ALL;

/** Take the calls that have ended. While others are under way, it waits for these a moment more, so
 *  that what ends together is taken together.
 *  out   linked by next; NULL: none has ended in wait_ms
 *  time  wait_ms, and 50 ms */
struct ask *call_batch_take(struct call_batch *batch, int64_t wait_ms) NONNULL_ALL MUST_CHECK;

/* ---- for the gate, on any thread ---- */

/** The call is under way. */
void call_batch_begin(struct ask *ask) NONNULL_ALL;

/** The call has ended: it is its thread's again, at once. */
void call_batch_end(struct ask *ask) NONNULL_ALL;

/** End calls that the gate does not send.
 *  in  list  linked by next; NULL: none
 *      why   copied into each */
void call_batch_refuse(struct ask *list, const struct error *why) __attribute__((nonnull(2)));
