/* operations.c: each step is one transaction in the database, which decides everything. Only the
 * process that locks the row of an operation does its next step. */
#include "upkeep/operations.h"

#include "core/clock.h"
#include "core/log.h"
#include "sql.h"

#define ITEMS_A_STEP 100
#define TIME_MS 1000

bool operations_advance(const struct config *config, struct database *db, bool *ret_wrote,
                        struct error *err)
{
    const int64_t until_ms = clock_monotonic_ms() + TIME_MS;
    int64_t sent = 0;
    do {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(db, &sql_operation_advance, &rows, err, sql_null(), sql_int(ITEMS_A_STEP),
                          sql_text(config->broker_enrichment_dlq)))
            return error_wrap(err, "carrying an operation on");
        if (rows_count(rows) == 0)
            return true;
        sent = row_int(rows, 0, OPERATION_ADVANCE_SENT);
        LOG(LOG_INFO, "operation_advanced",
            log_int("operation", row_int(rows, 0, OPERATION_ADVANCE_ID)),
            log_str("state", row_text(rows, 0, OPERATION_ADVANCE_STATE)), log_int("sent", sent));
        *ret_wrote = *ret_wrote || sent > 0;
    } while (clock_monotonic_ms() < until_ms);
    return true;
}
