/* until_empty.c: nothing in flight here, no month processing but for a living peer's, the outbox
 * has nothing due, the queue is empty, the outbox again has nothing due, and nothing was received
 * since the first of these. Asked in this order, a message cannot slip between two answers. */
#include "until_empty.h"

#include "intake.h"
#include "io/database_pool.h"
#include "sql.h"

static bool fleet_idle(struct consumer *consumer, struct until_empty_state *state, bool *ret_idle,
                       bool *ret_paused, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(consumer->pool, &sql_fleet_idle, &rows, err, sql_int(consumer->process_id),
                  sql_int(consumer->config->janitor_takeover_ms), sql_int(CRASHES_OF_A_SUSPECT)))
        return false;
    *ret_idle = row_int(rows, 0, 0) == 0 && row_int(rows, 0, 1) == 0;
    *ret_paused = row_bool(rows, 0, 4);
    state->waiting = row_int(rows, 0, 2);
    const char *until = row_text(rows, 0, 3);
    text_copy(state->until, sizeof(state->until), until ? until : "");
    return true;
}

static bool ask(struct consumer *consumer, struct until_empty_state *state, enum until_empty *ret,
                struct error *err)
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

bool until_empty_look(struct consumer *consumer, struct until_empty_state *state,
                      enum until_empty *ret, struct error *err)
{
    uint32_t depth = 0;
    bool idle = false, paused = false;
    *ret = UNTIL_EMPTY_WORKING;
    if (state->depth_ticket == 0)
        return ask(consumer, state, ret, err);
    if (!intake_depth(consumer->intake, state->depth_ticket, &depth))
        return true;
    state->depth_ticket = 0;
    if (depth > 0)
        return true;
    if (!fleet_idle(consumer, state, &idle, &paused, err))
        return false;
    if (idle && intake_received(consumer->intake) == state->received &&
        intake_in_flight(consumer->intake) == 0)
        *ret = UNTIL_EMPTY_DONE;
    return true;
}
