/* meter.h: the outcomes of calls, and the providers that are to be closed, gathered on the way to
 * the database. Every call is counted here and nowhere else.
 *
 * Outcomes are written in numbered batches. The database accepts each number once, so a batch whose
 * reply was lost can be written again. */
#pragma once
#include "gate/call_batch.h"
#include "io/database/database.h"

struct meter;

/* How a call ended. */
struct outcome {
    const char *name; /* "ok", "refused", or an error class; "unsent": it was not sent;
                         "unreachable": it was not sent, for there was no connection */
    const char *why;  /* of a failure, in the words of its error; NULL: none */
    int64_t tokens_in, tokens_out;
};

struct meter *meter_new(void) MUST_CHECK;

/** What is not written yet is lost; in the database these calls stay reserved. */
void meter_free(struct meter *meter);

/** Add the outcome of a call to what is to be written. Any thread.
 *  in  ask      its service, units and day are copied
 *      outcome  its name is a literal, and stays; why is copied */
void meter_record(struct meter *meter, const struct ask *ask, const struct outcome *outcome)
    NONNULL_ALL;

/** Add the closing of a provider to what is to be written. Any thread.
 *  in  ms   for how long; 0: until the next midnight of its day
 *      why  copied */
void meter_close_provider(struct meter *meter, const struct service *service, int64_t ms,
                          enum error_class class, const char *why) NONNULL_ALL;

/** Write what was added. One thread.
 *  err  OWN_SERVERS the database is away; what it did not accept is kept */
bool meter_write(struct meter *meter, struct database *db, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Is all written that was added? For the thread that writes. */
bool meter_is_written(struct meter *meter) NONNULL_ALL;
