/* slots.h: slots of a provider's schedule are reserved for the calls that wait for it, and given to
 * them. For the gate's thread. */
#pragma once
#include "gate/gate_private.h"

/* What the database answered when slots of a provider were asked for. */
struct reservation {
    struct slot_kind kind; /* of the calls that they are for */
    int64_t granted;       /* how many slots */
    /* if there are some; slot i is at base_ms + delay_ms + i * spacing_ms, on our clock: */
    int64_t base_ms, moment_ms; /* the second by the database's clock, when it answered */
    double delay_ms, spacing_ms;
    const char *day; /* of the slots, in the provider's zone; borrowed, as all text here */
    /* if there are none: */
    int64_t closed_ms;        /* how long the provider stays closed */
    const char *closed_class; /* name of an error class, or "operator" */
    const char *closed_why;
    /* of calls of ISBNs: the provider is open, and the day has only so many units left for them
     * (< 0: it is closed) */
    int64_t units_left;
};

/** Reserve slots of one provider, if calls wait for it and it is time, and use them (slots_use).
 *  out  next_ms  lowered to the time when the provider is to be served again (monotonic)
 *  err  OWN_SERVERS the database is away: no slot was reserved, as far as is known */
bool slots_serve(struct gate *gate, const struct service *service, int64_t *next_ms,
                 struct error *err) NONNULL_ALL MUST_CHECK;

/** Use a reservation. Each slot goes to the call that waits longest, which is handed to the engine
 *  to be sent at that time; a slot that no call wants, or that comes too late for it, is given
 *  back, and a call that it comes too late for ends with RATE_LIMITED and too_late set. When the
 *  provider is closed instead, its calls wait if that is for a minute at most and its day is not
 *  spent, and end otherwise.
 *  in  now_ms  monotonic */
void slots_use(struct gate *gate, const struct service *service,
               const struct reservation *reservation, int64_t now_ms) NONNULL_ALL;
