/* intake.h: the thread through which all work comes in: it takes deliveries from BACKFILL_QUEUE,
 * hands them to the workers, and acknowledges what they have finished.
 *
 * A tag belongs to its connection. Of several deliveries of one job the first is worked on; the
 * others are kept, and worked on one at a time once it has ended (in_flight.h). When the connection
 * is lost, those that are kept are forgotten, and the broker delivers them again.
 *
 * Any thread may call these functions but for starting, stopping and draining, which are main's. */
#pragma once
#include "shared/consumer.h"

/** Start the thread, which waits for intake_begin; makes the intake and the deliveries of that
 *  queue. */
void intake_start(struct consumer *consumer, enum queue_kind kind) NONNULL_ALL;

/** Connect and consume from now on, again whenever the connection is lost. */
void intake_begin(struct intake *intake) NONNULL_ALL;

/** Take nothing new from now on (consumer->draining); what no worker has begun is given back to the
 *  queue. */
void intake_drain(struct intake *intake) NONNULL_ALL;

/** Stop the thread, and free it and its deliveries. The workers have ended before. What is
 *  not acknowledged by then, the broker delivers again.
 *  time  until the thread's wait ends, and the connection is closed */
void intake_stop(struct intake *intake);

/** Deliveries received so far. */
uint64_t intake_received(const struct intake *intake) NONNULL_ALL;

/** Deliveries that are not acknowledged yet. */
size_t intake_in_flight(const struct intake *intake) NONNULL_ALL;

/** Ask how many messages are ready in the queue.
 *  out  a ticket for intake_depth, never 0 */
uint64_t intake_ask_depth(struct intake *intake) NONNULL_ALL;

/** Read the answer to the question of this ticket, or to a later one.
 *  out  ret    ready messages
 *       false  there is no answer yet */
bool intake_depth(const struct intake *intake, uint64_t ticket, uint32_t *ret)
    NONNULL_ALL MUST_CHECK;

/** The same of the dead letters on the broker.
 *  out  ret  -1: it cannot be known, because a dead-letter queue is missing */
uint64_t intake_ask_letters(struct intake *intake) NONNULL_ALL;
bool intake_letters(const struct intake *intake, uint64_t ticket, int64_t *ret)
    NONNULL_ALL MUST_CHECK;

/** Milliseconds since the thread last began a turn: it does so at least twice a second, unless it
 *  waits for the broker's answer. */
int64_t intake_idle_ms(const struct intake *intake) NONNULL_ALL;

/** Has the database failed for so long that nothing is taken until it works? Any thread. */
bool intake_is_sick(const struct intake *intake) NONNULL_ALL;

/** Is it connected to the broker, and does the queue exist? */
bool intake_connected(const struct intake *intake) NONNULL_ALL;
