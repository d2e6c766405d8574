/* in_flight.h: the deliveries that are not acknowledged yet, known by their job. Only the intake's
 * thread changes and searches them; any thread may count them. */
#pragma once
#include <stdatomic.h>

#include "intake/delivery.h"

struct in_flight {
    struct delivery *first;
    atomic_size_t count;
};

/** Add a delivery, and own it and its message from now on.
 *  in   delivery  allocated; in no other list of those in flight */
void in_flight_add(struct in_flight *in_flight, struct delivery *delivery) NONNULL_ALL;

/** Remove a delivery, and free it and its message.
 *  in   delivery  one of those that were added */
void in_flight_remove(struct in_flight *in_flight, struct delivery *delivery) NONNULL_ALL;

/** Find the delivery of a job. Poison has none.
 *  out  borrowed; NULL: none is in flight */
struct delivery *in_flight_find(const struct in_flight *in_flight, const struct uuid *job_id)
    NONNULL_ALL;

/** How many are in flight? Any thread. */
size_t in_flight_count(const struct in_flight *in_flight) NONNULL_ALL;

/** Remove and free all that are left. */
void in_flight_done(struct in_flight *in_flight) NONNULL_ALL;
