/* database_pool.c: a few connections for many threads, which wait while the database is away.
 *
 * A thread that has a seat (database_seats.c) opens its connection, outside of any lock. While the
 * database is away one thread probes: it alone tries again, after growing pauses. The others wait
 * until a thread gets an answer, so that an outage costs one try for each pause, and not one for
 * each thread. */
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
    struct database_options options; /* its strings are the two below */
    char *url, *application_name;
    struct database_seats seats; /* has a lock of its own, which may be taken while ours is held */

    pthread_mutex_t lock;   /* guards all that follows */
    pthread_cond_t changed; /* the database answered, the pool was stopped, or a probe has ended */
    bool stopped, probing, away_logged;
    struct backoff probe;          /* the pauses between probes; first_ms and max_ms never change */
    int64_t repeat_logged_ms;      /* monotonic; 0: never */
    _Atomic int64_t away_since_ms; /* monotonic; 0: it answers. Written under the lock only */
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
    pool->probe = (struct backoff){.first_ms = first_ms, .max_ms = reconnect_max_ms};
    (void)pthread_mutex_init(&pool->lock, NULL);
    thread_cond_init(&pool->changed);
    return pool;
}

void database_pool_free(struct database_pool *pool)
{
    if (!pool)
        return;
    database_seats_done(&pool->seats);
    (void)pthread_cond_destroy(&pool->changed);
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

/* A try that began at began_ms got an answer. If it began before the database went away, it tells
 * nothing about the present: its thread may only have been slow to report. */
static void answered(struct database_pool *pool, int64_t began_ms)
{
    if (!is_away(pool)) /* nearly always, so it is asked without the lock */
        return;
    (void)pthread_mutex_lock(&pool->lock);
    const int64_t since = atomic_load(&pool->away_since_ms);
    const bool back = since != 0 && began_ms >= since;
    const bool log = back && pool->away_logged;
    if (back) {
        atomic_store(&pool->away_since_ms, 0);
        pool->away_logged = false;
        pool->probe.tries = 0;
        (void)pthread_cond_broadcast(&pool->changed);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    if (log)
        LOG(LOG_INFO, "database_back", log_int("away_ms", clock_monotonic_ms() - since));
}

/* A try got no answer. It is logged only when a probe has failed, too: while a server stops, it
 * refuses some connections and still answers on others. */
static void went_away(struct database_pool *pool, bool probed, const struct error *why)
{
    (void)pthread_mutex_lock(&pool->lock);
    if (!is_away(pool))
        atomic_store(&pool->away_since_ms, clock_monotonic_ms());
    const bool log = probed && !pool->away_logged;
    if (log)
        pool->away_logged = true;
    if (pool->stopped)
        database_seats_dismiss(&pool->seats);
    (void)pthread_mutex_unlock(&pool->lock);
    if (log)
        LOG(LOG_WARNING, "database_away", log_error_class(why), log_error_message(why));
}

/* Wait until this thread may try: because the database answered another thread, or as the one that
 * probes, after its pause.
 * out  false: the pool was stopped
 *      ret_probing  this thread probes, and calls stop_probing when it has tried */
static bool wait_absent(struct database_pool *pool, bool *ret_probing)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->stopped && is_away(pool) && pool->probing)
        (void)pthread_cond_wait(&pool->changed, &pool->lock);
    *ret_probing = !pool->stopped && is_away(pool);
    if (*ret_probing) {
        pool->probing = true;
        const int64_t until = clock_monotonic_ms() + backoff_next_ms(&pool->probe);
        while (!pool->stopped && is_away(pool) && clock_monotonic_ms() < until)
            (void)thread_wait_until(&pool->changed, &pool->lock, until);
    }
    const bool stopped = pool->stopped;
    (void)pthread_mutex_unlock(&pool->lock);
    return !stopped;
}

static void stop_probing(struct database_pool *pool)
{
    (void)pthread_mutex_lock(&pool->lock);
    pool->probing = false;
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
}

/* Repeated statements are logged with at most one line a second. */
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

/* Wait because the database answers, but cannot do it now: a deadlock, a lock, a full disk. After
 * the stop only a failure that another transaction caused (class 40) is tried again, a few times,
 * because it passes soon.
 * out  false: the pool was stopped */
static bool wait_present(struct database_pool *pool, struct backoff *pause, const struct sql *what,
                         const struct error *why)
{
    const bool passes = strncmp(why->sqlstate, "40", 2) == 0 && pause->tries < 5;
    const int64_t until = clock_monotonic_ms() + backoff_next_ms(pause);
    if (may_log_repeat(pool))
        LOG(LOG_INFO, "database_repeat", log_str("statement", what->name), log_error_message(why));

    (void)pthread_mutex_lock(&pool->lock);
    while ((passes || !pool->stopped) && clock_monotonic_ms() < until)
        (void)thread_wait_until(&pool->changed, &pool->lock, until);
    const bool stopped = pool->stopped;
    (void)pthread_mutex_unlock(&pool->lock);
    return passes || !stopped;
}

/* ---- running ---- */

/* One statement of a thread, over as many tries as it takes. */
struct running {
    struct database_pool *pool;
    const struct sql_call *call;
    struct rows **ret;
    struct database *db; /* the connection of its seat; NULL: none is open */
    bool probing;        /* the next try is a probe */
};

/* The result of one try. */
enum outcome { DONE, FAILED, REPEAT_NOW, REPEAT_LATER, ABSENT };

/* Run the statement once. A connection that was used before and is found to be lost is replaced at
 * once: after a restart of the server all idle ones are lost, and this tells nothing about the
 * present. */
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

/* Run the statement once, and note what that tells about the database. */
static enum outcome try_and_tell(struct running *running, struct error *err)
{
    struct database_pool *pool = running->pool;
    const int64_t began_ms = clock_monotonic_ms();
    const enum outcome outcome = try_once(running, err);
    if (outcome == ABSENT)
        went_away(pool, running->probing, err);
    else if (outcome != REPEAT_NOW)
        answered(pool, began_ms);
    if (running->probing)
        stop_probing(pool);
    running->probing = false;
    return outcome;
}

static bool run_seated(struct running *running, struct error *err)
{
    struct database_pool *pool = running->pool;
    struct backoff pause = {.first_ms = pool->probe.first_ms, .max_ms = pool->probe.max_ms};
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
            go_on = wait_absent(pool, &running->probing);
            break;
        }
    }
    if (running->probing)
        stop_probing(pool);
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
    (void)pthread_cond_broadcast(&pool->changed);
    (void)pthread_mutex_unlock(&pool->lock);
}

int64_t database_pool_away_ms(const struct database_pool *pool)
{
    const int64_t since = atomic_load(&pool->away_since_ms);
    return since == 0 ? 0 : clock_monotonic_ms() - since + 1;
}
