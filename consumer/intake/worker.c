/* worker.c: the pools of worker threads. */
#include "intake/worker.h"

#include <string.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "intake/delivery_queue.h"
#include "intake/poison.h"
#include "io/failpoint.h"
#include "upkeep/relay_thread.h"

#define REPEAT_FIRST_MS 500
#define REPEAT_MAX_MS 30000
#define LOOK_MS 50

struct worker {
    struct workers *workers;
    pthread_t thread;
    char name[336];
    struct uuid token; /* of the claim in hand; empty: none. Guarded by the pool's lock */
};

struct workers {
    struct consumer *consumer;
    struct delivery_queue *deliveries;
    worker_does *work;
    pthread_mutex_t lock; /* guards each worker's token */
    size_t count;
    struct worker *items;
};

/* ---- the claims in hand ---- */

static bool holds(struct workers *workers, const char *claim_token)
{
    (void)pthread_mutex_lock(&workers->lock);
    bool held = false;
    for (size_t i = 0; i < workers->count && !held; i++)
        held = strcmp(workers->items[i].token.text, claim_token) == 0;
    (void)pthread_mutex_unlock(&workers->lock);
    return held;
}

bool workers_hold(const struct consumer *consumer, const char *claim_token)
{
    bool held = false;
    for (int kind = 0; kind < QUEUE_KINDS && !held; kind++)
        held = consumer->queues[kind].workers && holds(consumer->queues[kind].workers, claim_token);
    return held;
}

void worker_hold(struct worker *worker, struct uuid token)
{
    (void)pthread_mutex_lock(&worker->workers->lock);
    worker->token = token;
    (void)pthread_mutex_unlock(&worker->workers->lock);
}

/* ---- what a worker needs ---- */

struct consumer *worker_consumer(const struct worker *worker)
{
    return worker->workers->consumer;
}

const char *worker_name(const struct worker *worker)
{
    return worker->name;
}

struct delivery *worker_take_more(const struct worker *worker, int64_t wait_ms)
{
    return delivery_queue_take_isbns(worker->workers->deliveries, wait_ms);
}

void worker_finish(const struct worker *worker, struct delivery *delivery, enum delivery_end end)
{
    delivery->end = end;
    FAILPOINT("worker.finished");
    delivery_queue_finish(worker->workers->deliveries, delivery);
    relay_thread_wake(worker->workers->consumer->relay_thread);
}

enum delivery_end worker_back_because(const struct error *err)
{
    return err->class == ERROR_OWN_SERVERS || err->class == ERROR_CONFIG ? DELIVERY_UNBEGUN
                                                                         : DELIVERY_GIVE_BACK;
}

struct backoff worker_backoff(void)
{
    return (struct backoff){.first_ms = REPEAT_FIRST_MS, .max_ms = REPEAT_MAX_MS};
}

bool worker_rest(const struct worker *worker, int64_t ms)
{
    const struct consumer *consumer = worker->workers->consumer;
    const int64_t until = clock_monotonic_ms() + ms;
    while (clock_monotonic_ms() < until && consumer_may_take_work(consumer) == MAY_TAKE_WORK)
        clock_sleep_ms(LOOK_MS);
    return consumer_may_take_work(consumer) == MAY_TAKE_WORK;
}

/* ---- what is the same for all queues ---- */

/* Poison that cannot be stored is given back after one rest: should the broker drop it in the end,
 * it lands in the queue of dead letters, where it belongs. */
static enum delivery_end do_poison(struct worker *worker, struct delivery *delivery)
{
    struct error err = {0};
    if (poison_store(worker->workers->consumer, delivery, worker->name, &err))
        return DELIVERY_ACKNOWLEDGE;
    LOG(LOG_WARNING, "poison_not_stored", log_error_class(&err), log_error_message(&err));
    const enum delivery_end end = worker_back_because(&err);
    if (end == DELIVERY_GIVE_BACK)
        (void)worker_rest(worker, REPEAT_FIRST_MS); /* it is given back in any case */
    return end;
}

static enum delivery_end probe(struct worker *worker)
{
    struct error err = {0};
    if (!month_log_probe(worker->workers->consumer->pool, &err))
        LOG(LOG_DEBUG, "probe", log_error_class(&err), log_error_message(&err));
    return DELIVERY_ACKNOWLEDGE;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct delivery *delivery = NULL;
    while ((delivery = delivery_queue_take(worker->workers->deliveries))) {
        if (delivery->kind == DELIVERY_PROBE)
            worker_finish(worker, delivery, probe(worker));
        else if (delivery->kind == DELIVERY_POISON)
            worker_finish(worker, delivery, do_poison(worker, delivery));
        else
            worker->workers->work(worker, delivery);
    }
    return NULL;
}

/* ---- the pool ---- */

void workers_start(struct consumer *consumer, enum queue_kind kind, worker_does *work_of_queue)
{
    static const char *const marks[QUEUE_KINDS] = {[QUEUE_BACKFILL] = "", [QUEUE_ENRICHMENT] = "e"};
    struct workers *workers = mem_new(1, sizeof(*workers));
    workers->consumer = consumer;
    workers->deliveries = consumer->queues[kind].deliveries;
    workers->work = work_of_queue;
    workers->count = (size_t)consumer->config->consumer_concurrency;
    workers->items = mem_new(workers->count, sizeof(*workers->items));
    (void)pthread_mutex_init(&workers->lock, NULL);
    consumer->queues[kind].workers = workers;
    for (size_t i = 0; i < workers->count; i++) {
        struct worker *worker = &workers->items[i];
        worker->workers = workers;
        struct text name = {0};
        text_add_format(&name, "%s/%s%zu", consumer->name, marks[kind], i + 1);
        text_copy(worker->name, sizeof(worker->name), text_of(&name));
        text_done(&name);
        worker->thread = thread_start("worker", THREAD_STACK_WORKER, work, worker);
    }
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    delivery_queue_close(workers->deliveries);
    for (size_t i = 0; i < workers->count; i++)
        (void)pthread_join(workers->items[i].thread, NULL);
    (void)pthread_mutex_destroy(&workers->lock);
    mem_free(workers->items);
    mem_free(workers);
}
