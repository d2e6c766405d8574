/* backoff.h: waiting times that double, with jitter, between a first and a greatest one. */
#pragma once
#include "core/base.h"

struct backoff {
    int64_t first_ms, max_ms;
    int tries; /* failures so far; 0 after success */
};

/** The time to wait after one more failure: first_ms doubled by each, at most max_ms, between half
 *  and the whole of it at random. */
int64_t backoff_next_ms(struct backoff *backoff) NONNULL_ALL;

/** A random number in 0 .. below-1 (below >= 1), from the system's generator. */
uint32_t backoff_random(uint32_t below);
