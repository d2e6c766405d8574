/* in_flight.h: the deliveries that are not acknowledged yet, known by job. The intake's thread
 * alone changes them; any thread may count. */
#pragma once
#include <stdatomic.h>

#include "intake/delivery.h"

struct in_flight {
    struct delivery *first;
    atomic_size_t count;
};

/** Take a delivery in; it is owned from then on. */
void in_flight_add(struct in_flight *in_flight, struct delivery *delivery) NONNULL_ALL;

/** Free a delivery and its message. */
void in_flight_remove(struct in_flight *in_flight, struct delivery *delivery) NONNULL_ALL;

/** The delivery of a job, borrowed; NULL: none is in flight. */
struct delivery *in_flight_find(const struct in_flight *in_flight, const struct uuid *job_id)
    NONNULL_ALL;

size_t in_flight_count(const struct in_flight *in_flight) NONNULL_ALL;

/** Free all that are left. */
void in_flight_done(struct in_flight *in_flight);
