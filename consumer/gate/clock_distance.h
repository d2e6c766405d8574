/* clock_distance.h: how far the clock of the database is from our monotonic one, so that a moment
 * that the database names can be waited for here. */
#pragma once
#include "core/base.h"

/* Zeroed at first. */
struct clock_distance {
    bool known;
    int64_t until_ms;    /* end of this minute, on our clock */
    int64_t least_ms[2]; /* our clock minus the database's: the least seen in this minute and in the
                            one before */
};

/** The moment of the database's clock on our monotonic clock. The reply that names the moment came
 *  some time after it, so each difference that is seen is too great by the way of the reply; the
 *  least one of this minute and the last is the best known. Older ones are forgotten, because
 *  clocks drift apart over weeks. When the database's clock was set back by more than two seconds,
 *  the differences seen before are forgotten at once.
 *  in  moment_ms  when the database replied, on its clock;  now_ms  now, on our monotonic clock */
int64_t clock_distance_own_time(struct clock_distance *distance, int64_t moment_ms, int64_t now_ms)
    NONNULL_ALL;
