/* intake.h: the one way in: a thread that owns the consuming connection, takes deliveries from
 * BACKFILL_QUEUE, hands them to the workers, and acknowledges what they have settled.
 *
 * A tag belongs to its connection. Months in flight are known by job id: a second delivery on the
 * same connection is acknowledged at once, one on a new connection brings the new tag. */
#pragma once
#include "intake/delivery.h"
#include "shared/consumer.h"

/** Start the thread, which waits for intake_begin. */
struct intake *intake_start(struct consumer *consumer) NONNULL_ALL;

/** Connect and consume from now on, again whenever the connection is lost. */
void intake_begin(struct intake *intake) NONNULL_ALL;

/** A worker is done with a delivery: to be acknowledged, or given back. Takes it over. */
void intake_finish(struct intake *intake, struct delivery *delivery) NONNULL_ALL;

/** Take nothing new from now on; what no worker has begun is returned to the queue. */
void intake_drain(struct intake *intake) NONNULL_ALL;

/** Stop and free; what is still unacknowledged the broker delivers again. */
void intake_stop(struct intake *intake);

/** Deliveries received so far. */
uint64_t intake_received(const struct intake *intake) NONNULL_ALL;

/** Deliveries that are not acknowledged yet. */
size_t intake_in_flight(const struct intake *intake) NONNULL_ALL;

/** Ask how many messages are ready in the queue. Returns a ticket for intake_depth. */
uint64_t intake_ask_depth(struct intake *intake) NONNULL_ALL;
/** The answer to a ticket or a later one. false: not there yet. */
bool intake_depth(const struct intake *intake, uint64_t ticket, uint32_t *ret)
    NONNULL_ALL MUST_CHECK;

/** Milliseconds since the thread last turned; is its connection consuming? */
int64_t intake_idle_ms(const struct intake *intake) NONNULL_ALL;
bool intake_connected(const struct intake *intake) NONNULL_ALL;

/** Has it been told to take no more? */
bool intake_is_draining(const struct intake *intake) NONNULL_ALL;
