/* lane.c: a list of asks that also grows in front: a call that missed its slot takes the next. */
#include "gate/lane.h"

void lane_init(struct lane *lane)
{
    lane->first = NULL;
    lane->last = &lane->first;
}

void lane_append(struct lane *lane, struct ask *ask)
{
    ask->next = NULL;
    *lane->last = ask;
    lane->last = &ask->next;
}

void lane_prepend(struct lane *lane, struct ask *ask)
{
    ask->next = lane->first;
    lane->first = ask;
    if (!ask->next)
        lane->last = &ask->next;
}

static struct ask *take_where(struct lane *lane, const struct ask_batch *batch, int64_t before_ms)
{
    struct ask *taken = NULL, **at = &lane->first;
    while (*at) {
        struct ask *ask = *at;
        if ((batch && ask->batch != batch) || ask->deadline_ms > before_ms) {
            at = &ask->next;
            continue;
        }
        *at = ask->next;
        ask->next = taken;
        taken = ask;
    }
    lane->last = at;
    return taken;
}

struct ask *lane_take(struct lane *lane, const struct ask_batch *batch)
{
    return take_where(lane, batch, INT64_MAX);
}

struct ask *lane_take_before(struct lane *lane, int64_t time_ms)
{
    return take_where(lane, /* batch= */ NULL, time_ms);
}

struct ask *lane_pop_due(struct lane *lane, int64_t now_ms)
{
    struct ask **at = &lane->first;
    while (*at && (*at)->not_before_ms > now_ms)
        at = &(*at)->next;
    struct ask *ask = *at;
    if (ask) {
        *at = ask->next;
        if (!*at)
            lane->last = at;
        ask->next = NULL;
        ask->closings = lane->closings;
    }
    return ask;
}

size_t lane_count_due(const struct lane *lane, size_t limit, int64_t now_ms, int64_t *next_ms)
{
    size_t due = 0;
    for (const struct ask *ask = lane->first; ask && due < limit; ask = ask->next) {
        if (ask->not_before_ms <= now_ms)
            due++;
        else if (ask->not_before_ms < *next_ms)
            *next_ms = ask->not_before_ms;
    }
    return due;
}
