/* worker.c: the pool of worker threads. */
#include "intake/worker.h"

#include <string.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "intake/delivery_queue.h"
#include "intake/poison.h"
#include "io/failpoint.h"
#include "io/metrics.h"
#include "month/give_up.h"
#include "month/work.h"
#include "upkeep/relay_thread.h"

#define REPEAT_FIRST_MS 500
#define REPEAT_MAX_MS 30000
#define REPEAT_FOR_MS (15 * 60 * (int64_t)1000) /* the broker waits 30 minutes for an answer */
#define LOOK_MS 50

struct worker {
    struct workers *workers;
    pthread_t thread;
    char name[336];
    struct uuid token; /* of the claim in hand; empty: none. Guarded by the pool's lock */
};

struct workers {
    struct consumer *consumer;
    pthread_mutex_t lock; /* guards each worker's token */
    size_t count;
    struct worker *items;
};

/* ---- the claims in hand ---- */

bool workers_hold(struct workers *workers, const char *claim_token)
{
    (void)pthread_mutex_lock(&workers->lock);
    bool held = false;
    for (size_t i = 0; i < workers->count && !held; i++)
        held = strcmp(workers->items[i].token.text, claim_token) == 0;
    (void)pthread_mutex_unlock(&workers->lock);
    return held;
}

static void set_token(struct worker *worker, struct uuid token)
{
    (void)pthread_mutex_lock(&worker->workers->lock);
    worker->token = token;
    (void)pthread_mutex_unlock(&worker->workers->lock);
}

/* ---- one delivery ---- */

/* How a delivery goes back to the queue. */
static enum delivery_end back_because(const struct error *err)
{
    return err->class == ERROR_OWN_SERVERS || err->class == ERROR_CONFIG ? DELIVERY_UNBEGUN
                                                                         : DELIVERY_GIVE_BACK;
}

/* Log why a delivery goes back to the queue. */
static enum delivery_end fail(const struct delivery *delivery, const struct error *err)
{
    if (err->class == ERROR_CLAIM_LOST) {
        metrics_add(METRIC_CLAIMS_LOST, 1);
        LOG(LOG_WARNING, "claim_lost", log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text), log_error_message(err));
    } else
        LOG(LOG_WARNING, "delivery_failed", log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text), log_error_class(err), log_error_message(err));
    return back_because(err);
}

/* Make one attempt at a month, and give it up where it does not complete. A month that does not
 * exist has no row to change: its message is poison. true: the delivery is done with here. */
static bool attempt_month(struct attempt *attempt, struct delivery *delivery, struct error *err)
{
    struct error why = {0};
    if (work_on_month(attempt, &delivery->job, &why))
        return true;
    if (attempt->claimed)
        return give_up_month(attempt, &why, err);
    *err = why;
    if (why.class != ERROR_POISON)
        return false;
    delivery->why = why;
    return poison_store(attempt->consumer, delivery, attempt->claimant.worker, err);
}

static enum delivery_end do_month(struct worker *worker, struct delivery *delivery)
{
    struct consumer *consumer = worker->workers->consumer;
    struct attempt attempt = {
        .consumer = consumer,
        .claimant = {.token = uuid_new(),
                     .process_id = atomic_load(&consumer->process_id),
                     .worker = worker->name,
                     .alone = delivery->way == WAY_ALONE},
    };
    struct error err = {0};
    set_token(worker, attempt.claimant.token);
    const bool done = attempt_month(&attempt, delivery, &err);
    set_token(worker, (struct uuid){0});
    if (done)
        return attempt.suspect ? DELIVERY_SUSPECT : DELIVERY_ACKNOWLEDGE;
    const enum delivery_end end = fail(delivery, &err);
    if (err.class == ERROR_CLAIM_LOST && month_log_lost(consumer->pool, &delivery->job, &err))
        return DELIVERY_ACKNOWLEDGE;
    return end;
}

static enum delivery_end announce_later(struct worker *worker, const struct delivery *delivery)
{
    struct consumer *consumer = worker->workers->consumer;
    struct error err = {0};
    if (month_log_announce_later(consumer->pool, &delivery->job, consumer->config->suspect_rest_ms,
                                 &err))
        return DELIVERY_ACKNOWLEDGE;
    return fail(delivery, &err);
}

static enum delivery_end do_poison(struct worker *worker, struct delivery *delivery)
{
    struct error err = {0};
    if (poison_store(worker->workers->consumer, delivery, worker->name, &err))
        return DELIVERY_ACKNOWLEDGE;
    LOG(LOG_WARNING, "poison_not_stored", log_error_class(&err), log_error_message(&err));
    return back_because(&err);
}

static enum delivery_end probe(struct worker *worker)
{
    struct error err = {0};
    if (!month_log_probe(worker->workers->consumer->pool, &err))
        LOG(LOG_DEBUG, "probe", log_error_class(&err), log_error_message(&err));
    return DELIVERY_ACKNOWLEDGE;
}

static enum delivery_end do_delivery(struct worker *worker, struct delivery *delivery)
{
    if (delivery->kind == DELIVERY_PROBE)
        return probe(worker);
    if (delivery->kind == DELIVERY_POISON)
        return do_poison(worker, delivery);
    return delivery->way == WAY_LATER ? announce_later(worker, delivery)
                                      : do_month(worker, delivery);
}

static bool may_try_again(const struct consumer *consumer)
{
    return consumer_may_take_work(consumer) == MAY_TAKE_WORK;
}

/* Rest before the next try; false: there shall be none. */
static bool rest(const struct worker *worker, int64_t ms)
{
    const struct consumer *consumer = worker->workers->consumer;
    const int64_t until = clock_monotonic_ms() + ms;
    while (clock_monotonic_ms() < until && may_try_again(consumer))
        clock_sleep_ms(LOOK_MS);
    return may_try_again(consumer);
}

/* The database finds fault with a delivery (a defect of ours; what is away or refuses is waited for
 * in the pool, and then the delivery goes back). Given back at once, it would come again at once,
 * until the broker drops it. So a month is tried again here, ever more slowly, for as long as the
 * broker waits for its acknowledgement. Poison is given back after one rest: should the broker drop
 * it, it lands in the queue of dead letters, where it belongs. */
static enum delivery_end repeat_delivery(struct worker *worker, struct delivery *delivery)
{
    struct backoff backoff = {.first_ms = REPEAT_FIRST_MS, .max_ms = REPEAT_MAX_MS};
    const int64_t until = clock_monotonic_ms() + REPEAT_FOR_MS;
    enum delivery_end end = do_delivery(worker, delivery);
    while (end == DELIVERY_GIVE_BACK && rest(worker, backoff_next_ms(&backoff)) &&
           delivery->kind != DELIVERY_POISON && clock_monotonic_ms() < until)
        end = do_delivery(worker, delivery);
    return end;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct consumer *consumer = worker->workers->consumer;
    struct delivery *delivery = NULL;
    while ((delivery = delivery_queue_take(consumer->deliveries))) {
        const int months = delivery->kind != DELIVERY_PROBE;
        metrics_add(METRIC_MONTHS_IN_FLIGHT, months);
        log_trace(delivery->job.trace.id);
        delivery->end = repeat_delivery(worker, delivery);
        log_trace("");
        FAILPOINT("worker.finished");
        metrics_add(METRIC_MONTHS_IN_FLIGHT, -months);
        delivery_queue_finish(consumer->deliveries, delivery);
        relay_thread_wake(consumer->relay_thread);
    }
    return NULL;
}

/* ---- the pool ---- */

struct workers *workers_start(struct consumer *consumer)
{
    struct workers *workers = mem_new(1, sizeof(*workers));
    workers->consumer = consumer;
    workers->count = (size_t)consumer->config->consumer_concurrency;
    workers->items = mem_new(workers->count, sizeof(*workers->items));
    (void)pthread_mutex_init(&workers->lock, NULL);
    consumer->workers = workers;
    for (size_t i = 0; i < workers->count; i++) {
        struct worker *worker = &workers->items[i];
        worker->workers = workers;
        struct text name = {0};
        text_add_format(&name, "%s/%zu", consumer->name, i + 1);
        text_copy(worker->name, sizeof(worker->name), text_of(&name));
        text_done(&name);
        worker->thread = thread_start("worker", THREAD_STACK_WORKER, work, worker);
    }
    return workers;
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    delivery_queue_close(workers->consumer->deliveries);
    for (size_t i = 0; i < workers->count; i++)
        (void)pthread_join(workers->items[i].thread, NULL);
    (void)pthread_mutex_destroy(&workers->lock);
    mem_free(workers->items);
    mem_free(workers);
}
