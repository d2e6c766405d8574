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

/* Which calls are taken off: those for which all of it holds. */
struct wanted {
    const struct call_batch *batch; /* NULL: of any */
    const char *claim;              /* NULL: of any month and of none */
    int64_t order_id;               /* 0: of any order and of none */
    int64_t before_ms;              /* whose deadline is that time or earlier */
    bool enriches;                  /* only those of ISBNs that cost more than units */
    int64_t units;
};

static bool is_of_claim(const struct ask *ask, const char *token)
{
    return ask->claim && text_equal(ask->claim->text, token);
}

static bool is_wanted(const struct ask *ask, const struct wanted *wanted)
{
    return (!wanted->batch || ask->batch == wanted->batch) &&
           (!wanted->claim || is_of_claim(ask, wanted->claim)) &&
           (wanted->order_id == 0 || ask->order_id == wanted->order_id) &&
           ask->deadline_ms <= wanted->before_ms &&
           (!wanted->enriches || (ask->enriches && ask->units > wanted->units));
}

static struct ask *take_where(struct provider_queue *queue, const struct wanted *wanted)
{
    struct ask *taken = NULL, **at = &queue->first;
    while (*at) {
        struct ask *ask = *at;
        if (!is_wanted(ask, wanted)) {
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
    const struct wanted wanted = {.batch = batch, .before_ms = INT64_MAX};
    return take_where(queue, &wanted);
}

struct ask *provider_queue_take_order(struct provider_queue *queue, int64_t order_id)
{
    const struct wanted wanted = {.order_id = order_id, .before_ms = INT64_MAX};
    return take_where(queue, &wanted);
}

struct ask *provider_queue_take_claim(struct provider_queue *queue, const char *token)
{
    const struct wanted wanted = {.claim = token, .before_ms = INT64_MAX};
    return take_where(queue, &wanted);
}

void provider_queue_see_claim(struct provider_queue *queue, const char *token, int64_t seen_ms)
{
    for (struct ask *ask = queue->first; ask; ask = ask->next)
        if (is_of_claim(ask, token))
            ask->claim_seen_ms = seen_ms;
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
    const struct wanted wanted = {.before_ms = time_ms};
    return take_where(queue, &wanted);
}

struct ask *provider_queue_take_enriching(struct provider_queue *queue, int64_t units)
{
    const struct wanted wanted = {.before_ms = INT64_MAX, .enriches = true, .units = units};
    return take_where(queue, &wanted);
}

static bool is_of_kind(const struct ask *ask, struct slot_kind kind)
{
    return ask->units == kind.units && ask->enriches == kind.enriches;
}

struct ask *provider_queue_pop_due(struct provider_queue *queue, struct slot_kind kind,
                                   int64_t now_ms)
{
    struct ask **at = &queue->first;
    while (*at && ((*at)->not_before_ms > now_ms || !is_of_kind(*at, kind)))
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

struct due_calls provider_queue_due(const struct provider_queue *queue, size_t limit,
                                    int64_t now_ms, int64_t *next_ms)
{
    struct due_calls due = {.count = 0};
    for (const struct ask *ask = queue->first; ask && due.count < limit; ask = ask->next) {
        if (ask->not_before_ms > now_ms) {
            *next_ms = ask->not_before_ms < *next_ms ? ask->not_before_ms : *next_ms;
            continue;
        }
        if (due.count == 0)
            due.kind = (struct slot_kind){.units = ask->units, .enriches = ask->enriches};
        due.count += is_of_kind(ask, due.kind);
    }
    return due;
}
