/* announcer.c: months and ISBNs whose message is lost, and ISBNs that are due, announced again. */
#include "announcer.h"

#include "core/clock.h"
#include "core/log.h"
#include "enrich/upkeep_isbns.h"
#include "intake/intake.h"
#include "io/metrics.h"
#include "sql.h"
#include "upkeep/relay_thread.h"

#define DEPTH_WAIT_MS 5000 /* until a question for a depth counts as lost */
/* ISBNs that are due wait no longer, however long it takes until a message counts as lost. */
#define DUE_LOOK_MS 5000
#define LOOKS_UNTIL_SILENT 60 /* how often silent months are looked for in janitor.announce_ms */

/* ---- months whose message is lost ---- */

static bool count_silent(const struct announcer *announcer, struct database *db, int64_t *ret,
                         struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_janitor_silent, &rows, err,
                      sql_int(announcer->consumer->config->janitor_announce_ms)))
        return error_wrap(err, "looking for months without a message");
    *ret = row_int(rows, 0, JANITOR_SILENT_MONTHS);
    return true;
}

static bool announce(const struct announcer *announcer, struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_janitor_announce, &rows, err,
                      sql_int(announcer->consumer->config->janitor_announce_ms)))
        return error_wrap(err, "announcing again");
    int64_t count = (int64_t)rows_affected(rows);
    metrics_add(METRIC_ANNOUNCED_AGAIN, count);
    if (count > 0) {
        LOG(LOG_WARNING, "months_announced_again", log_int("months", count));
        relay_thread_wake(announcer->consumer->relay_thread);
    }
    return true;
}

/* Announce silent months again, but only while the queue is empty, because otherwise their messages
 * may still wait there. The intake asks for the depth, and a later sweep reads the answer. */
static bool announce_silent(struct announcer *announcer, struct database *db, struct error *err)
{
    struct intake *intake = announcer->consumer->queues[QUEUE_BACKFILL].intake;
    uint32_t depth = 0;
    if (!intake)
        return true;
    if (announcer->depth_ticket && intake_depth(intake, announcer->depth_ticket, &depth)) {
        announcer->depth_ticket = 0;
        return depth > 0 || announce(announcer, db, err);
    }
    bool waiting =
        announcer->depth_ticket && clock_monotonic_ms() - announcer->depth_asked_ms < DEPTH_WAIT_MS;
    int64_t silent = 0;
    const int64_t look_ms = announcer->consumer->config->janitor_announce_ms / LOOKS_UNTIL_SILENT;
    if (waiting || !intake_connected(intake) ||
        clock_monotonic_ms() - announcer->silent_looked_ms < look_ms)
        return true;
    announcer->silent_looked_ms = clock_monotonic_ms();
    if (!count_silent(announcer, db, &silent, err))
        return false;
    announcer->depth_ticket = silent > 0 ? intake_ask_depth(intake) : 0;
    announcer->depth_asked_ms = clock_monotonic_ms();
    return true;
}

/* ---- ISBNs that are due ---- */

/* Those whose time has come are announced now and then; if the queue is empty, also those whose
 * message must be lost. */
static bool announce_isbns(struct announcer *announcer, struct database *db, struct error *err)
{
    struct consumer *consumer = announcer->consumer;
    struct intake *intake = consumer->queues[QUEUE_ENRICHMENT].intake;
    const int64_t lost_ms = consumer->config->janitor_announce_ms, now_ms = clock_monotonic_ms();
    const int64_t look_ms =
        lost_ms / LOOKS_UNTIL_SILENT < DUE_LOOK_MS ? lost_ms / LOOKS_UNTIL_SILENT : DUE_LOOK_MS;
    uint32_t depth = 0;
    int64_t announced = 0;
    if (!intake)
        return true;
    const bool answered =
        announcer->isbns_ticket && intake_depth(intake, announcer->isbns_ticket, &depth);
    const bool look = now_ms - announcer->isbns_looked_ms >= look_ms;
    if (answered || look)
        announcer->isbns_ticket = 0;
    if (look && intake_connected(intake)) {
        announcer->isbns_ticket = intake_ask_depth(intake);
        announcer->isbns_looked_ms = now_ms;
    }
    if (!answered && !look)
        return true;
    if (!isbns_announce(db, answered && depth == 0 ? lost_ms : -1, &announced, err))
        return false;
    if (announced > 0)
        relay_thread_wake(consumer->relay_thread);
    return true;
}

bool announcer_turn(struct announcer *announcer, struct database *db, struct error *err)
{
    return announce_silent(announcer, db, err) && announce_isbns(announcer, db, err);
}
