/* provider_queue.h: the calls that wait for a slot of one provider, in the order in which they
 * came.
 *
 * A queue belongs to the gate, whose lock guards it: every function is called under that lock.
 * Lists that are taken off are linked by ask->next, in no order. */
#pragma once
#include <stdatomic.h>

#include "gate/call_batch.h"

struct provider_queue {
    struct ask *first, **last;
    unsigned times_closed; /* how often this process has closed the provider */
    atomic_int_fast64_t
        reserve_at_ms; /* monotonic: no slots are reserved before; not under the lock */
};

void provider_queue_init(struct provider_queue *queue) NONNULL_ALL;

/** Add a call that waits from now on. */
void provider_queue_append(struct provider_queue *queue, struct ask *ask) NONNULL_ALL;

/** Add a call that missed its slot: it takes the next one, before all others. */
void provider_queue_prepend(struct provider_queue *queue, struct ask *ask) NONNULL_ALL;

/** Take off the calls of a batch.
 *  in   batch  NULL: of every batch
 *  out  NULL: there are none */
struct ask *provider_queue_take(struct provider_queue *queue, const struct call_batch *batch)
    __attribute__((nonnull(1))) MUST_CHECK;

/** Take off all calls but those that rest for about as long as the provider is closed, which may be
 *  sent from again_ms on.
 *  in    opens_ms  when the provider opens by itself
 *  out   NULL: there are none */
struct ask *provider_queue_take_but_resting(struct provider_queue *queue, int64_t opens_ms,
                                            int64_t again_ms) NONNULL_ALL MUST_CHECK;

/** Take off the calls whose deadline is that time or earlier.
 *  out  NULL: there are none */
struct ask *provider_queue_take_before(struct provider_queue *queue, int64_t time_ms)
    NONNULL_ALL MUST_CHECK;

/** Take off the calls that the budget of this standing order pays for.
 *  out  NULL: there are none */
struct ask *provider_queue_take_order(struct provider_queue *queue, int64_t order_id)
    NONNULL_ALL MUST_CHECK;

/** Take off the calls of the month that is claimed with this token.
 *  out  NULL: there are none */
struct ask *provider_queue_take_claim(struct provider_queue *queue, const char *token)
    NONNULL_ALL MUST_CHECK;

/** Note in the calls of a month that its claim held at that time, by clock_boot_ms. */
void provider_queue_see_claim(struct provider_queue *queue, const char *token, int64_t seen_ms)
    NONNULL_ALL;

/** Take off the calls of ISBNs that cost more units than that.
 *  out  NULL: there are none */
struct ask *provider_queue_take_enriching(struct provider_queue *queue, int64_t units)
    NONNULL_ALL MUST_CHECK;

/* What slots are reserved for: calls of the same cost, which the same budget pays for. */
struct slot_kind {
    int units;
    bool enriches;
};

/** Take off the first call of this kind that may be sent now, and note in it how often the provider
 *  was closed.
 *  out  NULL: none may be sent yet */
struct ask *provider_queue_pop_due(struct provider_queue *queue, struct slot_kind kind,
                                   int64_t now_ms) NONNULL_ALL MUST_CHECK;

/* Calls that may be sent now, counted up to a limit: those of the kind of the first of them. */
struct due_calls {
    struct slot_kind kind;
    size_t count;
};

/** Which calls may be sent now?
 *  out  next_ms  lowered to the time when the next of the others may be sent */
struct due_calls provider_queue_due(const struct provider_queue *queue, size_t limit,
                                    int64_t now_ms, int64_t *next_ms) NONNULL_ALL;
