/* provider_events.c: the database notes each closing and opening as it happens, whoever does it: a
 * call, five failures in a row, an operator. Here they become lines of the log. */
#include "upkeep/provider_events.h"

#include "core/log.h"
#include "core/text.h"
#include "io/provider_metrics.h"
#include "sql.h"

static void log_closed(const struct rows *rows, size_t i)
{
    const char *provider = row_text(rows, i, PROVIDER_EVENTS_PROVIDER);
    provider_metrics_count_closing(provider);
    LOG(LOG_WARNING, "provider_closed", log_str("provider", provider),
        log_str("at", row_text(rows, i, PROVIDER_EVENTS_AT)),
        log_int("ms", row_int(rows, i, PROVIDER_EVENTS_CLOSED_MS)),
        log_str("until", row_text(rows, i, PROVIDER_EVENTS_UNTIL)),
        log_str("class", row_text(rows, i, PROVIDER_EVENTS_CLASS)),
        log_str("why", row_text(rows, i, PROVIDER_EVENTS_WHY)));
}

static void log_opened(const struct rows *rows, size_t i)
{
    LOG(LOG_INFO, "provider_opened",
        log_str("provider", row_text(rows, i, PROVIDER_EVENTS_PROVIDER)),
        log_str("at", row_text(rows, i, PROVIDER_EVENTS_AT)),
        log_int("closed_for_ms", row_int(rows, i, PROVIDER_EVENTS_LASTED_MS)),
        log_str("class", row_text(rows, i, PROVIDER_EVENTS_CLASS)),
        log_str("why", row_text(rows, i, PROVIDER_EVENTS_WHY)));
}

bool provider_events_log(struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(db, &sql_provider_events, &rows, err))
        return error_wrap(err, "reading what happened to providers");
    for (size_t i = 0; i < rows_count(rows); i++)
        if (text_equal(row_text(rows, i, PROVIDER_EVENTS_WHAT), "closed"))
            log_closed(rows, i);
        else
            log_opened(rows, i);
    return true;
}
