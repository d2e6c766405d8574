/* delivery_queue.h: the deliveries on their way between the intake's thread and the workers: a
 * queue of those that wait for a worker, and a list of those that a worker has finished. Both link
 * deliveries by their next_in_list; who owns them does not change. */
#pragma once
#include "intake/delivery.h"

struct delivery_queue;

/** Make an empty queue.
 *  in   wake_fd  of thread_wake_open, borrowed: it is woken when a delivery is finished */
struct delivery_queue *delivery_queue_new(int wake_fd) MUST_CHECK;

/** Free the queue. No thread may use it any more; deliveries in it are not freed. */
void delivery_queue_free(struct delivery_queue *queue);

/** Put a delivery at the end of the queue, for the next free worker. */
void delivery_queue_push(struct delivery_queue *queue, struct delivery *delivery) NONNULL_ALL;

/** Take the delivery that has waited longest.
 *  out   NULL: the queue is closed and empty
 *  time  waits until there is one, or the queue is closed */
struct delivery *delivery_queue_take(struct delivery_queue *queue) NONNULL_ALL;

/** Take the delivery that has waited longest, if it is one of ISBNs that is taken in the plain way.
 *  out   NULL: another one is first, or none came in wait_ms
 *  time  wait_ms */
struct delivery *delivery_queue_take_isbns(struct delivery_queue *queue, int64_t wait_ms)
    NONNULL_ALL MUST_CHECK;

/** Take all that no worker has taken.
 *  out   linked by next_in_list, oldest first; NULL: none
 *  time  never waits */
struct delivery *delivery_queue_take_back(struct delivery_queue *queue) NONNULL_ALL;

/** A delivery is finished: delivery->end says what is to be done with it. Wakes the intake. */
void delivery_queue_finish(struct delivery_queue *queue, struct delivery *delivery) NONNULL_ALL;

/** Take all that are finished.
 *  out   linked by next_in_list, in no order; NULL: none
 *  time  never waits */
struct delivery *delivery_queue_take_finished(struct delivery_queue *queue) NONNULL_ALL;

/** Let delivery_queue_take wait no longer: it returns what is left, then NULL. */
void delivery_queue_close(struct delivery_queue *queue) NONNULL_ALL;
