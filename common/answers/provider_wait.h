/* provider_wait.h: how long a service asks us to wait, where it says so in its body. */
#pragma once
#include "core/text.h"

/* The longest time that a service may make us wait. Then one call asks again, and is told again: an
 * error of the service costs an hour at most. */
enum { PROVIDER_WAIT_MAX_MS = 3600 * 1000 };

/** Read a duration that a text begins with: 26s, 0.5s, 350ms, 1m26.4s, 2 minutes; without a unit,
 *  seconds. 0: there is none; at most PROVIDER_WAIT_MAX_MS. */
int64_t provider_wait_ms(const char *text, size_t count) NONNULL_ALL MUST_CHECK;

/** The time to wait of a member that is a number: retry_after, retry_after_seconds, retryAfter,
 *  retry_after_ms. 0: it has another name, or is not positive. */
int64_t provider_wait_of(const char *key, double number) NONNULL_ALL MUST_CHECK;

/** The time to wait that is named only in words, in small letters: "please retry in 26.284s". 0:
 *  there is none. */
int64_t provider_wait_in_words(const char *words) NONNULL_ALL MUST_CHECK;
