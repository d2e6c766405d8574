/* until_empty.c: is there nothing left to do? It asks in this order: nothing is in flight here, no
 * process of the fleet works on a month that may come back, the outbox has nothing due and no
 * standing order is, the queue is empty, the outbox still has nothing due, and nothing was received
 * since the first question. A message goes from the queue to a process, from there to the outbox,
 * and back to the queue; in this order one that moves meanwhile is not missed.
 *
 * Months that still wait for a message have lost it, and are announced again. Each statement is
 * tried once only, because this thread takes the signals, too. */
#include "until_empty.h"

#include "core/log.h"
#include "intake/intake.h"
#include "io/database/database_pool.h"
#include "io/metrics.h"
#include "sql.h"
#include "upkeep/relay_thread.h"

#define SILENT_MS 2000 /* a month that has waited so long without a message has lost it */

static bool fleet_idle(struct consumer *consumer, struct until_empty_state *state, bool *ret_idle,
                       bool *ret_paused, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN_WITHIN(consumer->pool, 0, &sql_fleet_idle, &rows, err,
                         sql_int(atomic_load(&consumer->process_id)),
                         sql_int(consumer->config->janitor_takeover_ms),
                         sql_int(CRASHES_OF_A_SUSPECT)))
        return false;
    *ret_idle =
        row_int(rows, 0, FLEET_IDLE_PROCESSING) == 0 && row_int(rows, 0, FLEET_IDLE_DUE) == 0;
    *ret_paused = row_bool(rows, 0, FLEET_IDLE_PAUSED);
    state->waiting = row_int(rows, 0, FLEET_IDLE_WAITING);
    const char *until = row_text(rows, 0, FLEET_IDLE_WAITING_UNTIL);
    text_copy(state->until, sizeof(state->until), until ? until : "");
    return true;
}

static bool ask_first(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err)
{
    bool idle = false, paused = false;
    uint64_t received = intake_received(consumer->intake);
    if (intake_in_flight(consumer->intake) > 0 || !intake_connected(consumer->intake))
        return true;
    if (!fleet_idle(consumer, state, &idle, &paused, err))
        return false;
    if (paused)
        *ret = UNTIL_EMPTY_PAUSED;
    if (idle && !paused) {
        state->received = received;
        state->depth_ticket = intake_ask_depth(consumer->intake);
    }
    return true;
}

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

bool until_empty_look(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err)
{
    uint32_t depth = 0;
    bool idle = false, paused = false;
    *ret = UNTIL_EMPTY_WORKING;
    if (state->depth_ticket == 0)
        return ask_first(consumer, state, ret, err);
    if (!intake_depth(consumer->intake, state->depth_ticket, &depth))
        return true;
    state->depth_ticket = 0;
    if (depth > 0)
        return true;
    if (!fleet_idle(consumer, state, &idle, &paused, err))
        return false;
    bool done = idle && intake_received(consumer->intake) == state->received &&
                intake_in_flight(consumer->intake) == 0;
    if (done && !all_announced(consumer, &done, err))
        return false;
    *ret = done ? UNTIL_EMPTY_DONE : UNTIL_EMPTY_WORKING;
    return true;
}
