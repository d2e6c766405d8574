/* database_copy.c: COPY … FROM STDIN, which takes a million rows a second where single statements
 * take ten thousand.
 *
 * libpq keeps what the socket does not take at once, without a limit. So its buffer is emptied
 * after each 64 KiB, which also makes the caller wait for a slow server. */
#include "io/database/database_private.h"

#include <limits.h>

#define UNSENT_MAX 65536

bool database_copy_start(struct database *db, const struct sql *statement, struct error *err)
{
    if (!database_before(db, statement->name, err))
        return false;
    if (!PQsendQuery(db->conn, statement->text))
        return error_from_pg(db, NULL, statement->name, err);
    PGresult *answer = database_answer(db, statement->name, err);
    if (!answer)
        return false;
    const bool good = PQresultStatus(answer) == PGRES_COPY_IN;
    PQclear(answer);
    db->copy_unsent = 0;
    if (!good) {
        db->broken = true;
        return error_set(err, ERROR_REQUEST, 0, "%s: not a COPY FROM STDIN", statement->name);
    }
    return true;
}

bool database_copy_data(struct database *db, const char *bytes, size_t count, struct error *err)
{
    while (count > 0) {
        const size_t piece = count < UNSENT_MAX ? count : UNSENT_MAX;
        const int taken = PQputCopyData(db->conn, bytes, (int)piece);
        if (taken < 0)
            return error_from_pg(db, NULL, "COPY", err);
        db->copy_unsent += piece;
        if (taken == 0 || db->copy_unsent >= UNSENT_MAX) {
            if (!database_flush(db, "COPY", err))
                return false;
            db->copy_unsent = 0;
        }
        if (taken == 1) {
            bytes += piece;
            count -= piece;
        }
    }
    return true;
}

bool database_copy_finish(struct database *db, struct error *err)
{
    int taken;
    while ((taken = PQputCopyEnd(db->conn, NULL)) == 0) {
        if (!database_flush(db, "COPY", err))
            return false;
    }
    if (taken < 0)
        return error_from_pg(db, NULL, "COPY", err);
    PGresult *answer = database_answer(db, "COPY", err);
    PQclear(answer);
    return answer && database_after(db, err);
}
