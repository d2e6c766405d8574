/* retention.h: what is not kept for ever: one table of how long what is kept, and the deleting.
 *
 * For the janitor's thread. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

/* Where the pruning stands. Zero: nothing was pruned yet. */
struct retention_state {
    size_t next;      /* the row of the table that is pruned next */
    int64_t pause_ms; /* monotonic: not before */
};

/** Delete one small batch of what has outlived its retention, when it is time. Of the fleet one
 *  process prunes at a time; the others find the lock taken and delete nothing.
 *  time  one statement, or none
 *  err   OWN_SERVERS database away | CONFIG no right to delete */
bool retention_prune(struct retention_state *state, const struct config *config,
                     struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
