/* queue_role.h: what is different between the queues: a row of a table for each. */
#pragma once
#include "intake/worker.h"

struct queue_role {
    const char *name;  /* "backfill", as --queue names it */
    const char *where; /* a destination of the outbox: dead letters of its poison */
    worker_does *work;

    /** The queue's name on the broker. */
    const char *(*queue)(const struct config *config);

    /** How many deliveries the broker sends ahead of acknowledgements. */
    int64_t (*prefetch)(const struct config *config);

    /** Decode a message.
     *  out   ret        its kind, and what the message says
     *        ret_skip   there is nothing to do: it is acknowledged at once
     *  err   POISON */
    bool (*decode)(const struct broker_message *message, struct delivery *ret, bool *ret_skip,
                   struct error *err) MUST_CHECK;
};

extern const struct queue_role queue_roles[QUEUE_KINDS];
