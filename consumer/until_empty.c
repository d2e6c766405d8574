/* until_empty.c: is there nothing left to do? It asks in this order: nothing is in flight here, no
 * process of the fleet works on a month or an ISBN that may come back, the outbox has nothing due
 * and no standing order is, the queues that this process takes work from are empty, the outbox
 * still has nothing due, and nothing was received since the first question. A message goes from the
 * queue to a process, from there to the outbox, and back to the queue; in this order one that moves
 * meanwhile is not missed.
 *
 * Months and ISBNs that still wait for a message have lost it, and are announced again. Each
 * statement is tried once only, because this thread takes the signals, too. */
#include "until_empty.h"

#include "core/log.h"
#include "intake/intake.h"
#include "io/database/database_pool.h"
#include "io/metrics.h"
#include "sql.h"
#include "upkeep/relay_thread.h"

#define SILENT_MS 2000 /* what has waited so long without a message has lost it */

/* What the database says. */
struct fleet {
    bool idle, paused;
    bool isbns; /* some are due, or no message has brought them */
};

static bool look_at_fleet(struct consumer *consumer, struct until_empty_state *state,
                          struct fleet *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN_WITHIN(consumer->pool, 0, &sql_fleet_idle, &rows, err,
                         sql_int(atomic_load(&consumer->process_id)),
                         sql_int(consumer->config->janitor_takeover_ms),
                         sql_int(CRASHES_OF_A_SUSPECT),
                         sql_bool(consumer_has_queue(consumer, QUEUE_BACKFILL)),
                         sql_bool(consumer_has_queue(consumer, QUEUE_ENRICHMENT))))
        return false;
    ret->idle =
        row_int(rows, 0, FLEET_IDLE_PROCESSING) == 0 && row_int(rows, 0, FLEET_IDLE_DUE) == 0;
    ret->paused = row_bool(rows, 0, FLEET_IDLE_PAUSED);
    ret->isbns = row_int(rows, 0, FLEET_IDLE_ISBNS) > 0;
    state->waiting = row_int(rows, 0, FLEET_IDLE_WAITING);
    const char *until = row_text(rows, 0, FLEET_IDLE_WAITING_UNTIL);
    text_copy(state->until, sizeof(state->until), until ? until : "");
    return true;
}

/* ---- the queues that this process takes work from, together ---- */

static bool is_still(const struct consumer *consumer, uint64_t *ret_received)
{
    bool still = true;
    *ret_received = 0;
    for (int kind = 0; kind < QUEUE_KINDS; kind++) {
        const struct intake *intake = consumer->queues[kind].intake;
        if (!intake)
            continue;
        *ret_received += intake_received(intake);
        still = still && intake_in_flight(intake) == 0 && intake_connected(intake);
    }
    return still;
}

static void ask_depths(struct consumer *consumer, struct until_empty_state *state)
{
    for (int kind = 0; kind < QUEUE_KINDS; kind++)
        if (consumer_has_queue(consumer, (enum queue_kind)kind))
            state->depth_tickets[kind] = intake_ask_depth(consumer->queues[kind].intake);
    state->asked = true;
}

/* false: some queue has not answered yet. */
static bool read_depths(const struct consumer *consumer, const struct until_empty_state *state,
                        uint64_t *ret_messages)
{
    *ret_messages = 0;
    for (int kind = 0; kind < QUEUE_KINDS; kind++) {
        const struct intake *intake = consumer->queues[kind].intake;
        uint32_t depth = 0;
        if (intake && !intake_depth(intake, state->depth_tickets[kind], &depth))
            return false;
        *ret_messages += depth;
    }
    return true;
}

static bool ask_first(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err)
{
    struct fleet fleet = {.idle = false};
    uint64_t received = 0;
    if (!is_still(consumer, &received))
        return true;
    if (!look_at_fleet(consumer, state, &fleet, err))
        return false;
    if (fleet.paused)
        *ret = UNTIL_EMPTY_PAUSED;
    if (fleet.idle && !fleet.paused) {
        state->received = received;
        ask_depths(consumer, state);
    }
    return true;
}

/* ---- what has lost its message ---- */

/* Is no month waiting for a message that is lost? Those that have waited long enough are announced
 * again. */
static bool all_announced(struct consumer *consumer, bool *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *silent = NULL;
    CLEANUP(rows_free) struct rows *announced = NULL;
    if (!POOL_RUN_WITHIN(consumer->pool, 0, &sql_janitor_silent, &silent, err, sql_int(0)))
        return false;
    *ret = row_int(silent, 0, JANITOR_SILENT_MONTHS) == 0;
    if (*ret)
        return true;
    if (!POOL_RUN_WITHIN(consumer->pool, 0, &sql_janitor_announce, &announced, err,
                         sql_int(SILENT_MS)))
        return false;
    const int64_t count = (int64_t)rows_affected(announced);
    metrics_add(METRIC_ANNOUNCED_AGAIN, count);
    if (count > 0)
        LOG(LOG_WARNING, "months_announced_again", log_int("months", count));
    relay_thread_wake(consumer->relay_thread);
    return true;
}

static bool announce_isbns(struct consumer *consumer, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN_WITHIN(consumer->pool, 0, &sql_enrich_announce, &rows, err, sql_int(SILENT_MS),
                         sql_int(CRASHES_OF_A_SUSPECT), sql_int(INT32_MAX)))
        return false;
    metrics_add(METRIC_ISBNS_ANNOUNCED, row_int(rows, 0, ENRICH_ANNOUNCE_ANNOUNCED));
    relay_thread_wake(consumer->relay_thread);
    return true;
}

bool until_empty_look(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err)
{
    struct fleet fleet = {.idle = false};
    uint64_t messages = 0, received = 0;
    *ret = UNTIL_EMPTY_WORKING;
    if (!state->asked)
        return ask_first(consumer, state, ret, err);
    if (!read_depths(consumer, state, &messages))
        return true;
    state->asked = false;
    if (messages > 0)
        return true;
    if (!look_at_fleet(consumer, state, &fleet, err))
        return false;
    if (fleet.isbns)
        return announce_isbns(consumer, err);
    bool done = fleet.idle && is_still(consumer, &received) && received == state->received;
    if (done && consumer_has_queue(consumer, QUEUE_BACKFILL) &&
        !all_announced(consumer, &done, err))
        return false;
    *ret = done ? UNTIL_EMPTY_DONE : UNTIL_EMPTY_WORKING;
    return true;
}
