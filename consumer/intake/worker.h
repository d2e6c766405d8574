/* worker.h: the pool of worker threads. Each takes one delivery at a time, does its month from the
 * claim to the end of the attempt, and passes the delivery to the intake. */
#pragma once
#include "shared/consumer.h"

/** Start config->consumer_concurrency workers on consumer->deliveries; makes consumer->workers.
 *  After intake_start. */
struct workers *workers_start(struct consumer *consumer) NONNULL_ALL;

/** Does a worker hold this claim, or is it about to take it? Any thread. */
bool workers_hold(struct workers *workers, const char *claim_token) NONNULL_ALL;

/** End the workers and free the pool. Before intake_stop.
 *  time  until they have finished what waits in consumer->deliveries and what they have in hand */
void workers_stop(struct workers *workers);
