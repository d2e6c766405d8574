/* claim_check.h: calls are sent only for months that are still this process's. */
#pragma once
#include "gate/gate_private.h"

/** Is the claim of this call sure to hold? A call of no month needs none. Any thread. */
bool claim_is_sure(const struct gate *gate, const struct ask *ask) NONNULL_ALL MUST_CHECK;

/** Ask the database for the claims of all calls of a service that might be sent now and are not
 *  sure to hold. The calls of those that are lost end with CLAIM_LOST.
 *  time  no round trip where all are sure, else one
 *  err   as database_run: no call may be sent */
bool claims_check(struct gate *gate, const struct service *service, struct error *err)
    NONNULL_ALL MUST_CHECK;
