/* isbn_worker.c: deliveries of ISBNs in a worker's hands.
 *
 * A service that takes many ISBNs in one call is asked with full batches. So a worker waits a
 * moment for more deliveries; one worker at a time, because two that gather would share what comes.
 * */
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

static pthread_mutex_t gathering = PTHREAD_MUTEX_INITIALIZER; /* the worker that gathers */

static void add(struct gathered *gathered, struct delivery *delivery)
{
    gathered->items[gathered->count++] = delivery;
    gathered->isbns += delivery->isbns.count;
}

static void gather(const struct worker *worker, struct gathered *gathered)
{
    const struct config *config = worker_consumer(worker)->config;
    (void)pthread_mutex_lock(&gathering);
    const int64_t until_ms = clock_monotonic_ms() + config->enrichment_gather_ms;
    struct delivery *more = gathered->items[0];
    while (more && gathered->count < DELIVERIES_MAX &&
           gathered->isbns < (size_t)config->enrichment_batch_size) {
        const int64_t wait_ms = until_ms - clock_monotonic_ms();
        more = worker_take_more(worker, wait_ms > 0 ? wait_ms : 0);
        if (more)
            add(gathered, more);
    }
    (void)pthread_mutex_unlock(&gathering);
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
    if (!do_batch(worker, gathered, &batch, &err)) {
        LOG(LOG_WARNING, "deliveries_failed", log_int("deliveries", (int64_t)gathered->count),
            log_int("isbns", (int64_t)gathered->isbns), log_error_class(&err),
            log_error_message(&err));
        return worker_back_because(&err);
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
    if (first->way == WAY_PLAIN)
        gather(worker, &gathered);
    const int64_t isbns = (int64_t)gathered.isbns;
    metrics_add(METRIC_ISBNS_IN_FLIGHT, isbns);
    log_trace(first->isbns.trace.id);
    do_gathered(worker, &gathered);
    log_trace("");
    metrics_add(METRIC_ISBNS_IN_FLIGHT, -isbns);
}
