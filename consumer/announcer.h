/* announcer.h: announces months and ISBNs again whose message is lost, and ISBNs that are due. */
#pragma once
#include "shared/consumer.h"

/* Of the janitor's thread alone. All but consumer begins as zero. */
struct announcer {
    struct consumer *consumer;
    int64_t silent_looked_ms; /* monotonic, when silent months were last looked for */
    uint64_t depth_ticket;    /* of the question for the queue's depth; 0: it is not asked */
    int64_t depth_asked_ms;   /* monotonic */
    uint64_t isbns_ticket;    /* the same for the queue of ISBNs */
    int64_t isbns_looked_ms;  /* monotonic, when it was asked last */
};

/** Announce what is due, and ask for the depths of the queues, which a later turn reads.
 *  in    db   the session of this process
 *  err   what the database says; the next turn tries again */
bool announcer_turn(struct announcer *announcer, struct database *db, struct error *err)
    NONNULL_ALL;
