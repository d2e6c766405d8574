/* retention.c: deletes rows that are too old, as one table lists them, in batches that hold few
 * locks for a short time. Large rows are kept for weeks, small ones that tell much for years. */
#include "retention.h"

#include "core/clock.h"
#include "core/log.h"
#include "sql.h"

#include <stddef.h>

#define BATCH_ROWS 500

struct retention {
    const char *name; /* of the key retention.NAME_days */
    const struct sql *statement;
    size_t days; /* the offset of its int64_t in struct config; 0 days are for ever */
};

#define DAYS(field) offsetof(struct config, field)

/* The head of each statement says which rows it keeps although they are old enough. */
static const struct retention retentions[] = {
    {"answers", &sql_prune_answers, DAYS(retention_answers_days)},
    {"attempts", &sql_prune_attempts, DAYS(retention_attempts_days)},
    {"lookups", &sql_prune_lookups, DAYS(retention_lookups_days)},
    {"letters", &sql_prune_letters, DAYS(retention_letters_days)},
    {"processes", &sql_prune_processes, DAYS(retention_processes_days)},
    {"bookings", &sql_prune_bookings, DAYS(retention_bookings_days)},
    {"operations", &sql_prune_operations, DAYS(retention_operations_days)},
    {"usage", &sql_prune_usage, DAYS(retention_usage_days)},
};

static int64_t days_of(const struct config *config, const struct retention *retention)
{
    return *(const int64_t *)(const void *)((const char *)config + retention->days);
}

static void move_on(struct retention_state *state, const struct config *config)
{
    state->next++;
    if (state->next < ARRAY_LEN(retentions))
        return;
    state->next = 0;
    state->pause_ms = clock_monotonic_ms() + config->retention_every_seconds * 1000;
}

bool retention_prune(struct retention_state *state, const struct config *config,
                     struct database *db, struct error *err)
{
    const struct retention *retention = &retentions[state->next];
    const int64_t days = days_of(config, retention);
    if (clock_monotonic_ms() < state->pause_ms)
        return true;
    if (days == 0) {
        move_on(state, config);
        return true;
    }
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, retention->statement, &rows, err, sql_int(days), sql_int(BATCH_ROWS))) {
        move_on(state, config); /* rows that cannot be pruned hold up no others */
        return error_wrap(err, "pruning %s", retention->name);
    }
    const size_t count = rows_affected(rows);
    if (count > 0)
        LOG(LOG_INFO, "pruned", log_str("what", retention->name), log_int("rows", (int64_t)count),
            log_int("days", days));
    if (count < BATCH_ROWS)
        move_on(state, config);
    return true;
}
