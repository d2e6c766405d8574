/* chapman.c: Chapman's estimator and its interval, in doubles, which hold counts of books
 * exactly. */
#include "core/chapman.h"

#include <assert.h>
#include <math.h>

#define NORMAL_95 1.959963984540054 /* of a standard normal variable 95 % lie within +- this */

/* The factor by which the number of those that neither list names may be off. */
static double spread(double unseen, double variance)
{
    return exp(NORMAL_95 * sqrt(log1p(variance / (unseen * unseen))));
}

bool chapman_estimate(int64_t first, int64_t second, int64_t both, struct chapman *ret)
{
    assert(both >= 0 && both <= first && both <= second);
    if (both < CHAPMAN_BOTH_MIN)
        return false;
    const double seen = (double)(first + second - both), m = (double)both;
    const double only_first = (double)(first - both), only_second = (double)(second - both);
    const double unseen = only_first * only_second / (m + 1); /* the estimate less those seen */
    const double variance = ((double)first + 1) * ((double)second + 1) * only_first * only_second /
                            ((m + 1) * (m + 1) * (m + 2));
    const double factor = unseen > 0 ? spread(unseen, variance) : 1;
    *ret = (struct chapman){
        .estimate = llround(seen + unseen),
        .low = (int64_t)floor(seen + unseen / factor),
        .high = (int64_t)ceil(seen + unseen * factor),
    };
    return true;
}
