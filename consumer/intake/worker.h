/* worker.h: the pools of worker threads, one for each queue. Each worker takes a delivery, and does
 * with it what is done with deliveries of its queue; poison and probes are the same for all. */
#pragma once
#include "core/backoff.h"
#include "intake/delivery.h"
#include "shared/consumer.h"

struct worker;

/* What is done with a delivery: worker_finish ends it, and others that worker_take_more has taken.
 * */
typedef void worker_does(struct worker *worker, struct delivery *delivery);

/** Start config->consumer_concurrency workers on the deliveries of a queue; makes its workers.
 *  After intake_start. */
void workers_start(struct consumer *consumer, enum queue_kind kind, worker_does *work) NONNULL_ALL;

/** Does a worker of any queue hold this claim, or is it about to take it? Any thread. */
bool workers_hold(const struct consumer *consumer, const char *claim_token) NONNULL_ALL;

/** End the workers and free the pool. Before intake_stop.
 *  time  until they have finished what waits for them and what they have in hand */
void workers_stop(struct workers *workers);

/* ---- for what is done with a delivery, on its worker's thread ---- */

#define WORKER_REPEAT_FOR_MS (15 * 60 * (int64_t)1000) /* the broker waits 30 minutes */

struct consumer *worker_consumer(const struct worker *worker) NONNULL_ALL;
const char *worker_name(const struct worker *worker) NONNULL_ALL; /* "host:pid/3" */

/** The claim that the worker is about to take; an empty token: it has none any more. */
void worker_hold(struct worker *worker, struct uuid token) NONNULL_ALL;

/** Take another delivery of ISBNs that waits for a worker, to be worked on together with the first.
 *  out   NULL: none came in wait_ms
 *  time  wait_ms */
struct delivery *worker_take_more(const struct worker *worker, int64_t wait_ms)
    NONNULL_ALL MUST_CHECK;

/** The delivery is done with here. */
void worker_finish(const struct worker *worker, struct delivery *delivery, enum delivery_end end)
    NONNULL_ALL;

/** How a delivery goes back to the queue because of an error. */
enum delivery_end worker_back_because(const struct error *err) NONNULL_ALL;

/** The pauses between tries of a delivery that the database finds fault with. */
struct backoff worker_backoff(void);

/** Rest before the next try; false: there shall be none. */
bool worker_rest(const struct worker *worker, int64_t ms) NONNULL_ALL;
