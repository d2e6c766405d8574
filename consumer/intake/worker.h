/* worker.h: the pool of worker threads: each takes one delivery at a time, does its month from
 * claim to settlement, and gives the delivery back to the intake. */
#pragma once
#include "intake/delivery.h"
#include "shared/consumer.h"

/** Start consumer->config->consumer_concurrency workers. */
struct workers *workers_start(struct consumer *consumer) NONNULL_ALL;

/** Queue a delivery for the next free worker. Takes it over. */
void workers_push(struct workers *workers, struct delivery *delivery) NONNULL_ALL;

/** Take back what no worker has begun, linked by queued. */
struct delivery *workers_take_back(struct workers *workers) NONNULL_ALL;

/** Deliveries queued or in a worker's hands. */
size_t workers_busy(struct workers *workers) NONNULL_ALL;

/** Does a worker hold this claim? */
bool workers_hold(struct workers *workers, const char *claim_token) NONNULL_ALL;

/** End all threads, once they have finished what they have in hand. */
void workers_stop(struct workers *workers);

/** After workers_stop, and once the intake has ended: it looks for what no worker has begun. */
void workers_free(struct workers *workers);
