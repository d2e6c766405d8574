/* budget_hold.h: calls that no budget pays for. For the gate's thread. */
#pragma once
#include "gate/gate_private.h"

/** End the calls waiting for a service whose budgets are spent: with QUOTA, and waits_for set. What
 *  is under way goes on: its price is known when it ends. Does nothing where a call of the service
 *  costs nothing, or no budget would pay for it.
 *  err  OWN_SERVERS the database is away */
bool budget_hold(struct gate *gate, const struct service *service, struct error *err)
    NONNULL_ALL MUST_CHECK;
