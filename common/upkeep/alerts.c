/* alerts.c: each step is one statement. A claim holds for longer than a sending can take; a process
 * that dies with one leaves it to be said again by another. So everything is said at least once,
 * and twice only after such a death. */
#include "upkeep/alerts.h"

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "io/metrics.h"
#include "model/alarm_limits.h"
#include "sql.h"
#include "upkeep/alert_thread.h"

#define PAUSE_MS 30000     /* after what the database has refused */
#define CLAIM_MORE_MS 5000 /* beyond two timeouts: a command that does not end, and the database */
#define GRACE_MS 2000 /* for what is being sent when the process stops: else it is said twice */

enum { PING = ALERT_WAYS, SENDERS };

struct alerts {
    const struct upkeep_host *host;
    struct alert_thread *threads[SENDERS]; /* of each way, and of pings; NULL: not configured */
    struct sql_array ways;                 /* that are configured */
    struct log_repeat ping_failed;
    struct log_repeat refused; /* what the database refuses of this, though it works */
    int64_t pause_ms;          /* monotonic; nothing is tried before */
};

struct alerts *alerts_start(const struct upkeep_host *host)
{
    struct alerts *alerts = mem_new(1, sizeof(*alerts));
    alerts->host = host;
    for (enum alert_way way = 0; way < ALERT_WAYS; way++)
        if (alert_way_is_set(host->config, way)) {
            sql_array_add(&alerts->ways, alert_way_name(way));
            alerts->threads[way] = alert_thread_start(host->config);
        }
    if (*host->config->alert_heartbeat_url)
        alerts->threads[PING] = alert_thread_start(host->config);
    return alerts;
}

/* ---- looking ---- */

static void log_event(const struct rows *rows, size_t i)
{
    const bool is_over = text_equal(row_text(rows, i, ALARMS_OBSERVE_EVENT), "over");
    const bool is_critical = text_equal(row_text(rows, i, ALARMS_OBSERVE_SEVERITY), "critical");
    LOG(is_over       ? LOG_INFO
        : is_critical ? LOG_ERROR
                      : LOG_WARNING,
        is_over ? "alarm_over" : "alarm_fired",
        log_str("alarm", row_text(rows, i, ALARMS_OBSERVE_NAME)),
        log_str("subject", row_text(rows, i, ALARMS_OBSERVE_SUBJECT)),
        log_str("severity", row_text(rows, i, ALARMS_OBSERVE_SEVERITY)),
        log_str("summary", row_text(rows, i, ALARMS_OBSERVE_SUMMARY)),
        log_int("seconds", row_int(rows, i, ALARMS_OBSERVE_SECONDS)));
}

static bool observe(struct alerts *alerts, const struct alarm_depths *depths, struct database *db,
                    struct error *err)
{
    const struct config *config = alerts->host->config;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(text_done) struct text limits = {0};
    alarm_limits(config, depths, &limits);
    if (!DATABASE_RUN(db, &sql_alarms_observe, &rows, err, sql_text(text_of(&limits)),
                      sql_text(sql_array_text(&alerts->ways)),
                      sql_int(config->alert_for_seconds * 1000),
                      sql_int(config->alert_every_seconds * 1000),
                      sql_int(config->alert_remind_hours * 3600000)))
        return error_wrap(err, "looking for alarms");
    for (size_t i = 0; i < rows_count(rows); i++)
        log_event(rows, i);
    return true;
}

/* Look, with the depths of the queues where the broker tells them: they may be asked for at one
 * heartbeat, and be there at the next. */
static bool look(struct alerts *alerts, struct database *db, struct error *err)
{
    struct alarm_depths depths = {.queue = -1, .letters = -1};
    return !alerts->host->depths(alerts->host->context, &depths) ||
           observe(alerts, &depths, db, err);
}

/* ---- what came of a sending ---- */

static bool keep_ping(struct alerts *alerts, const struct alert_job *job, struct database *db,
                      struct error *err)
{
    const bool taken = job->error.class == ERROR_NONE;
    const int64_t begun_ms = clock_monotonic_ms() - job->begun_ms;
    if (!DATABASE_RUN(db, &sql_heartbeat_said, NULL, err, sql_text(job->claim), sql_int(begun_ms),
                      sql_text(taken ? NULL : job->error.message),
                      sql_int(alerts->host->config->alert_retry_seconds * 1000)))
        return error_wrap(err, "keeping what came of a ping");
    metrics_add(taken ? METRIC_PINGS : METRIC_ALERT_FAILURES, 1);
    if (taken)
        alerts->ping_failed = (struct log_repeat){.said = false};
    else if (log_repeat_due(&alerts->ping_failed, job->error.message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "heartbeat_failed", log_error_class(&job->error),
            log_error_message(&job->error));
    return true;
}

static bool keep_alert(const struct alerts *alerts, const struct alert_job *job,
                       struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct alert *alert = &job->alert;
    const bool taken = job->error.class == ERROR_NONE;
    const char *way = alert_way_name(job->way);
    /* By our own end: that is no failure of the way, and the next process says it. */
    const bool is_cut_off = job->error.class == ERROR_CANCELLED;
    if (!DATABASE_RUN(
            db, &sql_alert_said, &rows, err, sql_int(job->alarm_id), sql_text(way),
            sql_text(job->claim), sql_text(alert->severity),
            sql_text(taken ? NULL : job->error.message),
            sql_int_or_null(alerts->host->config->alert_retry_seconds * 1000, !is_cut_off),
            sql_text(alert_may_be_heard(&job->error) ? "true" : "false")))
        return error_wrap(err, "keeping what came of an alert");
    if (is_cut_off)
        return true;
    metrics_add(taken ? METRIC_ALERTS_SENT : METRIC_ALERT_FAILURES, 1);
    if (taken)
        LOG(LOG_INFO, "alert_sent", log_str("way", way), log_str("alarm", alert->name),
            log_str("subject", alert->subject), log_str("status", alert->status));
    else
        LOG(LOG_WARNING, "alert_failed", log_str("way", way), log_str("alarm", alert->name),
            log_str("subject", alert->subject), log_str("status", alert->status),
            log_int("tries", rows_count(rows) > 0 ? row_int(rows, 0, ALERT_SAID_TRIES) : 0),
            log_int("next_try_ms",
                    rows_count(rows) > 0 ? row_int(rows, 0, ALERT_SAID_NEXT_TRY_MS) : 0),
            log_error_class(&job->error), log_error_message(&job->error));
    return true;
}

/* When the database is away now, the outcome is lost, and the claim passes: it is said again. */
static bool keep_outcome(struct alerts *alerts, struct alert_thread *thread, struct database *db,
                         struct error *err)
{
    CLEANUP(alert_job_free) struct alert_job *job = alert_thread_fetch(thread);
    if (!job)
        return true;
    return job->is_ping ? keep_ping(alerts, job, db, err) : keep_alert(alerts, job, db, err);
}

/* ---- claiming ---- */

static int64_t claim_ms(const struct alerts *alerts)
{
    return 2 * alerts->host->config->alert_timeout_ms + CLAIM_MORE_MS;
}

static void read_alert(struct alert_job *job, const struct rows *rows, const char *url)
{
    job->alarm_id = row_int(rows, 0, ALERT_CLAIM_ALARM_ID);
    job->alert = (struct alert){
        .status = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_STATUS)),
        .name = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_NAME)),
        .subject = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_SUBJECT)),
        .severity = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_SEVERITY)),
        .summary = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_SUMMARY)),
        .starts_at = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_STARTS_AT)),
        .ends_at = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_ENDS_AT)),
        .fingerprint = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_FINGERPRINT)),
        .installation = alert_job_text(job, row_text(rows, 0, ALERT_CLAIM_INSTALLATION)),
        .url = alert_job_text(job, url),
    };
}

static struct alert_job *new_job(void)
{
    const struct uuid id = uuid_new();
    struct alert_job *job = alert_job_new(id.text);
    job->begun_ms = clock_monotonic_ms();
    return job;
}

static bool claim_alert(struct alerts *alerts, enum alert_way way, struct database *db,
                        struct error *err)
{
    CLEANUP(alert_job_free) struct alert_job *job = new_job();
    CLEANUP(sql_array_done) struct sql_array ways = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    sql_array_add(&ways, alert_way_name(way));
    if (!DATABASE_RUN(db, &sql_alert_claim, &rows, err, sql_text(sql_array_text(&ways)),
                      sql_text(job->claim), sql_int(claim_ms(alerts))))
        return error_wrap(err, "claiming an alert");
    if (rows_count(rows) == 0)
        return true;
    job->way = way;
    read_alert(job, rows, alerts->host->config->alert_url);
    alert_thread_send(alerts->threads[way], TAKE_PTR(job));
    return true;
}

static bool claim_ping(struct alerts *alerts, struct database *db, struct error *err)
{
    CLEANUP(alert_job_free) struct alert_job *job = new_job();
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_heartbeat_claim, &rows, err, sql_text(job->claim),
                      sql_int(claim_ms(alerts))))
        return error_wrap(err, "claiming a ping");
    const char *reason = row_text(rows, 0, HEARTBEAT_CLAIM_REASON);
    if (!reason)
        return true;
    LOG(LOG_DEBUG, "heartbeat_ping", log_str("reason", reason));
    job->is_ping = true;
    alert_thread_send(alerts->threads[PING], TAKE_PTR(job));
    return true;
}

/* ---- both ---- */

static bool turn(struct alerts *alerts, const struct process_told *told, struct database *db,
                 struct error *err)
{
    if (told->observe_due && !look(alerts, db, err))
        return false;
    for (int i = 0; i < SENDERS; i++) {
        struct alert_thread *thread = alerts->threads[i];
        if (!thread)
            continue;
        if (!keep_outcome(alerts, thread, db, err))
            return false;
        const bool is_due = i == PING ? told->ping_due : told->alert_due;
        if (is_due && alert_thread_is_free(thread) &&
            !(i == PING ? claim_ping(alerts, db, err)
                        : claim_alert(alerts, (enum alert_way)i, db, err)))
            return false;
    }
    return true;
}

/* Whatever is wrong with alarms keeps the janitor from nothing else. When the database itself is
 * away the janitor says so. */
bool alerts_turn(struct alerts *alerts, const struct process_told *told, struct database *db,
                 struct error *err)
{
    struct error why = {0};
    if (clock_monotonic_ms() < alerts->pause_ms)
        return true;
    if (turn(alerts, told, db, &why)) {
        alerts->refused = (struct log_repeat){.said = false};
        return true;
    }
    if (why.class == ERROR_OWN_SERVERS) {
        *err = why;
        return false;
    }
    alerts->pause_ms = clock_monotonic_ms() + PAUSE_MS;
    if (log_repeat_due(&alerts->refused, why.message, clock_monotonic_ms()))
        LOG(LOG_ERROR, "alarms_not_watched", log_error_class(&why), log_error_message(&why));
    return true;
}

static void end_thread(struct alerts *alerts, struct alert_thread *thread, int64_t until_ms,
                       struct database *db)
{
    struct error err = {0};
    alert_thread_end(thread, until_ms);
    if (db && !keep_outcome(alerts, thread, db, &err))
        LOG(LOG_WARNING, "alert_outcome_lost", log_error_class(&err), log_error_message(&err));
    alert_thread_free(thread);
}

void alerts_stop(struct alerts *alerts, struct database *db)
{
    const int64_t until_ms = clock_monotonic_ms() + GRACE_MS;
    if (!alerts)
        return;
    for (int i = 0; i < SENDERS; i++)
        if (alerts->threads[i])
            end_thread(alerts, alerts->threads[i], until_ms, db);
    sql_array_done(&alerts->ways);
    mem_free(alerts);
}
