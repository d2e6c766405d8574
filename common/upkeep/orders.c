/* orders.c: the day of a standing order is one transaction in the database, which decides
 * everything. */
#include "upkeep/orders.h"

#include "core/log.h"
#include "sql.h"

bool orders_perform(struct database *db, bool *ret_wrote, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(db, &sql_order_perform, &rows, err))
        return error_wrap(err, "doing a standing order");
    if (rows_count(rows) == 0)
        return true;
    LOG(LOG_INFO, "order_done", log_int("order", row_int(rows, 0, ORDER_PERFORM_ORDER_ID)),
        log_str("day", row_text(rows, 0, ORDER_PERFORM_DAY)),
        log_int("operation", row_int(rows, 0, ORDER_PERFORM_OPERATION_ID)),
        log_int("months", row_int(rows, 0, ORDER_PERFORM_MONTHS)));
    if (row_bool(rows, 0, ORDER_PERFORM_IS_COMPLETED))
        LOG(LOG_INFO, "order_completed", log_int("order", row_int(rows, 0, ORDER_PERFORM_ORDER_ID)),
            log_str("because", row_text(rows, 0, ORDER_PERFORM_BECAUSE)));
    *ret_wrote = true;
    return true;
}
