/* retention.h: deletes rows that were kept for long enough, as the table of model/retention.h says.
 * One thread uses a state. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

/* How far the pruning is. Zeroed at first. */
struct retention_state {
    size_t next;      /* the row of the table that is pruned next */
    int64_t pause_ms; /* monotonic; nothing is pruned before */
};

/** Delete one small batch of rows that are too old, if it is time. One process of the fleet prunes
 *  at a time; the others find the lock taken and delete nothing.
 *  time  one statement, or none
 *  err   OWN_SERVERS database away | CONFIG no right to delete */
bool retention_prune(struct retention_state *state, const struct config *config,
                     struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
