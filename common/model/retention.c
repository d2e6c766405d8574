/* retention.c: the table of retentions. Large rows are kept for weeks, small ones that tell much
 * for years. */
#include "model/retention.h"

#include "sql.h"

#include <stddef.h>

#define DAYS(field) offsetof(struct config, field)

static const struct retention retentions[] = {
    {"answers", "raw answers of generators, of completed months", &sql_prune_answers,
     DAYS(retention_answers_days)},
    {"attempts", "attempts of earlier jobs of a month", &sql_prune_attempts,
     DAYS(retention_attempts_days)},
    {"lookups", "answers of resolvers that are too old to be used", &sql_prune_lookups,
     DAYS(retention_lookups_days)},
    {"letters", "dead letters that were replayed, discarded or closed", &sql_prune_letters,
     DAYS(retention_letters_days)},
    {"processes", "processes that were not heard of", &sql_prune_processes,
     DAYS(retention_processes_days)},
    {"bookings", "marks of calls that were recorded", &sql_prune_bookings,
     DAYS(retention_bookings_days)},
    {"operations", "items of operations that ended", &sql_prune_operations,
     DAYS(retention_operations_days)},
    {"usage_of_attempts", "calls by attempt, kept as long as usage", &sql_prune_attempt_usage,
     DAYS(retention_usage_days)},
    {"usage", "calls by provider, day and outcome", &sql_prune_usage, DAYS(retention_usage_days)},
    {"alarms", "alarms that are over", &sql_prune_alarms, DAYS(retention_alarms_days)},
    {"provider_events", "closings and openings of providers", &sql_prune_provider_events,
     DAYS(retention_provider_events_days)},
    {"enrichment_log", "changes of editions, which are made of claims", &sql_prune_enrichment_log,
     DAYS(retention_enrichment_log_days)},
    {"edition_responses", "answers of sources that said nothing", &sql_prune_edition_responses,
     DAYS(retention_edition_responses_days)},
    {"requests", "requests over HTTP with an Idempotency-Key", &sql_prune_requests,
     DAYS(retention_requests_days)},
    {"plans", "plans that nobody carried out", &sql_prune_plans, DAYS(retention_plans_days)},
};

const struct retention *retention_at(size_t place)
{
    return place < ARRAY_LEN(retentions) ? &retentions[place] : NULL;
}

int64_t retention_days(const struct config *config, const struct retention *retention)
{
    return *(const int64_t *)(const void *)((const char *)config + retention->days);
}

bool retention_delete(struct database *db, const struct config *config,
                      const struct retention *retention, size_t *ret_deleted, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, retention->statement, &rows, err,
                      sql_int(retention_days(config, retention)), sql_int(RETENTION_BATCH_ROWS)))
        return error_wrap(err, "pruning %s", retention->name);
    *ret_deleted = rows_affected(rows);
    return true;
}
