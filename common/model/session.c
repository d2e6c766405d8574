/* session.c: tells a connection that has a session of its own from one that borrows a session for
 * each transaction. Where nobody stands between, the server's process is the one that it named at
 * the start. A pooler names another; then a second connection is held in a transaction, so that a
 * pooler that shares sessions must give the first one another, whichever it prefers. */
#include "model/session.h"

#include "sql.h"

#define ROUNDS 3 /* a pooler that takes turns has come to the first session by then */

static bool backend_of(struct database *db, int64_t *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(db, &sql_session_backend, &rows, err))
        return false;
    *ret = row_int(rows, 0, SESSION_BACKEND_BACKEND);
    return true;
}

/* out  ret_shared  the other one got the first session, or the first one got another */
static bool look(struct database *db, struct database *other, int64_t first, bool *ret_shared,
                 struct error *err)
{
    int64_t taken = 0, again = 0;
    if (!database_begin(other, err) || !backend_of(other, &taken, err) ||
        !backend_of(db, &again, err))
        return false;
    database_rollback(other);
    *ret_shared = taken == first || again != first;
    return true;
}

bool session_check(struct database *db, const struct database_options *options, struct error *err)
{
    CLEANUP(database_close) struct database *other = NULL;
    int64_t first = 0;
    if (!backend_of(db, &first, err))
        return false;
    if (first == database_backend(db))
        return true;
    if (!database_open(options, &other, err))
        return false;
    for (int i = 0; i < ROUNDS; i++) {
        bool shared = false;
        if (!look(db, other, first, &shared, err))
            return false;
        if (shared)
            return error_set(err, ERROR_CONFIG, 0,
                             "the database is behind a pooler that gives each transaction another "
                             "session, so locks of a session would not hold: set "
                             "BACKFILL_DATABASE_DIRECT_URL to the database itself");
    }
    return true;
}
