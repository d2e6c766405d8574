/* until_empty.h: is there nothing left to do? What --until-empty asks, in its order. */
#pragma once
#include "shared/consumer.h"

enum until_empty { UNTIL_EMPTY_WORKING, UNTIL_EMPTY_DONE, UNTIL_EMPTY_PAUSED };

/* What is remembered from one look to the next; zeroed at first. */
struct until_empty_state {
    uint64_t depth_ticket; /* of the question for the queue's depth; 0: not asked yet */
    uint64_t received;     /* deliveries at the first question */
    int64_t waiting;       /* outbox rows whose time has not come */
    char until[32];        /* the last of those times */
};

/** Take one look, for the thread of main; called again and again until it is done. Months whose
 *  message is lost are announced again on the way.
 *  out   ret    PAUSED: nothing is in flight here, and the fleet is paused
 *        state  waiting and until, of the last question to the database
 *  time  one or two statements, which wait while the database is away; else none
 *  err   CANCELLED the database is away and the process stops | CONFIG it refuses the statement */
bool until_empty_look(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err) NONNULL_ALL MUST_CHECK;
