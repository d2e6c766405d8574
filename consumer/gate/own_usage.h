/* figure.h: what a provider itself says of our day, asked once an hour by one process of the fleet,
 * while others wait for that
 * provider: who asks nothing needs no figures. For the gate's thread. */
#pragma once
#include "gate/gate.h"
#include "io/database/database.h"

struct own_usage {
    struct call_batch batch; /* of the one call */
    struct ask ask;
    bool under_way;
    int64_t next_ms; /* monotonic: when to look whether it is time */
};
void own_usage_init(struct own_usage *figure) NONNULL_ALL;
void own_usage_done(struct own_usage *figure) NONNULL_ALL;

/** Take up the answer that has come, or ask when it is time and the service tells its figures.
 *  err  OWN_SERVERS database away; what the service says wrong is logged, no more */
bool own_usage_turn(struct own_usage *figure, struct gate *gate, const struct service *service,
                    struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
