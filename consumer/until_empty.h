/* until_empty.h: is there nothing left to do? The questions of --until-empty, in their order. */
#pragma once
#include "shared/consumer.h"

enum until_empty { UNTIL_EMPTY_WORKING, UNTIL_EMPTY_DONE, UNTIL_EMPTY_PAUSED };

/* What is remembered between looks; zeroed at first. */
struct until_empty_state {
    uint64_t depth_ticket;
    uint64_t received; /* deliveries at the first question */
    int64_t waiting;   /* outbox rows whose time has not come */
    char until[32];    /* the last of those times */
};

/** Take one look; never waits for long.
 *  err  OWN_SERVERS database away */
bool until_empty_look(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err) NONNULL_ALL MUST_CHECK;
