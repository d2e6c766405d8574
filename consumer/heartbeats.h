/* heartbeats.h: how long the heartbeats of other processes have stood still, as this process saw it
 * with its own monotonic clock. Used by the janitor's thread alone. */
#pragma once
#include "core/base.h"

struct heartbeats {
    struct heartbeat *items;
    size_t count;
    int64_t looked_ms; /* monotonic: when the present look began */
    int64_t passed_ms; /* that passed since the look before it, as far as it counts */
};

/** Begin a look at all processes that matter now. Those that the look before this one did not see
 *  are forgotten.
 *  in   now_ms   monotonic
 *       most_ms  no more than this counts as watched between two looks: while this process could
 *                not look, perhaps nobody could beat either */
void heartbeats_look(struct heartbeats *heartbeats, int64_t now_ms, int64_t most_ms) NONNULL_ALL;

/** See one process's heartbeat in the present look.
 *  in   value  whatever changes with each heartbeat
 *  out  how long it was watched without a change, ms; 0 when it is new or has changed */
int64_t heartbeats_see(struct heartbeats *heartbeats, int64_t process, int64_t value) NONNULL_ALL;

/** Free what is remembered. */
void heartbeats_done(struct heartbeats *heartbeats);
