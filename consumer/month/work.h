/* work.h: the work on one month, from its claim to its completion, on a worker's thread. */
#pragma once
#include "month/attempt.h"

/** Claim the month of a job, and complete it.
 *  in   attempt  with its consumer and claimant; the rest is zero
 *  out  true   the month is completed, or there is nothing to do: the message is stale or early,
 *              another worker has the month, or it has to run alone and the claimant does not
 *              (attempt->suspect)
 *  err  every class; attempt->claimed says whether there is a claim to give up (give_up_month) */
bool work_on_month(struct attempt *attempt, const struct job *job, struct error *err)
    NONNULL_ALL MUST_CHECK;
