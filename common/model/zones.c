/* zones.c: asks the database once, at the start, because a zone that is misspelt would stop every
 * call of its provider much later. It does not ask for built-in zones, because the server reads all
 * its zone files to answer. */
#include "model/zones.h"

#include "sql.h"

bool zones_check(struct database *db, const struct config *config, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array names = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    bool any = false;
    for (size_t i = 0; i < config->provider_count; i++) {
        const char *zone = config->providers[i].reset_zone;
        if (zone)
            sql_array_add(&names, zone);
        any = any || zone;
    }
    if (!any)
        return true;
    if (!DATABASE_RUN(db, &sql_zones_unknown, &rows, err, sql_text(sql_array_text(&names))))
        return false;
    return row_is_null(rows, 0, ZONES_UNKNOWN_NAMES) ||
           error_set(err, ERROR_CONFIG, 0,
                     "reset_zone: '%s' is no time zone of the database (such as Europe/Berlin)",
                     row_text(rows, 0, ZONES_UNKNOWN_NAMES));
}
