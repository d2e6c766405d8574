/* database_pool.c: a few connections for many threads, which wait while the database is away or
 * refuses.
 *
 * A thread that has a seat (database_seats.c) opens its connection, outside of any lock, and keeps
 * the seat for one try. While the database is away one thread probes: it alone tries again, after
 * growing pauses. The others wait until a thread gets an answer, so that an outage costs one try
 * for each pause, and not one for each thread. A statement that is refused is repeated by its own
 * thread, because the statements of others may work. */
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
#define LASTS_MS 10000    /* what has failed for so long is said less often */
#define LOG_LASTING_MS 30000
#define PASSING_TRIES 5
#define LOOK_MS 1000 /* how often those that wait look whether they have waited long enough */

struct database_pool {
    struct database_options options; /* but for the URL */
    char *application_name;
    struct database_seats seats; /* has a lock of its own, which may be taken while ours is held */

    pthread_mutex_t lock;   /* guards all that follows */
    pthread_cond_t changed; /* the database answered, the pool was stopped, or a probe has ended */
    char *url;
    bool stopped, probing;
    struct backoff probe;                    /* its first_ms and max_ms never change */
    int64_t away_logged_ms;                  /* 0: not since it went away */
    int64_t repeat_logged_ms;                /* 0: never */
    int64_t refused_logged_ms;               /* 0: not since a statement was last refused */
    struct running *failing, **failing_last; /* those that wait, the longest first */
    /* Written under the lock, read without: */
    _Atomic int64_t away_since_ms;    /* 0: it answers */
    _Atomic int64_t failing_since_ms; /* of the first that waits; 0: none does */
};

/* One statement, or one transaction, that a thread brings to its end, over as many tries as it
 * takes. */
struct running {
    struct database_pool *pool;
    const struct sql_call *call; /* NULL: it is a transaction */
    struct rows **ret;
    const struct database_work *work;
    int64_t patience_ms;
    struct database *db; /* of its seat; NULL: none is open */
    bool probing;        /* the next try is a probe */
    struct backoff pause;
    /* guarded by the pool's lock: */
    int64_t since_ms; /* when it first failed; 0: it has not */
    struct running *next;
};

struct database_pool *database_pool_new(const struct database_options *options, size_t size,
                                        int64_t reconnect_max_ms)
{
    struct database_pool *pool = mem_new(1, sizeof *pool);
    pool->url = mem_text(options->url);
    pool->application_name = mem_text(options->application_name);
    pool->options = *options;
    pool->options.url = "";
    pool->options.application_name = pool->application_name;
    database_seats_init(&pool->seats, size);
    const int64_t first_ms =
        reconnect_max_ms < BACKOFF_FIRST_MS ? reconnect_max_ms : BACKOFF_FIRST_MS;
    pool->probe = (struct backoff){.first_ms = first_ms, .max_ms = reconnect_max_ms};
    pool->failing_last = &pool->failing;
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
    const bool log = back && pool->away_logged_ms != 0;
    if (back) {
        atomic_store(&pool->away_since_ms, 0);
        pool->away_logged_ms = 0;
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
    const int64_t now = clock_monotonic_ms();
    (void)pthread_mutex_lock(&pool->lock);
    if (!is_away(pool))
        atomic_store(&pool->away_since_ms, now);
    const bool log =
        probed && (pool->away_logged_ms == 0 || now - pool->away_logged_ms >= LOG_LASTING_MS);
    if (log)
        pool->away_logged_ms = now;
    if (pool->stopped)
        database_seats_dismiss(&pool->seats);
    (void)pthread_mutex_unlock(&pool->lock);
    if (log)
        LOG(LOG_WARNING, "database_away", log_error_class(why), log_error_message(why));
}

/* Has it waited longer than its caller wants? */
static bool gives_up(const struct running *running)
{
    return running->patience_ms != INT64_MAX &&
           database_pool_fails_ms(running->pool) >= running->patience_ms;
}

/* Wait until this thread may try: because the database answered another thread, or as the one that
 * probes, after its pause.
 * out  false: the pool was stopped
 *      running->probing  this thread probes, and calls stop_probing when it has tried */
static bool wait_absent(struct running *running)
{
    struct database_pool *pool = running->pool;
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->stopped && is_away(pool) && pool->probing && !gives_up(running))
        (void)thread_wait_until(&pool->changed, &pool->lock, clock_monotonic_ms() + LOOK_MS);
    running->probing = !pool->stopped && is_away(pool) && !pool->probing;
    if (running->probing) {
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

/* ---- statements that fail ---- */

static void show_first(struct database_pool *pool)
{
    atomic_store(&pool->failing_since_ms, pool->failing ? pool->failing->since_ms : 0);
}

/* Another transaction caused it (class 40), and so it passes. */
static bool passes(const struct running *running, const struct error *why)
{
    return strncmp(why->sqlstate, "40", 2) == 0 && running->pause.tries < PASSING_TRIES;
}

static void note_failing(struct running *running, const struct error *why)
{
    struct database_pool *pool = running->pool;
    if (running->since_ms != 0 || passes(running, why)) /* the thread's own, once it is set */
        return;
    (void)pthread_mutex_lock(&pool->lock);
    running->since_ms = clock_monotonic_ms();
    *pool->failing_last = running;
    pool->failing_last = &running->next;
    show_first(pool);
    (void)pthread_mutex_unlock(&pool->lock);
}

static void note_end(struct running *running)
{
    struct database_pool *pool = running->pool;
    if (running->since_ms == 0)
        return;
    (void)pthread_mutex_lock(&pool->lock);
    struct running **at = &pool->failing;
    while (*at != running)
        at = &(*at)->next;
    *at = running->next;
    if (!running->next)
        pool->failing_last = at;
    show_first(pool);
    const bool log = !pool->failing && pool->refused_logged_ms != 0;
    if (log)
        pool->refused_logged_ms = 0;
    (void)pthread_mutex_unlock(&pool->lock);
    if (log)
        LOG(LOG_INFO, "database_refuses_no_more",
            log_int("refused_ms", clock_monotonic_ms() - running->since_ms));
}

/* At most one line a second about repeated statements, and fewer when it lasts. */
static void log_repeated(struct database_pool *pool, const char *what, const struct error *why)
{
    const bool refused = why->class == ERROR_CONFIG;
    const int64_t now = clock_monotonic_ms();
    const int64_t pause_ms =
        database_pool_fails_ms(pool) < LASTS_MS ? LOG_PAUSE_MS : LOG_LASTING_MS;
    (void)pthread_mutex_lock(&pool->lock);
    const bool log = pool->repeat_logged_ms == 0 || now - pool->repeat_logged_ms >= pause_ms ||
                     (refused && pool->refused_logged_ms == 0);
    if (log)
        pool->repeat_logged_ms = now;
    if (log && refused)
        pool->refused_logged_ms = now;
    (void)pthread_mutex_unlock(&pool->lock);
    if (log && refused)
        LOG(LOG_WARNING, "database_refuses", log_str("statement", what), log_error_message(why));
    else if (log)
        LOG(LOG_INFO, "database_repeat", log_str("statement", what), log_error_message(why));
}

/* The database answers, but not now: a deadlock, a lock, a full disk, a right that is missing.
 * After stop only what passes is tried again.  false: the pool was stopped */
static bool wait_present(struct running *running, const struct error *why)
{
    struct database_pool *pool = running->pool;
    const bool again = passes(running, why);
    const int64_t until = clock_monotonic_ms() + backoff_next_ms(&running->pause);
    log_repeated(pool, running->call ? running->call->statement->name : running->work->name, why);

    (void)pthread_mutex_lock(&pool->lock);
    while ((again || !pool->stopped) && clock_monotonic_ms() < until)
        (void)thread_wait_until(&pool->changed, &pool->lock, until);
    const bool stopped = pool->stopped;
    (void)pthread_mutex_unlock(&pool->lock);
    return again || !stopped;
}

/* ---- running ---- */

/* What one try came to. */
enum outcome { DONE, FAILED, REPEAT_NOW, REPEAT_LATER, ABSENT };

static bool open_connection(struct running *running, struct error *err)
{
    struct database_pool *pool = running->pool;
    struct database_options options = pool->options;
    (void)pthread_mutex_lock(&pool->lock);
    CLEANUP(mem_free) char *url = mem_text(pool->url);
    (void)pthread_mutex_unlock(&pool->lock);
    options.url = url;
    return database_open(&options, &running->db, err);
}

static bool run_work(struct running *running, struct error *err)
{
    struct database *db = running->db;
    const struct database_work *work = running->work;
    const bool done =
        database_begin(db, err) && work->run(work->context, db, err) && database_commit(db, err);
    if (!done)
        database_rollback(db);
    return done;
}

static bool run_once(struct running *running, struct error *err)
{
    return running->call ? database_run(running->db, running->call, running->ret, err)
                         : run_work(running, err);
}

/* Run the statement once. A connection that was used before and is found to be lost is replaced at
 * once: after a restart of the server all idle ones are lost, and this tells nothing about the
 * present. */
static enum outcome try_once(struct running *running, struct error *err)
{
    const bool used = running->db != NULL;
    if ((used || open_connection(running, err)) && run_once(running, err))
        return DONE;
    if (err->class != ERROR_OWN_SERVERS && err->class != ERROR_CONFIG)
        return FAILED;
    if (running->db && database_alive(running->db))
        return REPEAT_LATER;
    /* A server that refuses, or is read-only, is there: others may have a connection that works. */
    const bool refused = err->class == ERROR_CONFIG || text_equal(err->sqlstate, "25006");
    database_close(running->db);
    running->db = NULL;
    return refused ? REPEAT_LATER : used ? REPEAT_NOW : ABSENT;
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

/* Is the statement to be tried again? Waits before it says so.  false: the pool was stopped, or the
 * caller's patience is over */
static bool wait_again(struct running *running, enum outcome outcome, struct error *err)
{
    note_failing(running, err);
    if (gives_up(running))
        return false;
    const bool stopped = !(outcome == ABSENT ? wait_absent(running) : wait_present(running, err));
    if (!stopped && !gives_up(running))
        return true;
    if (!stopped || err->class == ERROR_CONFIG)
        return false;
    err->class = ERROR_CANCELLED;
    return error_wrap(err, "stopped");
}

/* One try on a seat. */
static enum outcome try_seated(struct running *running, struct error *err)
{
    enum outcome outcome = REPEAT_NOW;
    if (!database_seat_take(&running->pool->seats, &running->db)) {
        (void)error_set(err, ERROR_CANCELLED, 0, "stopped: the database is away");
        return FAILED;
    }
    while (outcome == REPEAT_NOW)
        outcome = try_and_tell(running, err);
    database_seat_give(&running->pool->seats, running->db);
    running->db = NULL;
    return outcome;
}

static bool bring_to_end(struct running *running, struct error *err)
{
    running->pause = (struct backoff){.first_ms = running->pool->probe.first_ms,
                                      .max_ms = running->pool->probe.max_ms};
    enum outcome outcome = try_seated(running, err);
    while (outcome != DONE && outcome != FAILED)
        outcome = wait_again(running, outcome, err) ? try_seated(running, err) : FAILED;
    note_end(running);
    if (running->probing)
        stop_probing(running->pool);
    return outcome == DONE;
}

bool database_pool_run_within(struct database_pool *pool, int64_t patience_ms,
                              const struct sql_call *call, struct rows **ret, struct error *err)
{
    struct running running = {.pool = pool, .call = call, .ret = ret, .patience_ms = patience_ms};
    return bring_to_end(&running, err);
}

bool database_pool_work(struct database_pool *pool, int64_t patience_ms,
                        const struct database_work *work, struct error *err)
{
    struct running running = {.pool = pool, .work = work, .patience_ms = patience_ms};
    return bring_to_end(&running, err);
}

bool database_pool_run(struct database_pool *pool, const struct sql_call *call, struct rows **ret,
                       struct error *err)
{
    return database_pool_run_within(pool, INT64_MAX, call, ret, err);
}

void database_pool_set_url(struct database_pool *pool, const char *url)
{
    char *fresh = mem_text(url);
    (void)pthread_mutex_lock(&pool->lock);
    char *former = pool->url;
    pool->url = fresh;
    (void)pthread_mutex_unlock(&pool->lock);
    mem_free(former);
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

int64_t database_pool_fails_ms(const struct database_pool *pool)
{
    const int64_t since = atomic_load(&pool->failing_since_ms);
    return since == 0 ? 0 : clock_monotonic_ms() - since + 1;
}
