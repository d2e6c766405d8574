/* catalog_turn.c: it asks again and again, so that whoever waits too long can say why. */
#include "model/catalog_turn.h"

#include "core/clock.h"
#include "sql.h"

enum { TURN_WAIT_MS = 10000, TURN_LOOK_MS = 100 };

bool catalog_take_turn(struct database *db, struct error *err)
{
    const int64_t until = clock_monotonic_ms() + TURN_WAIT_MS;
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN0(db, &sql_catalog_lock, &rows, err))
            return false;
        if (row_bool(rows, 0, CATALOG_LOCK_LOCKED))
            return true;
        if (clock_monotonic_ms() >= until)
            return error_set(err, ERROR_CANCELLED, 0,
                             "another import is under way: try again when it has ended");
        clock_sleep_ms(TURN_LOOK_MS);
    }
}
