/* heartbeats.h: how long the heartbeats of other processes have stood still, as this process saw it
 * with its own monotonic clock. Used by the janitor's thread alone. */
#pragma once
#include "core/base.h"

struct heartbeats {
    struct heartbeat *items;
    size_t count;
    int64_t looked_ms; /* monotonic, when the present look began */
    int64_t passed_ms; /* how long was watched between the look before and this one */
};

/** Begin a look at all processes that matter now. Those that the look before did not see are
 *  forgotten.
 *  in    now_ms   monotonic
 *        most_ms  at most this counts as watched between two looks, because while this process
 *                 could not look, perhaps no process could beat */
void heartbeats_look(struct heartbeats *heartbeats, int64_t now_ms, int64_t most_ms) NONNULL_ALL;

/** Note the heartbeat of a process in the present look.
 *  in    value  changes with each heartbeat
 *  out   how long it was watched without a change, ms; 0: it is new or has changed */
int64_t heartbeats_see(struct heartbeats *heartbeats, int64_t process, int64_t value) NONNULL_ALL;

/** Forget all processes, and free. */
void heartbeats_done(struct heartbeats *heartbeats);
