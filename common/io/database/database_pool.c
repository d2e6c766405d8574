/* database_pool.c: few connections for many threads, and patience with an absent database.
 *
 * Who has a seat (database_seats.c) opens its connection, outside of any lock. While the database
 * is away only one thread knocks, after growing pauses; the others wait until somebody was
 * answered, so that an outage costs a try a second and not one for each thread. */
#include "io/database/database_pool.h"

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "io/database/database_seats.h"

#include <stdatomic.h>
#include <string.h>

#define BACKOFF_FIRST_MS 50
#define LOG_PAUSE_MS 1000 /* between two lines about repeated statements */

struct database_pool {
    struct database_options options; /* its strings are ours */
    char *url, *application_name;
    struct database_seats seats; /* with a lock of its own, taken inside of ours */

    pthread_mutex_t lock;  /* guards all that follows */
    pthread_cond_t turned; /* answered, stopped, or nobody knocks any more */
    bool stopped, knocking, away_logged;
    struct backoff knock;          /* its first_ms and max_ms never change */
    int64_t repeat_logged_ms;      /* 0: never */
    _Atomic int64_t away_since_ms; /* 0: it answers. Written under the lock, read without */
};

struct database_pool *database_pool_new(const struct database_options *options, size_t size,
                                        int64_t reconnect_max_ms)
{
    struct database_pool *pool = mem_new(1, sizeof *pool);
    pool->url = mem_text(options->url);
    pool->application_name = mem_text(options->application_name);
    pool->options = *options;
    pool->options.url = pool->url;
    pool->options.application_name = pool->application_name;
    database_seats_init(&pool->seats, size);
    const int64_t first_ms =
        reconnect_max_ms < BACKOFF_FIRST_MS ? reconnect_max_ms : BACKOFF_FIRST_MS;
    pool->knock = (struct backoff){.first_ms = first_ms, .max_ms = reconnect_max_ms};
    (void)pthread_mutex_init(&pool->lock, NULL);
    thread_cond_init(&pool->turned);
    return pool;
}

void database_pool_free(struct database_pool *pool)
{
    if (!pool)
        return;
    database_seats_done(&pool->seats);
    (void)pthread_cond_destroy(&pool->turned);
    (void)pthread_mutex_destroy(&pool->lock);
    mem_free(pool->url);
    mem_free(pool->application_name);
    mem_free(pool);
}

/* ---- away and back ---- */

static bool is_away(const struct database_pool *pool)
{
    return atomic_load(&pool->away_since_ms) != 0;
}

/* Somebody was answered, in a try begun at began_ms. One begun before the database went says
 * nothing about now: its thread may only have been slow to tell. */
static void answered(struct database_pool *pool, int64_t began_ms)
{
    if (!is_away(pool)) /* the usual case, without the lock */
        return;
    (void)pthread_mutex_lock(&pool->lock);
    const int64_t since = atomic_load(&pool->away_since_ms);
    const bool back = since != 0 && began_ms >= since;
    const bool log = back && pool->away_logged;
    if (back) {
        atomic_store(&pool->away_since_ms, 0);
        pool->away_logged = false;
        pool->knock.tries = 0;
        (void)pthread_cond_broadcast(&pool->turned);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    if (log)
        LOG(LOG_INFO, "database_back", log_int("away_ms", clock_monotonic_ms() - since));
}

/* Nobody answered. It is worth a line when knocking did not help either: while a server stops, some
 * of its connections still answer when others are refused already. */
static void went_away(struct database_pool *pool, bool knocked, const struct error *why)
{
    (void)pthread_mutex_lock(&pool->lock);
    if (!is_away(pool))
        atomic_store(&pool->away_since_ms, clock_monotonic_ms());
    const bool log = knocked && !pool->away_logged;
    if (log)
        pool->away_logged = true;
    if (pool->stopped)
        database_seats_dismiss(&pool->seats);
    (void)pthread_mutex_unlock(&pool->lock);
    if (log)
        LOG(LOG_WARNING, "database_away", log_error_class(why), log_error_message(why));
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
            (void)thread_wait_until(&pool->turned, &pool->lock, until);
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
        (void)thread_wait_until(&pool->turned, &pool->lock, until);
    const bool stopped = pool->stopped;
    (void)pthread_mutex_unlock(&pool->lock);
    return passes || !stopped;
}

/* ---- running ---- */

/* One statement that a thread brings to its end, over as many tries as it takes. */
struct running {
    struct database_pool *pool;
    const struct sql_call *call;
    struct rows **ret;
    struct database *db; /* of its seat; NULL: none is open */
    bool knocking;       /* the next try is the knock */
};

/* What one try came to. */
enum outcome { DONE, FAILED, REPEAT_NOW, REPEAT_LATER, ABSENT };

/* Run the statement once. A connection that had served before and is found lost is replaced at
 * once: after a restart every idle one is like that, and it says nothing about now. */
static enum outcome try_once(struct running *running, struct error *err)
{
    const bool used = running->db != NULL;
    if ((used || database_open(&running->pool->options, &running->db, err)) &&
        database_run(running->db, running->call, running->ret, err))
        return DONE;
    if (err->class != ERROR_OWN_SERVERS)
        return FAILED;
    if (running->db && database_alive(running->db))
        return REPEAT_LATER;
    const bool read_only = text_equal(err->sqlstate, "25006");
    database_close(running->db);
    running->db = NULL;
    return read_only ? REPEAT_LATER : used ? REPEAT_NOW : ABSENT;
}

/* One try, and what it says about the database. */
static enum outcome try_and_tell(struct running *running, struct error *err)
{
    struct database_pool *pool = running->pool;
    const int64_t began_ms = clock_monotonic_ms();
    const enum outcome outcome = try_once(running, err);
    if (outcome == ABSENT)
        went_away(pool, running->knocking, err);
    else if (outcome != REPEAT_NOW)
        answered(pool, began_ms);
    if (running->knocking)
        stop_knocking(pool);
    running->knocking = false;
    return outcome;
}

static bool run_seated(struct running *running, struct error *err)
{
    struct database_pool *pool = running->pool;
    struct backoff pause = {.first_ms = pool->knock.first_ms, .max_ms = pool->knock.max_ms};
    bool go_on = true;
    while (go_on) {
        switch (try_and_tell(running, err)) {
        case DONE:
            return true;
        case FAILED:
            return false;
        case REPEAT_NOW:
            break;
        case REPEAT_LATER:
            go_on = wait_present(pool, &pause, running->call->statement, err);
            break;
        case ABSENT:
            go_on = wait_absent(pool, &running->knocking);
            break;
        }
    }
    if (running->knocking)
        stop_knocking(pool);
    err->class = ERROR_CANCELLED;
    return error_wrap(err, "stopped");
}

bool database_pool_run(struct database_pool *pool, const struct sql_call *call, struct rows **ret,
                       struct error *err)
{
    struct running running = {.pool = pool, .call = call, .ret = ret};
    if (!database_seat_take(&pool->seats, &running.db))
        return error_set(err, ERROR_CANCELLED, 0, "stopped: the database is away");
    const bool good = run_seated(&running, err);
    database_seat_give(&pool->seats, running.db);
    return good;
}

void database_pool_stop(struct database_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->stopped = true;
    if (is_away(pool))
        database_seats_dismiss(&pool->seats);
    (void)pthread_cond_broadcast(&pool->turned);
    (void)pthread_mutex_unlock(&pool->lock);
}

int64_t database_pool_away_ms(const struct database_pool *pool)
{
    const int64_t since = atomic_load(&pool->away_since_ms);
    return since == 0 ? 0 : clock_monotonic_ms() - since + 1;
}
