/* isbn_worker.c: deliveries of ISBNs in a worker's hands.
 *
 * A service that takes many ISBNs in one call is asked with full batches. So a worker waits a
 * moment for more deliveries, and others hand theirs to the one that waits: two that wait would
 * share what comes. */
#include "intake/isbn_worker.h"

#include <pthread.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "enrich/enrich.h"
#include "io/metrics.h"

#define DELIVERIES_MAX 500

struct gathered {
    struct delivery *items[DELIVERIES_MAX];
    size_t count, isbns;
};

#define LOOK_MS 20 /* how often the one that gathers looks at what others have handed to it */

static pthread_mutex_t gathering =
    PTHREAD_MUTEX_INITIALIZER; /* guards pile and what it points to */
static struct gathered *pile;  /* of the worker that gathers; NULL: none does */

static void add(struct gathered *gathered, struct delivery *delivery)
{
    gathered->items[gathered->count++] = delivery;
    gathered->isbns += delivery->isbns.count;
}

static bool has_room(const struct gathered *gathered, const struct config *config)
{
    return gathered->count < DELIVERIES_MAX &&
           gathered->isbns < (size_t)config->enrichment_batch_size;
}

/* Hand the delivery to the worker that gathers, or become that one. true: it is handed over. */
static bool hand_over(const struct worker *worker, struct gathered *gathered)
{
    const struct config *config = worker_consumer(worker)->config;
    (void)pthread_mutex_lock(&gathering);
    const bool handed = pile && has_room(pile, config);
    if (handed)
        add(pile, gathered->items[0]);
    else if (!pile && has_room(gathered, config))
        pile = gathered;
    (void)pthread_mutex_unlock(&gathering);
    return handed;
}

static bool is_gathering(const struct gathered *gathered)
{
    (void)pthread_mutex_lock(&gathering);
    const bool mine = pile == gathered;
    (void)pthread_mutex_unlock(&gathering);
    return mine;
}

static void gather(const struct worker *worker, struct gathered *gathered)
{
    const struct config *config = worker_consumer(worker)->config;
    const int64_t until_ms = clock_monotonic_ms() + config->enrichment_gather_ms;
    int64_t left_ms = config->enrichment_gather_ms;
    bool more = true;
    while (more) {
        struct delivery *delivery = worker_take_more(worker, left_ms < LOOK_MS ? left_ms : LOOK_MS);
        left_ms = until_ms - clock_monotonic_ms();
        (void)pthread_mutex_lock(&gathering);
        if (delivery)
            add(gathered, delivery);
        more = has_room(gathered, config) && (delivery || left_ms > 0);
        if (!more)
            pile = NULL;
        (void)pthread_mutex_unlock(&gathering);
        left_ms = left_ms > 0 ? left_ms : 0;
    }
}

/* A message that names nothing but a suspect is what runs it alone. In company a suspect waits, and
 * is announced by a message of its own. */
static enum delivery_end end_of(const struct batch *batch, const struct delivery *delivery)
{
    const struct isbn_message *isbns = &delivery->isbns;
    return isbns->count == 1 && batch_has_suspect(batch, isbns->isbns[0].text)
               ? DELIVERY_SUSPECT
               : DELIVERY_ACKNOWLEDGE;
}

static bool do_batch(struct worker *worker, const struct gathered *gathered, struct batch *batch,
                     struct error *err)
{
    struct batch_message messages[DELIVERIES_MAX];
    for (size_t i = 0; i < gathered->count; i++)
        messages[i] = (struct batch_message){.isbns = &gathered->items[i]->isbns,
                                             .id = gathered->items[i]->message->message_id};
    *batch = (struct batch){.consumer = worker_consumer(worker),
                            .token = uuid_new(),
                            .alone = gathered->items[0]->way == WAY_ALONE};
    worker_hold(worker, batch->token);
    const bool ok = enrich_batch(batch, messages, gathered->count, err);
    worker_hold(worker, (struct uuid){0});
    return ok;
}

static enum delivery_end try_batch(struct worker *worker, const struct gathered *gathered,
                                   enum delivery_end *ends)
{
    CLEANUP(batch_done) struct batch batch = {.count = 0};
    struct error err = {0};
    for (size_t i = 0; i < gathered->count; i++)
        ends[i] = DELIVERY_ACKNOWLEDGE;
    if (!do_batch(worker, gathered, &batch, &err)) {
        LOG(LOG_WARNING, "deliveries_failed", log_int("deliveries", (int64_t)gathered->count),
            log_int("isbns", (int64_t)gathered->isbns), log_error_class(&err),
            log_error_message(&err));
        /* Whoever has taken the ISBNs over has announced them. */
        return err.class == ERROR_CLAIM_LOST ? DELIVERY_ACKNOWLEDGE : worker_back_because(&err);
    }
    for (size_t i = 0; i < gathered->count; i++)
        ends[i] = end_of(&batch, gathered->items[i]);
    return DELIVERY_ACKNOWLEDGE;
}

/* As with a month (month_worker.c), what the database finds fault with is tried again here. */
static void do_gathered(struct worker *worker, const struct gathered *gathered)
{
    struct backoff backoff = worker_backoff();
    enum delivery_end ends[DELIVERIES_MAX] = {DELIVERY_ACKNOWLEDGE};
    const int64_t until = clock_monotonic_ms() + WORKER_REPEAT_FOR_MS;
    enum delivery_end end = try_batch(worker, gathered, ends);
    while (end == DELIVERY_GIVE_BACK && worker_rest(worker, backoff_next_ms(&backoff)) &&
           clock_monotonic_ms() < until)
        end = try_batch(worker, gathered, ends);
    for (size_t i = 0; i < gathered->count; i++)
        worker_finish(worker, gathered->items[i], end == DELIVERY_ACKNOWLEDGE ? ends[i] : end);
}

static enum delivery_end announce_later(const struct worker *worker,
                                        const struct delivery *delivery)
{
    struct consumer *consumer = worker_consumer(worker);
    struct error err = {0};
    if (batch_rest(consumer->pool, &delivery->isbns, consumer->config->suspect_rest_ms, &err))
        return DELIVERY_ACKNOWLEDGE;
    LOG(LOG_WARNING, "deliveries_failed", log_error_class(&err), log_error_message(&err));
    return worker_back_because(&err);
}

void isbn_worker_do(struct worker *worker, struct delivery *first)
{
    struct gathered gathered = {.count = 0};
    if (first->way == WAY_LATER) {
        worker_finish(worker, first, announce_later(worker, first));
        return;
    }
    add(&gathered, first);
    if (first->way == WAY_PLAIN && hand_over(worker, &gathered))
        return;
    if (is_gathering(&gathered))
        gather(worker, &gathered);
    const int64_t isbns = (int64_t)gathered.isbns;
    metrics_add(METRIC_ISBNS_IN_FLIGHT, isbns);
    log_trace(first->isbns.trace.id);
    do_gathered(worker, &gathered);
    log_trace("");
    metrics_add(METRIC_ISBNS_IN_FLIGHT, -isbns);
}
