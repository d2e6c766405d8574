/* until_empty.h: is there nothing left to do? The option --until-empty asks this. */
#pragma once
#include "shared/consumer.h"

enum until_empty { UNTIL_EMPTY_WORKING, UNTIL_EMPTY_DONE, UNTIL_EMPTY_PAUSED };

/* What one look keeps for the next. Zeroed at first. */
struct until_empty_state {
    bool asked;                          /* for the depths of the queues */
    uint64_t depth_tickets[QUEUE_KINDS]; /* of these questions */
    uint64_t received;                   /* deliveries at the first question */
    int64_t waiting;                     /* outbox rows whose time has not come */
    char until[32];                      /* the last of those times */
};

/** Take one look. The thread of main calls it again and again until it is done. Months and
 *  ISBNs whose message is lost are announced again meanwhile.
 *  out   ret    PAUSED: nothing is in flight here, and the fleet is paused
 *        state  waiting and until, of the last question to the database
 *  time  one or two statements; often none
 *  err   OWN_SERVERS the database is away | CONFIG it refuses the statement */
bool until_empty_look(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err) NONNULL_ALL MUST_CHECK;
