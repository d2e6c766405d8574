/* database_pool.c: few connections for many threads, and patience with an absent database.
 *
 * A seat is the right to one connection, handed over in the order in which threads came. Who has a
 * seat opens its connection, outside the lock. While the database is away only one thread knocks,
 * after growing pauses; the others wait until somebody was answered, so that an outage costs a try
 * a second and not one for each thread. */
#include "io/database_pool.h"

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define BACKOFF_FIRST_MS 50
#define LOG_PAUSE_MS 1000 /* between two lines about repeated statements */

enum waiting { WAITING, SEATED, SENT_AWAY };

/* One thread in the queue, on its own stack. */
struct waiter {
    struct waiter *next;
    pthread_cond_t wake;
    enum waiting state;
    struct database *db; /* the connection handed over; NULL: open one */
};

struct database_pool {
    struct database_options options; /* its strings are ours */
    char *url, *application_name;
    size_t size;

    pthread_mutex_t lock;  /* guards all that follows */
    pthread_cond_t turned; /* answered, stopped, or nobody knocks any more */
    struct waiter *first, *last;
    struct database **idle; /* connections of free seats; the last used is taken first */
    size_t idle_count;
    size_t free_seats;
    bool stopped;
    bool knocking;
    struct backoff knock;
    int64_t repeat_logged_ms;      /* 0: never */
    _Atomic int64_t away_since_ms; /* 0: it answers. Written under the lock, read without */
};

static void cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic); /* of these calls none fails on Linux */
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(cond, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
}

struct database_pool *database_pool_new(const struct database_options *options, size_t size,
                                        int64_t reconnect_max_ms)
{
    struct database_pool *pool = mem_new(1, sizeof *pool);
    pool->url = mem_text(options->url);
    pool->application_name = mem_text(options->application_name);
    pool->options = *options;
    pool->options.url = pool->url;
    pool->options.application_name = pool->application_name;
    pool->size = pool->free_seats = size;
    pool->idle = mem_new(size, sizeof(struct database *));
    const int64_t first_ms =
        reconnect_max_ms < BACKOFF_FIRST_MS ? reconnect_max_ms : BACKOFF_FIRST_MS;
    pool->knock = (struct backoff){.first_ms = first_ms, .max_ms = reconnect_max_ms};
    (void)pthread_mutex_init(&pool->lock, NULL);
    cond_init(&pool->turned);
    return pool;
}

void database_pool_free(struct database_pool *pool)
{
    if (!pool)
        return;
    if (pool->free_seats != pool->size)
        UNREACHABLE("a pool is freed while threads use it");
    for (size_t i = 0; i < pool->idle_count; i++)
        database_close(pool->idle[i]);
    (void)pthread_cond_destroy(&pool->turned);
    (void)pthread_mutex_destroy(&pool->lock);
    mem_free(pool->idle);
    mem_free(pool->url);
    mem_free(pool->application_name);
    mem_free(pool);
}

/* ---- seats ---- */

static bool is_away(const struct database_pool *pool)
{
    return atomic_load(&pool->away_since_ms) != 0;
}

/* in  pool locked. The seat is taken by the caller, or by nobody. */
static enum waiting queue_up(struct database_pool *pool, struct database **ret)
{
    if (pool->stopped && is_away(pool))
        return SENT_AWAY;
    struct waiter self = {.state = WAITING};
    cond_init(&self.wake);
    if (pool->last)
        pool->last->next = &self;
    else
        pool->first = &self;
    pool->last = &self;
    while (self.state == WAITING)
        (void)pthread_cond_wait(&self.wake, &pool->lock);
    (void)pthread_cond_destroy(&self.wake);
    *ret = self.db;
    return self.state;
}

/* in  pool locked, a waiter there */
static void call_first(struct database_pool *pool, enum waiting state, struct database *db)
{
    struct waiter *first = pool->first;
    pool->first = first->next;
    if (!pool->first)
        pool->last = NULL;
    first->state = state;
    first->db = db;
    (void)pthread_cond_signal(&first->wake);
}

/* Take a seat. out  ret  its connection, NULL when it has none yet */
static bool seat_take(struct database_pool *pool, struct database **ret, struct error *err)
{
    enum waiting state = SEATED;
    (void)pthread_mutex_lock(&pool->lock);
    if (pool->free_seats > 0) { /* then nobody waits */
        pool->free_seats--;
        *ret = pool->idle_count > 0 ? pool->idle[--pool->idle_count] : NULL;
    } else {
        state = queue_up(pool, ret);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return state == SEATED ||
           error_set(err, ERROR_CANCELLED, 0, "database: stopped while it was away");
}

static void seat_give(struct database_pool *pool, struct database *db)
{
    if (db && !database_alive(db)) {
        database_close(db);
        db = NULL;
    }
    (void)pthread_mutex_lock(&pool->lock);
    if (pool->first) {
        call_first(pool, SEATED, db);
    } else {
        pool->free_seats++;
        if (db)
            pool->idle[pool->idle_count++] = db;
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

/* ---- away and back ---- */

/* in  pool locked: after stop, nobody waits for an absent database */
static void send_all_away(struct database_pool *pool)
{
    while (pool->first)
        call_first(pool, SENT_AWAY, NULL);
}

static void answered(struct database_pool *pool)
{
    if (!is_away(pool)) /* the usual case, without the lock */
        return;
    (void)pthread_mutex_lock(&pool->lock);
    const int64_t since = atomic_exchange(&pool->away_since_ms, 0);
    pool->knock.tries = 0;
    (void)pthread_cond_broadcast(&pool->turned);
    (void)pthread_mutex_unlock(&pool->lock);
    if (since != 0)
        LOG(LOG_INFO, "database_back", log_int("away_ms", clock_monotonic_ms() - since));
}

static void went_away(struct database_pool *pool, const struct error *why)
{
    (void)pthread_mutex_lock(&pool->lock);
    const bool first = !is_away(pool);
    if (first)
        atomic_store(&pool->away_since_ms, clock_monotonic_ms());
    if (pool->stopped)
        send_all_away(pool);
    (void)pthread_mutex_unlock(&pool->lock);
    if (first)
        LOG(LOG_WARNING, "database_away", log_error_class(why), log_error_message(why));
}

/* in  pool locked. Wait on turned, or until a time of the monotonic clock. */
static void wait_turned(struct database_pool *pool, int64_t until_ms)
{
    const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                   .tv_nsec = (long)(until_ms % 1000 * 1000000)};
    (void)pthread_cond_timedwait(&pool->turned, &pool->lock, &until);
}

/* Wait until it is this thread's turn to try: as the one that knocks, after the pause, or because
 * the database answered somebody. out  ret_knocking  the caller says when it has tried
 * false: the pool was stopped */
static bool wait_absent(struct database_pool *pool, bool *ret_knocking)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->stopped && is_away(pool) && pool->knocking)
        (void)pthread_cond_wait(&pool->turned, &pool->lock);
    *ret_knocking = !pool->stopped && is_away(pool);
    if (*ret_knocking) {
        pool->knocking = true;
        const int64_t until = clock_monotonic_ms() + backoff_next_ms(&pool->knock);
        while (!pool->stopped && is_away(pool) && clock_monotonic_ms() < until)
            wait_turned(pool, until);
    }
    const bool stopped = pool->stopped;
    (void)pthread_mutex_unlock(&pool->lock);
    return !stopped;
}

static void stop_knocking(struct database_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->knocking = false;
    (void)pthread_cond_broadcast(&pool->turned);
    (void)pthread_mutex_unlock(&pool->lock);
}

/* At most one line a second about repeated statements. */
static bool may_log_repeat(struct database_pool *pool)
{
    const int64_t now = clock_monotonic_ms();
    (void)pthread_mutex_lock(&pool->lock);
    const bool may = pool->repeat_logged_ms == 0 || now - pool->repeat_logged_ms >= LOG_PAUSE_MS;
    if (may)
        pool->repeat_logged_ms = now;
    (void)pthread_mutex_unlock(&pool->lock);
    return may;
}

/* The database answers, but not now: a deadlock, a lock, a full disk. After stop only what another
 * transaction caused (class 40) is tried again, a few times: it passes.
 * false: the pool was stopped */
static bool wait_present(struct database_pool *pool, struct backoff *pause, const struct sql *what,
                         const struct error *why)
{
    const bool passes = strncmp(why->sqlstate, "40", 2) == 0 && pause->tries < 5;
    const int64_t until = clock_monotonic_ms() + backoff_next_ms(pause);
    if (may_log_repeat(pool))
        LOG(LOG_INFO, "database_repeat", log_str("statement", what->name), log_error_message(why));

    (void)pthread_mutex_lock(&pool->lock);
    while ((passes || !pool->stopped) && clock_monotonic_ms() < until)
        wait_turned(pool, until);
    const bool stopped = pool->stopped;
    (void)pthread_mutex_unlock(&pool->lock);
    return passes || !stopped;
}

/* ---- running ---- */

/* What one try came to. */
enum outcome { DONE, REPEAT_NOW, REPEAT_LATER, ABSENT };

/* Run the statement once. A connection that had served before and is found lost is replaced at
 * once: after a restart every idle one is like that, and it says nothing about now. */
static enum outcome try_once(struct database_pool *pool, struct database **db,
                             const struct sql *statement, const struct sql_param *params,
                             size_t count, struct rows **ret, bool *good, struct error *err)
{
    const bool used = *db != NULL;
    *good = used || database_open(&pool->options, db, err);
    *good = *good && database_run(*db, statement, params, count, ret, err);
    if (*good || err->class != ERROR_OWN_SERVERS)
        return DONE;
    if (*db && database_alive(*db))
        return REPEAT_LATER;
    const bool read_only = text_equal(err->sqlstate, "25006");
    database_close(*db);
    *db = NULL;
    return read_only ? REPEAT_LATER : used ? REPEAT_NOW : ABSENT;
}

static bool run_seated(struct database_pool *pool, struct database **db,
                       const struct sql *statement, const struct sql_param *params, size_t count,
                       struct rows **ret, struct error *err)
{
    struct backoff pause = {.first_ms = pool->knock.first_ms, .max_ms = pool->knock.max_ms};
    bool good = false, knocking = false, go_on = true;
    while (go_on) {
        const enum outcome outcome = try_once(pool, db, statement, params, count, ret, &good, err);
        if (outcome == ABSENT)
            went_away(pool, err);
        else if (outcome != REPEAT_NOW)
            answered(pool);
        if (knocking && outcome != REPEAT_NOW) {
            stop_knocking(pool);
            knocking = false;
        }
        switch (outcome) {
        case DONE:
            return good;
        case REPEAT_NOW:
            break;
        case REPEAT_LATER:
            go_on = wait_present(pool, &pause, statement, err);
            break;
        case ABSENT:
            go_on = wait_absent(pool, &knocking);
            break;
        }
    }
    if (knocking)
        stop_knocking(pool);
    err->class = ERROR_CANCELLED;
    return error_wrap(err, "stopped");
}

bool database_pool_run(struct database_pool *pool, const struct sql *statement,
                       const struct sql_param *params, size_t count, struct rows **ret,
                       struct error *err)
{
    struct database *db = NULL;
    if (!seat_take(pool, &db, err))
        return false;
    const bool good = run_seated(pool, &db, statement, params, count, ret, err);
    seat_give(pool, db);
    return good;
}

void database_pool_stop(struct database_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->stopped = true;
    if (is_away(pool))
        send_all_away(pool);
    (void)pthread_cond_broadcast(&pool->turned);
    (void)pthread_mutex_unlock(&pool->lock);
}

int64_t database_pool_away_ms(const struct database_pool *pool)
{
    const int64_t since = atomic_load(&pool->away_since_ms);
    return since == 0 ? 0 : clock_monotonic_ms() - since + 1;
}
