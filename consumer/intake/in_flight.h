/* in_flight.h: the deliveries that are not acknowledged yet, known by their job. Of several
 * deliveries of one job the first is worked on; the others are kept until it has ended, one at a
 * time. Only the intake's thread changes and searches them; any thread may count them. */
#pragma once
#include <stdatomic.h>

#include "intake/delivery.h"

struct in_flight {
    struct delivery *first; /* in a worker's hands, or on the way there or back */
    struct delivery *kept;  /* each waits for one of those with its job */
    atomic_size_t count;    /* of both */
    size_t kept_count;
};

/** Add a delivery, and own it and its message from now on. One whose job is in flight already is
 *  kept.
 *  in   delivery  allocated; in no other list of those in flight
 *  out  true: it is to be worked on; false: it is kept */
bool in_flight_add(struct in_flight *in_flight, struct delivery *delivery) NONNULL_ALL MUST_CHECK;

/** Remove a delivery that is not kept, and free it and its message. It has ended: one that was
 *  kept because of it is kept no longer.
 *  in   delivery  one of those that were added
 *  out  borrowed: the one that is to be worked on next; NULL: none was kept */
struct delivery *in_flight_remove(struct in_flight *in_flight, struct delivery *delivery)
    NONNULL_ALL MUST_CHECK;

/** Free the deliveries that are kept: their connection is lost, the broker delivers them again. */
void in_flight_forget_kept(struct in_flight *in_flight) NONNULL_ALL;

/** How many are in flight, kept ones too? Any thread. */
size_t in_flight_count(const struct in_flight *in_flight) NONNULL_ALL;

/** Is there exactly one, but for those that are kept until it has ended? */
bool in_flight_alone(const struct in_flight *in_flight) NONNULL_ALL;

/** Remove and free all that are left. */
void in_flight_done(struct in_flight *in_flight) NONNULL_ALL;
