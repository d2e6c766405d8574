/* bindings.h: is each queue bound to its exchange? AMQP tells nobody the bindings, so the broker's
 * management API is asked where BACKFILL_BROKER_MANAGEMENT_URL names it. */
#pragma once
#include "doctor/findings.h"
#include "io/config/config.h"

/** Compare the bindings with those that topology declares. Where they cannot be seen, that is said.
 *  time  5 s at most */
void bindings_look(const struct config *config, struct findings *findings) NONNULL_ALL;
