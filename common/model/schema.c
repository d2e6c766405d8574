/* schema.c: is the database's schema one that this program may run on? The newest migration that it
 * embeds must be there, and no later one may ask for a newer program. It changes nothing. */
#include "model/schema.h"

#include "core/version.h"
#include "migrations.h"
#include "sql.h"

bool schema_check(struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_schema_state, &rows, err, sql_text(version_number())))
        return text_equal(err->sqlstate, "42P01")
                   ? error_set(err, ERROR_CONFIG, 0,
                               "the database has no tables of Backfill yet: "
                               "run 'backfill-producer migrate'")
                   : false;
    int needed = migrations[migration_count - 1].version;
    int there = (int)row_int(rows, 0, SCHEMA_STATE_VERSION);
    if (!row_bool(rows, 0, SCHEMA_STATE_PROGRAM_WILL_DO))
        return error_set(err, ERROR_CONFIG, 0,
                         "the schema asks for program version %s or later, this is %s: upgrade it",
                         row_text(rows, 0, SCHEMA_STATE_OLDEST_PROGRAM), version_number());
    if (there < needed)
        return error_set(err, ERROR_CONFIG, 0,
                         "the schema is at migration %d, this program needs %d: run "
                         "'backfill-producer migrate'",
                         there, needed);
    return true;
}
