/* retention.c: deletes rows that are too old, one kind of the table after the other, in batches. */
#include "upkeep/retention.h"

#include "core/clock.h"
#include "core/log.h"
#include "model/retention.h"

static void move_on(struct retention_state *state, const struct config *config)
{
    state->next++;
    if (retention_at(state->next))
        return;
    state->next = 0;
    state->pause_ms = clock_monotonic_ms() + config->retention_every_seconds * 1000;
}

bool retention_prune(struct retention_state *state, const struct config *config,
                     struct database *db, struct error *err)
{
    const struct retention *retention = retention_at(state->next);
    const int64_t days = retention_days(config, retention);
    size_t count = 0;
    if (clock_monotonic_ms() < state->pause_ms)
        return true;
    if (days == 0) {
        move_on(state, config);
        return true;
    }
    if (!retention_delete(db, config, retention, &count, err)) {
        move_on(state, config); /* rows that cannot be pruned hold up no others */
        return false;
    }
    if (count > 0)
        LOG(LOG_INFO, "pruned", log_str("what", retention->name), log_int("rows", (int64_t)count),
            log_int("days", days));
    if (count < RETENTION_BATCH_ROWS)
        move_on(state, config);
    return true;
}
