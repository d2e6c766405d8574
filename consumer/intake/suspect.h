/* suspect.h: the one month or ISBN in flight here that has to run alone, because its earlier owners
 * died with it. While there is one, the process takes nothing new; once nothing else is in flight,
 * it begins. A second suspect is announced again after a while. Of the intake's thread alone. */
#pragma once
#include "intake/delivery_queue.h"
#include "shared/consumer.h"

struct suspect {
    enum queue_kind kind; /* that its deliveries come from */
    atomic_int *turn;     /* suspect_of of the consumer: only one queue has a suspect at a time */
    struct delivery *delivery; /* borrowed; NULL: there is none */
    bool begun;                /* it has been handed to a worker, to run alone */
};

/** A worker has found that what a delivery holds is a suspect: the delivery waits, or goes to a
 *  worker that announces it later (WAY_LATER) if another one is here already. */
void suspect_found(struct suspect *suspect, struct delivery *delivery, struct delivery_queue *queue)
    NONNULL_ALL;

/** Nothing else is in flight: hand the waiting suspect, if there is one, to a worker
 *  (WAY_ALONE). */
void suspect_begin(struct suspect *suspect, struct delivery_queue *queue) NONNULL_ALL;

/** Take out the waiting suspect, to give its delivery back.
 *  out  its delivery; NULL: there is none, or it has begun */
struct delivery *suspect_take_back(struct suspect *suspect) NONNULL_ALL;

/** A delivery is about to be acknowledged or given back: if it is the suspect, there is none any
 *  more. */
void suspect_end(struct suspect *suspect, const struct delivery *delivery) NONNULL_ALL;
