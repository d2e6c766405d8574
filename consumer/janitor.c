/* janitor.c: writes the heartbeat, takes months over, gives back claims that are forgotten, and
 * does its part of the upkeep of the fleet.
 *
 * A process is dead when its lock is free and its heartbeat does not change, or when its heartbeat
 * has not changed for very long. The database tells whether the lock is free; the heartbeat is
 * watched with our own monotonic clock. In the first seconds of its own session a janitor takes
 * nothing over, so that after a restart of the database the whole fleet does not look dead. */
#include "janitor.h"

#include "announcer.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "enrich/upkeep_isbns.h"
#include "heartbeats.h"
#include "intake/intake.h"
#include "intake/worker.h"
#include "io/metrics.h"
#include "io/provider_metrics.h"
#include "shared/lease.h"
#include "sql.h"
#include "upkeep/relay_thread.h"
#include "upkeep/upkeep.h"

#define DEPTH_WAIT_MS 5000 /* until a question for a depth counts as lost */

struct janitor {
    struct consumer *consumer;
    struct process *process;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;                /* guarded by lock */
    struct heartbeats heartbeats; /* of the owners of months */
    bool times_mended;            /* mend_times has run */
    struct log_repeat away;
    bool others_work;         /* other processes own months */
    struct process_told told; /* by the last heartbeat */
    struct upkeep_host host;
    struct upkeep *upkeep;
    struct announcer announcer;
    struct claim_holders holders;
    uint64_t alarm_ticket, letters_ticket; /* of the questions for depths; 0: they are not asked */
    int64_t alarm_asked_ms;                /* monotonic */
    atomic_int_fast64_t beat_ms; /* monotonic, when the database took the last heartbeat */
};

/* ---- months of dead processes ---- */

struct silent_owners {
    struct sql_array owner, heartbeat, frozen;
    bool any; /* there is one, or a process that has left still owns months */
};

static void silent_owners_done(struct silent_owners *silent)
{
    sql_array_done(&silent->owner);
    sql_array_done(&silent->heartbeat);
    sql_array_done(&silent->frozen);
}
CLEANUP_STRUCT(struct silent_owners, silent_owners_done)

static int64_t own_id(const struct janitor *janitor)
{
    return atomic_load(&janitor->consumer->process_id);
}

/* Find the owners of months whose heartbeat has not changed for janitor.takeover_ms. */
static bool watch_owners(struct janitor *janitor, struct silent_owners *ret, struct error *err)
{
    const struct config *config = janitor->consumer->config;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(process_session(janitor->process), &sql_janitor_owners, &rows, err,
                      sql_int(own_id(janitor))))
        return error_wrap(err, "watching the owners of months");
    janitor->others_work = rows_count(rows) > 0;
    const int64_t between_ms = config->janitor_heartbeat_ms > config->janitor_sweep_ms
                                   ? config->janitor_heartbeat_ms
                                   : config->janitor_sweep_ms;
    heartbeats_look(&janitor->heartbeats, clock_monotonic_ms(), 2 * between_ms);
    for (size_t i = 0; i < rows_count(rows); i++) {
        const int64_t owner = row_int(rows, i, JANITOR_OWNERS_OWNER);
        const int64_t heartbeat = row_int(rows, i, JANITOR_OWNERS_HEARTBEAT);
        const int64_t still_ms = heartbeats_see(&janitor->heartbeats, owner, heartbeat);
        ret->any = ret->any || row_bool(rows, i, JANITOR_OWNERS_STOPPED);
        if (still_ms < config->janitor_takeover_ms)
            continue;
        ret->any = true;
        sql_array_add_int(&ret->owner, owner);
        sql_array_add_int(&ret->heartbeat, heartbeat);
        sql_array_add(&ret->frozen, still_ms >= config->janitor_frozen_ms ? "t" : "f");
    }
    return true;
}

static bool take_over(struct janitor *janitor, struct error *err)
{
    const struct config *config = janitor->consumer->config;
    CLEANUP(silent_owners_done) struct silent_owners silent = {.any = false};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!watch_owners(janitor, &silent, err))
        return false;
    if (!silent.any || process_session_ms(janitor->process) < config->janitor_grace_ms)
        return true;
    if (!DATABASE_RUN(process_session(janitor->process), &sql_janitor_take_over, &rows, err,
                      sql_int(own_id(janitor)), sql_int(config->crash_max),
                      sql_text(sql_array_text(&silent.owner)),
                      sql_text(sql_array_text(&silent.heartbeat)),
                      sql_text(sql_array_text(&silent.frozen))))
        return error_wrap(err, "taking over");
    const struct gone_owners gone = {.owners = sql_array_text(&silent.owner),
                                     .heartbeats = sql_array_text(&silent.heartbeat),
                                     .frozen = sql_array_text(&silent.frozen)};
    if (!isbns_take_over(process_session(janitor->process), own_id(janitor), config->crash_max,
                         &gone, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct month month = {(int)row_int(rows, i, JANITOR_TAKE_OVER_YEAR),
                              (int)row_int(rows, i, JANITOR_TAKE_OVER_MONTH)};
        metrics_add(METRIC_TAKEOVERS, 1);
        LOG(LOG_WARNING, "month_taken_over", log_str("month", month_text(month).text),
            log_str("job", row_text(rows, i, JANITOR_TAKE_OVER_JOB_ID)),
            log_str("status", row_text(rows, i, JANITOR_TAKE_OVER_STATUS)),
            log_int("crash_count", row_int(rows, i, JANITOR_TAKE_OVER_CRASH_COUNT)),
            log_int("owner", row_int(rows, i, JANITOR_TAKE_OVER_OWNER)));
    }
    if (rows_count(rows) > 0)
        relay_thread_wake(janitor->consumer->relay_thread);
    return true;
}

/* ---- claims of this process that no worker knows of ---- */

/* Who has taken no ISBN since none was found is spared the question. */
static bool release_forgotten_isbns(struct janitor *janitor, struct error *err)
{
    atomic_bool *claimed = &janitor->consumer->isbns_claimed;
    bool any = true;
    if (!atomic_exchange(claimed, false))
        return true;
    const bool ok = isbns_release_forgotten(process_session(janitor->process), own_id(janitor),
                                            &janitor->holders, &any, err);
    if (any) /* or it is not known */
        atomic_store(claimed, true);
    return ok;
}

static bool release_forgotten(struct janitor *janitor, struct error *err)
{
    struct database *db = process_session(janitor->process);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_janitor_own_claims, &rows, err, sql_int(own_id(janitor))))
        return error_wrap(err, "reading own claims");
    /* Workers are asked after the rows are read, because a worker has its token before its row. */
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct month month = {(int)row_int(rows, i, JANITOR_OWN_CLAIMS_YEAR),
                              (int)row_int(rows, i, JANITOR_OWN_CLAIMS_MONTH)};
        if (workers_hold(janitor->consumer, row_text(rows, i, JANITOR_OWN_CLAIMS_CLAIM_TOKEN)))
            continue;
        CLEANUP(rows_free) struct rows *released = NULL;
        if (!DATABASE_RUN(db, &sql_janitor_release, &released, err, sql_int(month.year),
                          sql_int(month.month),
                          sql_text(row_text(rows, i, JANITOR_OWN_CLAIMS_CLAIM_TOKEN))))
            return error_wrap(err, "releasing %s", month_text(month).text);
        /* Otherwise its worker has completed the month meanwhile, or given it up. */
        if (rows_affected(released) > 0)
            LOG(LOG_WARNING, "claim_released", log_str("month", month_text(month).text));
    }
    return release_forgotten_isbns(janitor, err);
}

/* This process has entered the fleet again with another id, which the claims of its workers get
 * now. */
static bool adopt_claims(struct janitor *janitor, int64_t former, struct error *err)
{
    struct database *db = process_session(janitor->process);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_janitor_own_claims, &rows, err, sql_int(former)))
        return error_wrap(err, "reading former claims");
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *token = row_text(rows, i, JANITOR_OWN_CLAIMS_CLAIM_TOKEN);
        if (workers_hold(janitor->consumer, token) &&
            !DATABASE_RUN(db, &sql_janitor_adopt, NULL, err,
                          sql_int(row_int(rows, i, JANITOR_OWN_CLAIMS_YEAR)),
                          sql_int(row_int(rows, i, JANITOR_OWN_CLAIMS_MONTH)), sql_text(token),
                          sql_int(own_id(janitor))))
            return error_wrap(err, "adopting former claims");
    }
    return isbns_adopt(db, former, own_id(janitor), &janitor->holders, err);
}

static bool is_held(void *context, const char *claim_token)
{
    const struct janitor *janitor = context;
    return workers_hold(janitor->consumer, claim_token);
}

/* ---- what the upkeep of the fleet asks this process ---- */

static void wake_relay(void *context)
{
    const struct janitor *janitor = context;
    relay_thread_wake(janitor->consumer->relay_thread);
}

/* The question is asked at one heartbeat, and answered by the next. */
static bool read_depths(void *context, struct alarm_depths *ret)
{
    struct janitor *janitor = context;
    const struct work_queue *queues = janitor->consumer->queues;
    struct intake *months = queues[QUEUE_BACKFILL].intake;
    struct intake *intake = months ? months : queues[QUEUE_ENRICHMENT].intake;
    uint32_t depth = 0;
    int64_t letters = -1;
    if (!janitor->alarm_ticket && intake_connected(intake)) {
        janitor->alarm_ticket = intake_ask_depth(intake);
        janitor->letters_ticket = intake_ask_letters(intake);
        janitor->alarm_asked_ms = clock_monotonic_ms();
        return false;
    }
    const bool asked = janitor->alarm_ticket != 0;
    const bool of_work = asked && intake_depth(intake, janitor->alarm_ticket, &depth);
    const bool of_letters = asked && intake_letters(intake, janitor->letters_ticket, &letters);
    if (asked && !(of_work && of_letters) &&
        clock_monotonic_ms() - janitor->alarm_asked_ms < DEPTH_WAIT_MS)
        return false;
    janitor->alarm_ticket = janitor->letters_ticket = 0;
    ret->queue = of_work && months ? (int64_t)depth : -1;
    ret->letters = letters;
    return true;
}

/* ---- the thread ---- */

/* Mend times that lie too far in the future, when the database's clock was set back, and once at
 * first, because it may have been set back while no process ran. */
static bool mend_times(struct janitor *janitor, bool clock_set_back, struct error *err)
{
    if (!clock_set_back && janitor->times_mended)
        return true;
    if (clock_set_back)
        LOG(LOG_WARNING, "database_clock_set_back",
            log_int("process", process_id(janitor->process)));
    janitor->times_mended =
        DATABASE_RUN0(process_session(janitor->process), &sql_janitor_set_back, NULL, err);
    return janitor->times_mended || error_wrap(err, "mending times");
}

static bool beat(struct janitor *janitor, struct error *err)
{
    struct consumer *consumer = janitor->consumer;
    struct process_told told = {.paused = false};
    struct lease_renewal renewal = {.begun_ms = clock_boot_ms()};
    if (!process_beat(janitor->process, &told, err))
        return false;
    renewal.ended_ms = clock_boot_ms();
    renewal.moment_ms = told.moment_ms;
    lease_renew(consumer->lease, &renewal);
    atomic_store(&janitor->beat_ms, clock_monotonic_ms());
    const int id = process_id(janitor->process);
    const int former = atomic_exchange(&consumer->process_id, id);
    if (former != id)
        lease_break(consumer->lease, renewal.ended_ms); /* the other may have given them back */
    if (former != id && !adopt_claims(janitor, former, err))
        return false;
    if (atomic_exchange(&consumer->paused, told.paused) != told.paused)
        LOG(LOG_WARNING, told.paused ? "paused" : "resumed", log_str("by", "control"));
    janitor->told = told;
    provider_metrics_set_closed(told.closed);
    if (!mend_times(janitor, told.clock_set_back, err))
        return false;
    metrics_set(METRIC_DATABASE_CONNECTED, 1);
    janitor->away = (struct log_repeat){.said = false};
    return true;
}

static bool sweep(struct janitor *janitor, bool beat_due, struct error *err)
{
    if ((beat_due || !process_session(janitor->process)) && !beat(janitor, err))
        return false;
    /* Between two heartbeats only the owners of months are watched, while there are others. */
    if (!beat_due)
        return !janitor->others_work || take_over(janitor, err);
    return take_over(janitor, err) && release_forgotten(janitor, err) &&
           announcer_turn(&janitor->announcer, process_session(janitor->process), err) &&
           upkeep_turn(janitor->upkeep, &janitor->told, process_session(janitor->process), err);
}

static void report(struct janitor *janitor, const struct error *err)
{
    metrics_set(METRIC_DATABASE_CONNECTED, 0);
    if (log_repeat_due(&janitor->away, err->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "janitor_stopped", log_error_class(err), log_error_message(err));
}

/* Wait for the next sweep. false: the thread must stop. */
static bool wait_sweep(struct janitor *janitor, int64_t ms)
{
    const int64_t until_ms = clock_monotonic_ms() + ms;
    (void)pthread_mutex_lock(&janitor->lock);
    while (!janitor->stopping && thread_wait_until(&janitor->wake, &janitor->lock, until_ms))
        continue;
    bool go_on = !janitor->stopping;
    (void)pthread_mutex_unlock(&janitor->lock);
    return go_on;
}

static void *keep_sweeping(void *argument)
{
    struct janitor *janitor = argument;
    const struct config *config = janitor->consumer->config;
    int64_t beat_at = 0;
    do {
        struct error err = {0};
        int64_t now = clock_monotonic_ms();
        bool beat_due = now >= beat_at;
        if (beat_due)
            beat_at = now + config->janitor_heartbeat_ms;
        if (!sweep(janitor, beat_due, &err))
            report(janitor, &err);
    } while (wait_sweep(janitor, config->janitor_sweep_ms));
    return NULL;
}

struct janitor *janitor_start(struct consumer *consumer, struct process *process)
{
    struct janitor *janitor = mem_new(1, sizeof(*janitor));
    janitor->consumer = consumer;
    janitor->process = process;
    janitor->announcer.consumer = consumer;
    janitor->holders = (struct claim_holders){.hold = is_held, .context = janitor};
    thread_cond_init(&janitor->wake);
    (void)pthread_mutex_init(&janitor->lock, NULL);
    atomic_store(&janitor->beat_ms, clock_monotonic_ms());
    consumer->janitor = janitor;
    janitor->host = (struct upkeep_host){
        .config = consumer->config, .context = janitor, .wrote = wake_relay, .depths = read_depths};
    janitor->upkeep = upkeep_start(&janitor->host);
    for (size_t i = 0; i < consumer->services.count; i++)
        if (!consumer->services.items[i].local)
            provider_metrics_list(consumer->services.items[i].name);
    janitor->thread = thread_start("janitor", THREAD_STACK_PLAIN, keep_sweeping, janitor);
    return janitor;
}

void janitor_stop(struct janitor *janitor, const struct error *because)
{
    if (!janitor)
        return;
    (void)pthread_mutex_lock(&janitor->lock);
    janitor->stopping = true;
    (void)pthread_cond_signal(&janitor->wake);
    (void)pthread_mutex_unlock(&janitor->lock);
    (void)pthread_join(janitor->thread, NULL);
    upkeep_stop(janitor->upkeep, process_session(janitor->process));
    process_leave(janitor->process, because);
    heartbeats_done(&janitor->heartbeats);
    (void)pthread_cond_destroy(&janitor->wake);
    (void)pthread_mutex_destroy(&janitor->lock);
    mem_free(janitor);
}

int64_t janitor_beat_age_ms(const struct janitor *janitor)
{
    return clock_monotonic_ms() - atomic_load(&janitor->beat_ms);
}
