/* provider_queue.c: a list of calls that wait. It also grows in front: a call that missed its slot
 * takes the next one. Its caller holds the gate's lock. */
#include "gate/provider_queue.h"

#define REST_SLACK_MS 10000

void provider_queue_init(struct provider_queue *queue)
{
    queue->first = NULL;
    queue->last = &queue->first;
}

void provider_queue_append(struct provider_queue *queue, struct ask *ask)
{
    ask->next = NULL;
    *queue->last = ask;
    queue->last = &ask->next;
}

void provider_queue_prepend(struct provider_queue *queue, struct ask *ask)
{
    ask->next = queue->first;
    queue->first = ask;
    if (!ask->next)
        queue->last = &ask->next;
}

static struct ask *take_where(struct provider_queue *queue, const struct call_batch *batch,
                              int64_t before_ms)
{
    struct ask *taken = NULL, **at = &queue->first;
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
    queue->last = at;
    return taken;
}

struct ask *provider_queue_take(struct provider_queue *queue, const struct call_batch *batch)
{
    return take_where(queue, batch, INT64_MAX);
}

/* The database closes a provider a little later than its answer came. */
static bool rests_for(const struct ask *ask, int64_t opens_ms)
{
    return ask->rests_until_ms > 0 && opens_ms <= ask->rests_until_ms + REST_SLACK_MS;
}

struct ask *provider_queue_take_but_resting(struct provider_queue *queue, int64_t opens_ms,
                                            int64_t again_ms)
{
    struct ask *taken = NULL, **at = &queue->first;
    while (*at) {
        struct ask *ask = *at;
        if (rests_for(ask, opens_ms)) {
            ask->not_before_ms = again_ms;
            at = &ask->next;
            continue;
        }
        *at = ask->next;
        ask->next = taken;
        taken = ask;
    }
    queue->last = at;
    return taken;
}

struct ask *provider_queue_take_before(struct provider_queue *queue, int64_t time_ms)
{
    return take_where(queue, /* batch= */ NULL, time_ms);
}

struct ask *provider_queue_pop_due(struct provider_queue *queue, int64_t now_ms)
{
    struct ask **at = &queue->first;
    while (*at && (*at)->not_before_ms > now_ms)
        at = &(*at)->next;
    struct ask *ask = *at;
    if (ask) {
        *at = ask->next;
        if (!*at)
            queue->last = at;
        ask->next = NULL;
        ask->times_closed = queue->times_closed;
    }
    return ask;
}

size_t provider_queue_count_due(const struct provider_queue *queue, size_t limit, int64_t now_ms,
                                int64_t *next_ms)
{
    size_t due = 0;
    for (const struct ask *ask = queue->first; ask && due < limit; ask = ask->next) {
        if (ask->not_before_ms <= now_ms)
            due++;
        else if (ask->not_before_ms < *next_ms)
            *next_ms = ask->not_before_ms;
    }
    return due;
}
