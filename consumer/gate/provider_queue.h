/* queue.h: one provider's calls that wait for a slot, in the order in which they came.
 *
 * A queue belongs to the gate, whose lock guards it: every function is called under it. */
#pragma once
#include <stdatomic.h>

#include "gate/call_batch.h"

struct provider_queue {
    struct ask *first, **last;
    unsigned closings;                 /* of the provider, seen by this process so far */
    atomic_int_fast64_t reserve_at_ms; /* not before; any thread, without the lock */
};

void provider_queue_init(struct provider_queue *queue) NONNULL_ALL;
void provider_queue_append(struct provider_queue *queue, struct ask *ask) NONNULL_ALL;
void provider_queue_prepend(struct provider_queue *queue, struct ask *ask) NONNULL_ALL;

/** Take off the asks of a batch, or (NULL) all; linked by next. */
struct ask *provider_queue_take(struct provider_queue *queue, const struct call_batch *batch);

/** Take off those whose deadline is not after that time; linked by next. */
struct ask *provider_queue_take_before(struct provider_queue *queue, int64_t time_ms) NONNULL_ALL;

/** Take off the first that may go now; NULL: none may. It notes the closings so far. */
struct ask *provider_queue_pop_due(struct provider_queue *queue, int64_t now_ms) NONNULL_ALL;

/** How many may go now, counted up to a limit.
 *  out  next_ms  lowered to when the next of the others may */
size_t provider_queue_count_due(const struct provider_queue *queue, size_t limit, int64_t now_ms,
                                int64_t *next_ms) NONNULL_ALL;
