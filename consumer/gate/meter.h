/* meter.h: what calls came to and which providers close, gathered and written to the database.
 *
 * Every call is counted here and nowhere else. Bookings go as numbered batches, which the database
 * takes once: one whose answer was lost goes again. */
#pragma once
#include "gate/call_batch.h"
#include "io/database/database.h"

struct meter;

/* What a call that was sent came to. */
struct outcome {
    const char *name; /* "ok", "refused", or an error class */
    int64_t tokens_in, tokens_out;
};

struct meter *meter_new(void) MUST_CHECK;
void meter_free(struct meter *meter); /* what is not written is lost, and stays reserved */

/** Note what an ask came to, on the day that it was reserved for. Any thread. */
void meter_record(struct meter *meter, const struct ask *ask, const struct outcome *outcome)
    NONNULL_ALL;

/** Note that a provider closes: for that long, or (0) until the next midnight of its day. Any
 *  thread. */
void meter_close_provider(struct meter *meter, const struct service *service, int64_t ms,
                          enum error_class class, const char *why) NONNULL_ALL;

/** Write what is noted. One thread.
 *  err  OWN_SERVERS database away; what it did not take is kept */
bool meter_write(struct meter *meter, struct database *db, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Has the database all that was noted? The thread that writes. */
bool meter_is_written(struct meter *meter) NONNULL_ALL;
