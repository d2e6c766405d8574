/* own_usage.h: a provider's own count of what we have spent of today. One process of the fleet
 * asks for it once an hour, with a call like any other. For the gate's thread. */
#pragma once
#include "gate/gate.h"
#include "io/database/database.h"

struct own_usage {
    struct call_batch batch; /* of the one call */
    struct ask ask;
    bool under_way;
    int64_t next_ms; /* monotonic: when to look whether the hour is over */
};
void own_usage_init(struct own_usage *own) NONNULL_ALL;
void own_usage_done(struct own_usage *own) NONNULL_ALL;

/** Store the answer if it has come; or ask, if the hour is over and the service has such a call.
 *  err  OWN_SERVERS the database is away. An answer that is an error, or cannot be read, is logged
 *       and otherwise ignored */
bool own_usage_turn(struct own_usage *own, struct gate *gate, const struct service *service,
                    struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
