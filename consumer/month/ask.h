/* ask.h: a month's calls of providers over HTTP. */
#pragma once
#include "gate/asking.h"
#include "month/attempt.h"

/** Make all calls of an attempt at once, and wait until the last has ended. The reader's context is
 *  the attempt.
 *  time  until attempt->deadline_ms, and until the calls under way then have ended
 *  err   CANCELLED the process releases its months | RATE_LIMITED the deadline is over |
 *        any of storing an answer, in the reader's read or keep */
bool ask_all(struct attempt *attempt, struct asks *asks, const struct ask_reader *reader,
             struct error *err) NONNULL_ALL MUST_CHECK;
