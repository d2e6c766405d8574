/* lane.h: one provider's calls that wait for a slot, in the order in which they came.
 *
 * A lane belongs to the gate, whose lock guards it: every function is called under it. */
#pragma once
#include <stdatomic.h>

#include "gate/ask_batch.h"

struct lane {
    struct ask *first, **last;
    unsigned closings;                 /* of the provider, seen by this process so far */
    atomic_int_fast64_t reserve_at_ms; /* not before; any thread, without the lock */
};

void lane_init(struct lane *lane) NONNULL_ALL;
void lane_append(struct lane *lane, struct ask *ask) NONNULL_ALL;
void lane_prepend(struct lane *lane, struct ask *ask) NONNULL_ALL;

/** Take off the asks of a batch, or (NULL) all; linked by next. */
struct ask *lane_take(struct lane *lane, const struct ask_batch *batch);

/** Take off those whose deadline is not after that time; linked by next. */
struct ask *lane_take_before(struct lane *lane, int64_t time_ms) NONNULL_ALL;

/** Take off the first that may go now; NULL: none may. It notes the closings so far. */
struct ask *lane_pop_due(struct lane *lane, int64_t now_ms) NONNULL_ALL;

/** How many may go now, counted up to a limit.
 *  out  next_ms  lowered to when the next of the others may */
size_t lane_count_due(const struct lane *lane, size_t limit, int64_t now_ms, int64_t *next_ms)
    NONNULL_ALL;
