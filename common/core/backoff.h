/* backoff.h: how long to wait before a failed step is tried again. The time doubles with each
 * failure, between a first and a greatest one, and a part of it is random. */
#pragma once
#include "core/base.h"

struct backoff {
    int64_t first_ms, max_ms;
    int tries; /* failures so far; 0 after success */
};

/** Count one more failure, and say how long to wait after it. The whole time is first_ms, doubled
 *  by each failure before this one, and at most max_ms.
 *  in    backoff  first_ms >= 1, max_ms >= first_ms
 *  out   at random between half of the whole time and all of it */
int64_t backoff_next_ms(struct backoff *backoff) NONNULL_ALL;

/** A random number from the system's generator; all are equally likely.
 *  in    below  at least 1
 *  out   0 .. below - 1 */
uint32_t backoff_random(uint32_t below);
