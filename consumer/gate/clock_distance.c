/* clock_distance.c: the least difference between two clocks that was seen lately. */
#include "gate/clock_distance.h"

#define STEP_MS 2000 /* a greater change is no slow reply: the database's clock was set */
#define MINUTE_MS 60000

int64_t clock_distance_own_time(struct clock_distance *distance, int64_t moment_ms, int64_t now_ms)
{
    const int64_t seen = now_ms - moment_ms;
    int64_t *least = distance->least_ms;
    const bool idle = now_ms >= distance->until_ms + MINUTE_MS;
    if (!distance->known || idle || seen > least[0] + STEP_MS)
        least[0] = least[1] = seen;
    if (now_ms >= distance->until_ms) {
        least[1] = least[0];
        least[0] = seen;
        distance->until_ms = now_ms + MINUTE_MS;
    }
    distance->known = true;
    least[0] = seen < least[0] ? seen : least[0];
    return moment_ms + (least[0] < least[1] ? least[0] : least[1]);
}
