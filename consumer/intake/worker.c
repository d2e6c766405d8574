/* worker.c: the pool of worker threads. */
#include "intake/worker.h"

#include <string.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "intake/intake.h"
#include "intake/poison.h"
#include "io/failpoint.h"
#include "io/metrics.h"
#include "month/month.h"
#include "month/settle.h"
#include "shared/relay_thread.h"

#define REPEAT_FIRST_MS 500
#define REPEAT_MAX_MS 30000
#define REPEAT_FOR_MS (15 * 60 * (int64_t)1000) /* the broker waits 30 minutes for an answer */
#define LOOK_MS 50

struct worker {
    struct workers *workers;
    pthread_t thread;
    char name[336];
    struct uuid token; /* the claim in hand; empty: none. Guarded by the pool's lock */
};

struct workers {
    struct consumer *consumer;
    pthread_mutex_t lock; /* guards all below, and each worker's token */
    pthread_cond_t more;
    struct delivery *first, **last; /* queued, oldest first */
    size_t queued, working;
    bool stopping;
    size_t count;
    struct worker *items;
};

/* ---- the queue ---- */

static struct delivery *next_delivery(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    while (!workers->first && !workers->stopping)
        (void)pthread_cond_wait(&workers->more, &workers->lock);
    struct delivery *delivery = workers->first;
    if (delivery) {
        workers->first = delivery->queued;
        if (!workers->first)
            workers->last = &workers->first;
        workers->queued--;
        workers->working++;
    }
    (void)pthread_mutex_unlock(&workers->lock);
    return delivery;
}

void workers_push(struct workers *workers, struct delivery *delivery)
{
    (void)pthread_mutex_lock(&workers->lock);
    delivery->queued = NULL;
    *workers->last = delivery;
    workers->last = &delivery->queued;
    workers->queued++;
    (void)pthread_cond_signal(&workers->more);
    (void)pthread_mutex_unlock(&workers->lock);
}

struct delivery *workers_take_back(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    struct delivery *list = workers->first;
    workers->first = NULL;
    workers->last = &workers->first;
    workers->queued = 0;
    (void)pthread_mutex_unlock(&workers->lock);
    return list;
}

size_t workers_busy(struct workers *workers)
{
    (void)pthread_mutex_lock(&workers->lock);
    size_t busy = workers->queued + workers->working;
    (void)pthread_mutex_unlock(&workers->lock);
    return busy;
}

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

static void log_failure(const struct delivery *delivery, const struct error *err)
{
    if (err->class == ERROR_CLAIM_LOST) {
        metrics_add(METRIC_CLAIMS_LOST, 1);
        LOG(LOG_WARNING, "claim_lost", log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text), log_error_message(err));
    } else
        LOG(LOG_WARNING, "month_not_settled",
            log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text), log_error_class(err), log_error_message(err));
}

/* true: settled in the database, one way or another, so the delivery may be acknowledged. */
static bool do_month(struct worker *worker, struct delivery *delivery)
{
    struct consumer *consumer = worker->workers->consumer;
    struct month_run run = {
        .consumer = consumer,
        .claimant = {.token = uuid_new(),
                     .process_id = consumer->process_id,
                     .worker = worker->name,
                     .alone = delivery->way == WAY_ALONE},
    };
    set_token(worker, run.claimant.token);
    struct error why = {0}, err = {0};
    bool settled = month_process(&run, &delivery->job, &why);
    delivery->suspect = run.suspect;
    if (!settled && why.class == ERROR_POISON && !run.claimed) {
        delivery->why = why;
        settled = poison_store(consumer, delivery, worker->name, &err);
    } else if (!settled && run.claimed)
        settled = settle_month(&run, &why, &err);
    else if (!settled)
        err = why;
    set_token(worker, (struct uuid){0});
    if (settled)
        return true;
    log_failure(delivery, &err);
    return err.class == ERROR_CLAIM_LOST && month_log_lost(consumer->pool, &delivery->job, &err);
}

static bool put_back(struct worker *worker, const struct delivery *delivery)
{
    struct consumer *consumer = worker->workers->consumer;
    struct error err = {0};
    if (month_log_put_back(consumer->pool, &delivery->job, consumer->config->suspect_rest_ms, &err))
        return true;
    log_failure(delivery, &err);
    return false;
}

static bool do_poison(struct worker *worker, struct delivery *delivery)
{
    struct error err = {0};
    if (poison_store(worker->workers->consumer, delivery, worker->name, &err))
        return true;
    LOG(LOG_WARNING, "poison_not_stored", log_error_class(&err), log_error_message(&err));
    return false;
}

static bool do_delivery(struct worker *worker, struct delivery *delivery)
{
    if (delivery->kind == DELIVERY_POISON)
        return do_poison(worker, delivery);
    return delivery->way == WAY_PUT_BACK ? put_back(worker, delivery) : do_month(worker, delivery);
}

static bool takes_work(const struct consumer *consumer)
{
    return !intake_is_draining(consumer->intake) && !atomic_load(&consumer->paused);
}

/* Wait a while, unless no more work is taken; false: none is. */
static bool rest(const struct worker *worker, int64_t ms)
{
    const struct consumer *consumer = worker->workers->consumer;
    const int64_t until = clock_monotonic_ms() + ms;
    while (clock_monotonic_ms() < until && takes_work(consumer))
        clock_sleep_ms(LOOK_MS);
    return takes_work(consumer);
}

/* The database refuses what a delivery needs (a right is missing, say). Given back at once it would
 * come again at once, until the broker drops it: a month is done again here, ever more slowly, as
 * long as the broker waits for it. Poison goes back after a rest: if it is dropped, it is where it
 * belongs. */
static bool do_until_settled(struct worker *worker, struct delivery *delivery)
{
    struct backoff backoff = {.first_ms = REPEAT_FIRST_MS, .max_ms = REPEAT_MAX_MS};
    const int64_t until = clock_monotonic_ms() + REPEAT_FOR_MS;
    bool settled = do_delivery(worker, delivery);
    while (!settled && rest(worker, backoff_next_ms(&backoff)) &&
           delivery->kind != DELIVERY_POISON && clock_monotonic_ms() < until)
        settled = do_delivery(worker, delivery);
    return settled;
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    struct workers *workers = worker->workers;
    struct delivery *delivery = NULL;
    while ((delivery = next_delivery(workers))) {
        metrics_add(METRIC_MONTHS_IN_FLIGHT, 1);
        delivery->suspect = false;
        delivery->give_back = !do_until_settled(worker, delivery);
        FAILPOINT("worker.settled");
        relay_thread_wake(workers->consumer->relay_thread);
        metrics_add(METRIC_MONTHS_IN_FLIGHT, -1);
        intake_finish(workers->consumer->intake, delivery);
        (void)pthread_mutex_lock(&workers->lock);
        workers->working--;
        (void)pthread_mutex_unlock(&workers->lock);
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
    workers->last = &workers->first;
    (void)pthread_mutex_init(&workers->lock, NULL);
    (void)pthread_cond_init(&workers->more, NULL);
    consumer->workers = workers;
    for (size_t i = 0; i < workers->count; i++) {
        struct worker *worker = &workers->items[i];
        worker->workers = workers;
        struct text name = {0};
        text_add_format(&name, "%s/%zu", consumer->name, i + 1);
        text_copy(worker->name, sizeof(worker->name), text_of(&name));
        text_done(&name);
        worker->thread = thread_start("worker", THREAD_STACK_WORKER, run, worker);
    }
    return workers;
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    (void)pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    (void)pthread_cond_broadcast(&workers->more);
    (void)pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->count; i++)
        (void)pthread_join(workers->items[i].thread, NULL);
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    (void)pthread_cond_destroy(&workers->more);
    (void)pthread_mutex_destroy(&workers->lock);
    mem_free(workers->items);
    mem_free(workers);
}
