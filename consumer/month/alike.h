/* alike.h: does a provider fail month after month in the same way? Then the reason is no month's: a
 * setting of ours, or what the service has changed. The provider is closed, and no month pays. */
#pragma once
#include "month/ask.h"

/* After so many different months in a row. Each of them may have been charged before. */
#define ALIKE_MONTHS 5

/** Note how the calls of a month's generators ended, one call each, in one statement. A failure
 *  that would be charged, and with which the generator has failed ALIKE_MONTHS months in a row,
 *  becomes CONFIG and closes it for an hour; a transient one becomes RATE_LIMITED for ten minutes.
 *  To have declined by a status of HTTP counts as a failure: a service that does so for every month
 *  has a policy, and says nothing of the month.
 *  in    asks  of them errors may change, as described; that of an answer then is not NONE any more
 *  err   OWN_SERVERS */
bool alike_note_generators(const struct attempt *attempt, struct asks *asks, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The same of a month's lookups by one resolver: it has failed where all of them failed with the
 *  same class, and has answered where one was answered. */
bool alike_note_resolver(const struct attempt *attempt, const struct service *service,
                         struct asks *asks, struct error *err) NONNULL_ALL MUST_CHECK;
