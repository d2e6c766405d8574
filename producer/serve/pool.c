/* pool.c: one thread that gives what is asked to whichever process is idle, reads the answers, ends
 * what takes too long, and starts processes anew. The queue and what is known of the database are
 * shared, under the pool's lock; all else is the thread's. */
#include "serve/pool.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "serve/leavers.h"
#include "serve/losses.h"
#include "serve/pool_worker.h"
#include "serve/worker.h"
#include "shared/command.h"

#define WORKERS_MAX 32
#define WAITING_MAX 32 /* jobs that wait for a worker */
#define TURN_MS 500
#define DONE_MAX 5000 /* jobs of one process: what leaks somewhere cannot grow for ever */
#define PROBE_MS 5000
#define PROBE_AGAIN_MS 1000 /* while the database is away */
#define PROBE_LATE_MS 10000

struct pool {
    struct pool_options options;
    pthread_t thread;
    int wake_fd;
    atomic_bool stopping;
    atomic_uint age; /* workers of a lower one are started anew */
    _Atomic int64_t turned_ms;
    /* shared: under the lock */
    pthread_mutex_t lock;
    struct pool_job *first, *last;
    size_t waiting;
    bool ready;
    const char *why; /* a literal, where it is not ready */
    /* the thread's own */
    struct pool_worker workers[WORKERS_MAX];
    struct leavers leavers;
    bool probing;
    int64_t probe_ms; /* when the next probe is due, or since when one is under way */
    struct log_repeat said;
};

/* ---- jobs ---- */

/* Under the lock. Only what no worker has begun with is joined, so that no answer is older than its
 * question. */
static bool join(struct pool *pool, struct pool_job *fresh)
{
    for (struct pool_job *job = pool->first; job; job = job->next)
        if (pool_job_equals(fresh, job)) {
            pool_job_join(fresh, job);
            return true;
        }
    return false;
}

/* Under the lock. */
static bool queue(struct pool *pool, struct pool_job *fresh)
{
    if (pool->waiting >= WAITING_MAX)
        return false;
    *(pool->last ? &pool->last->next : &pool->first) = fresh;
    pool->last = fresh;
    pool->waiting++;
    return true;
}

bool pool_ask(struct pool *pool, const struct job *job, pool_done *done, void *context)
{
    struct pool_job *fresh = pool_job_new(job, done, context);
    fresh->until_ms = clock_monotonic_ms() + pool->options.request_ms;
    (void)pthread_mutex_lock(&pool->lock);
    const bool taken = !atomic_load(&pool->stopping) && (join(pool, fresh) || queue(pool, fresh));
    (void)pthread_mutex_unlock(&pool->lock);
    if (taken) {
        thread_wake(pool->wake_fd);
        return true;
    }
    pool_job_free(fresh);
    return false;
}

/* May one more begin whose pieces a slow reader may hold up? One worker is left for all others. */
static bool may_begin_pieces(const struct pool *pool)
{
    size_t busy = 1;
    for (size_t i = 0; i < pool->options.workers; i++)
        busy += pool->workers[i].job && pool->workers[i].job->pieces;
    return busy < pool->options.workers || busy == 1;
}

/* Under the lock: take it out of those that wait. */
static struct pool_job *take_behind(struct pool *pool, struct pool_job *before)
{
    struct pool_job **at = before ? &before->next : &pool->first;
    struct pool_job *job = *at;
    *at = job->next;
    if (!job->next)
        pool->last = before;
    pool->waiting--;
    job->next = NULL;
    return job;
}

/* Take the first job that waits and may begin, NULL: none does.
 * in  until_ms  the first one, where nobody waits for it any more at this time; 0: any */
static struct pool_job *take_first(struct pool *pool, int64_t until_ms)
{
    const bool pieces = until_ms > 0 || may_begin_pieces(pool);
    struct pool_job *before = NULL, *taken = NULL;
    (void)pthread_mutex_lock(&pool->lock);
    struct pool_job *job = pool->first;
    for (; job && job->pieces && !pieces; job = job->next)
        before = job;
    if (job && (until_ms == 0 || job->until_ms <= until_ms))
        taken = take_behind(pool, before);
    (void)pthread_mutex_unlock(&pool->lock);
    return taken;
}

/* ---- is the database there? ---- */

static void set_ready(struct pool *pool, bool ready, const char *why)
{
    (void)pthread_mutex_lock(&pool->lock);
    const bool was = pool->ready;
    pool->ready = ready;
    pool->why = why;
    (void)pthread_mutex_unlock(&pool->lock);
    if (!ready || was)
        return;
    pool->said = (struct log_repeat){.said = false};
    LOG(LOG_INFO, "ready", log_str("database", "there"));
}

/* The words are said to anybody who asks; what the server said stands in the log. */
static const char *why_of(const struct outcome *outcome)
{
    if (outcome->lost)
        return "no answer of a worker: see the log";
    if (outcome->class == ERROR_OWN_SERVERS)
        return "the database is not there: see the log";
    return "the database or the configuration is not as it must be: see the log";
}

static void probe_done(void *context, struct outcome *outcome)
{
    struct pool *pool = context;
    const bool ready = outcome->code == EXIT_DONE;
    const int64_t now_ms = clock_monotonic_ms();
    pool->probing = false;
    pool->probe_ms = now_ms + (ready ? PROBE_MS : PROBE_AGAIN_MS);
    set_ready(pool, ready, why_of(outcome));
    if (!ready && log_repeat_due(&pool->said, text_of(&outcome->message), now_ms))
        LOG(LOG_WARNING, "waiting_for_servers", log_str("error", text_of(&outcome->message)));
}

static struct pool_job *take_probe(struct pool *pool)
{
    char word[] = WORKER_PROBE;
    char *const words[] = {word};
    const struct job job = {.words = words, .word_count = 1, .actor = "serve"};
    if (pool->probing || clock_monotonic_ms() < pool->probe_ms)
        return NULL;
    pool->probing = true;
    pool->probe_ms = clock_monotonic_ms();
    return pool_job_new(&job, probe_done, pool);
}

/* A probe that gets no worker, or no answer, tells enough. */
static void look_at_probe(struct pool *pool)
{
    if (clock_monotonic_ms() - pool->probe_ms > PROBE_LATE_MS)
        set_ready(pool, false, "the workers are held up: see the log");
}

bool pool_is_ready(struct pool *pool, struct text *ret_why)
{
    (void)pthread_mutex_lock(&pool->lock);
    const bool ready = pool->ready;
    if (!ready)
        text_add(ret_why, pool->why);
    (void)pthread_mutex_unlock(&pool->lock);
    return ready;
}

/* ---- workers ---- */

static void let_leave(struct pool *pool, struct pool_worker *worker)
{
    const pid_t pid = pool_worker_end(worker, pool->leavers.count < LEAVERS_MAX);
    if (pid > 0)
        leavers_add(&pool->leavers, pid);
    worker->again_ms = 0;
}

/* Its job, where it had one, is lost. */
static void drop(struct pool_worker *worker, int code, const char *message)
{
    struct pool_job *job = TAKE_PTR(worker->job);
    (void)pool_worker_end(worker, /* kindly= */ false);
    if (job)
        pool_job_lose(job, code, message);
}

static void staff(struct pool *pool, struct pool_worker *worker)
{
    const unsigned age = atomic_load(&pool->age);
    struct error err = {0};
    if (worker->pid && !worker->job && (worker->age != age || worker->done_count >= DONE_MAX))
        let_leave(pool, worker);
    if (!pool_worker_start(worker, pool->options.config_file, age, &err))
        LOG(LOG_ERROR, "worker_not_started", log_error_message(&err));
    if (!worker->pid || worker->job)
        return;
    struct pool_job *job = take_probe(pool);
    if (!job)
        job = take_first(pool, /* until_ms= */ 0);
    if (!job)
        return;
    job->until_ms = clock_monotonic_ms() + pool->options.request_ms;
    pool_worker_give(worker, job);
}

static void turn(struct pool *pool, struct pool_worker *worker)
{
    struct outcome outcome = {.code = EXIT_FAILED};
    if (!worker->pid)
        return;
    switch (pool_worker_turn(worker, &outcome)) {
    case POOL_NOTHING:
        break;
    case POOL_PIECE:
        worker->job->until_ms = clock_monotonic_ms() + pool->options.request_ms;
        break;
    case POOL_LEFT:
        drop(worker, EXIT_TRY_AGAIN, "nobody reads it any more");
        break;
    case POOL_ANSWER:
        if (outcome.class == ERROR_OWN_SERVERS && !pool->probing)
            pool->probe_ms = clock_monotonic_ms();
        pool_job_end(TAKE_PTR(worker->job), &outcome);
        return;
    case POOL_GONE:
        LOG(LOG_ERROR, "worker_died", log_int("pid", worker->pid),
            log_str("request", worker->job ? "lost" : "none"));
        losses_count(LOSS_WORKER_DIED);
        drop(worker, EXIT_FAILED, "the process that did it has died");
        break;
    }
    outcome_done(&outcome);
}

/* ---- time ---- */

static void expire(struct pool *pool)
{
    const int64_t now_ms = clock_monotonic_ms();
    struct pool_job *job = NULL;
    for (size_t i = 0; i < pool->options.workers; i++) {
        struct pool_worker *worker = &pool->workers[i];
        if (!worker->job || worker->job->until_ms > now_ms)
            continue;
        LOG(LOG_WARNING, "worker_killed", log_int("pid", worker->pid),
            log_int("after_ms", pool->options.request_ms));
        losses_count(LOSS_WORKER_TOO_LONG);
        drop(worker, EXIT_TRY_AGAIN, "it took too long, and was ended");
    }
    while ((job = take_first(pool, now_ms)))
        pool_job_lose(job, EXIT_TRY_AGAIN, "no worker was free in time");
}

static int time_to_wait(struct pool *pool)
{
    const int64_t now_ms = clock_monotonic_ms();
    int64_t until_ms = now_ms + TURN_MS;
    for (size_t i = 0; i < pool->options.workers; i++) {
        const struct pool_worker *worker = &pool->workers[i];
        const int64_t at_ms = worker->job    ? worker->job->until_ms
                              : !worker->pid ? worker->again_ms
                                             : until_ms;
        until_ms = at_ms < until_ms ? at_ms : until_ms;
    }
    return until_ms > now_ms ? (int)(until_ms - now_ms) : 0;
}

/* ---- the thread ---- */

static void wait_for_news(struct pool *pool)
{
    struct pollfd fds[WORKERS_MAX + 1] = {{.fd = pool->wake_fd, .events = POLLIN}};
    for (size_t i = 0; i < pool->options.workers; i++) {
        const struct pool_worker *worker = &pool->workers[i];
        fds[i + 1].fd = worker->pid && !worker->is_full ? worker->socket : -1;
        fds[i + 1].events = pool_worker_events(worker);
    }
    (void)poll(fds, pool->options.workers + 1, time_to_wait(pool)); /* else all are looked at */
    thread_wake_clear(pool->wake_fd);
}

static void end_all(struct pool *pool)
{
    struct pool_job *job = NULL;
    for (size_t i = 0; i < pool->options.workers; i++)
        if (pool->workers[i].job)
            drop(&pool->workers[i], EXIT_TRY_AGAIN, "the server stops");
        else
            let_leave(pool, &pool->workers[i]);
    while ((job = take_first(pool, /* until_ms= */ 0)))
        pool_job_lose(job, EXIT_TRY_AGAIN, "the server stops");
    leavers_end(&pool->leavers);
}

static void *run(void *argument)
{
    struct pool *pool = argument;
    while (!atomic_load(&pool->stopping)) {
        for (size_t i = 0; i < pool->options.workers; i++)
            staff(pool, &pool->workers[i]);
        wait_for_news(pool);
        for (size_t i = 0; i < pool->options.workers; i++)
            turn(pool, &pool->workers[i]);
        expire(pool);
        look_at_probe(pool);
        leavers_look(&pool->leavers);
        atomic_store(&pool->turned_ms, clock_monotonic_ms());
    }
    end_all(pool);
    return NULL;
}

void pool_start(const struct pool_options *options, struct pool **ret)
{
    struct pool *pool = mem_new(1, sizeof(*pool));
    pool->options = *options;
    if (pool->options.workers > WORKERS_MAX)
        pool->options.workers = WORKERS_MAX;
    pool->wake_fd = thread_wake_open();
    pool->why = "starting: the database was not asked yet";
    pool->probe_ms = clock_monotonic_ms();
    atomic_store(&pool->turned_ms, clock_monotonic_ms());
    (void)pthread_mutex_init(&pool->lock, NULL); /* cannot fail with these attributes */
    pool->thread = thread_start("pool", THREAD_STACK_PLAIN, run, pool);
    *ret = pool;
}

void pool_stop(struct pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock); /* so that nobody asks behind the last look */
    atomic_store(&pool->stopping, true);
    (void)pthread_mutex_unlock(&pool->lock);
    thread_wake(pool->wake_fd);
    (void)pthread_join(pool->thread, NULL);
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    if (pool->wake_fd >= 0)
        (void)close(pool->wake_fd); /* nothing is kept in it */
    (void)pthread_mutex_destroy(&pool->lock);
    mem_free(pool);
}

void pool_renew(struct pool *pool)
{
    (void)atomic_fetch_add(&pool->age, 1);
    thread_wake(pool->wake_fd);
}

int pool_wake_fd(const struct pool *pool)
{
    return pool->wake_fd;
}

int64_t pool_idle_ms(const struct pool *pool)
{
    return clock_monotonic_ms() - atomic_load(&pool->turned_ms);
}
