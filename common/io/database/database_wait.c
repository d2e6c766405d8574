/* database_wait.c: waiting for PostgreSQL, never without an end.
 *
 * The server ends a statement after statement_timeout, but a frozen server or a broken network does
 * not. So the socket is polled here for a little longer, and a connection that stays silent is
 * given up. With a statement_timeout of 0 (imports, migrations) only the timeouts of TCP remain. */
#include "io/database/database_private.h"

#include "core/clock.h"

#include <errno.h>
#include <poll.h>

#define GRACE_MS 5000 /* so that the server's own timeout arrives first */

static int64_t deadline_of(const struct database *db)
{
    if (db->statement_timeout_ms == 0)
        return INT64_MAX;
    return clock_monotonic_ms() + db->statement_timeout_ms + GRACE_MS;
}

static bool wait_socket(struct database *db, short events, int64_t deadline, const char *what,
                        struct error *err)
{
    struct pollfd fd = {.fd = PQsocket(db->conn), .events = events};
    while (fd.fd >= 0) {
        int wait_ms = -1;
        if (deadline != INT64_MAX) {
            const int64_t left = deadline - clock_monotonic_ms();
            wait_ms = left > 0 ? (int)(left < 60000 ? left : 60000) : 0;
        }
        const int ready = poll(&fd, 1, wait_ms);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            break;
        if (ready == 0 && clock_monotonic_ms() >= deadline) {
            db->broken = true;
            return error_set(err, ERROR_OWN_SERVERS, 0, "%s: the database does not answer", what);
        }
    }
    return error_from_pg(db, NULL, what, err);
}

/* Send what libpq holds. It also reads, because a server that waits until we read takes nothing
 * more. */
static bool flush_until(struct database *db, int64_t deadline, const char *what, struct error *err)
{
    for (;;) {
        const int left = PQflush(db->conn);
        if (left <= 0) /* -1, a failure: the answer that libpq keeps says why */
            return true;
        if (!wait_socket(db, POLLIN | POLLOUT, deadline, what, err))
            return false;
        if (!PQconsumeInput(db->conn))
            return true; /* as above */
    }
}

bool database_flush(struct database *db, const char *what, struct error *err)
{
    return flush_until(db, deadline_of(db), what, err);
}

static bool is_copy(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

static bool is_failure(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

static bool wait_result(struct database *db, int64_t deadline, const char *what, struct error *err)
{
    while (PQisBusy(db->conn)) {
        if (!wait_socket(db, POLLIN, deadline, what, err))
            return false;
        if (!PQconsumeInput(db->conn))
            break; /* PQgetResult tells why, with the last words of the server */
    }
    return true;
}

PGresult *database_answer(struct database *db, const char *what, struct error *err)
{
    const int64_t deadline = deadline_of(db);
    if (!flush_until(db, deadline, what, err))
        return NULL;
    PGresult *last = NULL;
    bool failed = false;
    while (!is_copy(last)) {
        if (!wait_result(db, deadline, what, err))
            goto lost;
        PGresult *next = PQgetResult(db->conn);
        if (!next)
            break;
        PQclear(last);
        last = next;
        if (is_failure(last) && !failed) { /* the first failure of a script is reported */
            (void)error_from_pg(db, last, what, err);
            failed = true;
        }
    }
    if (last && !failed)
        return last;
    if (!failed)
        (void)error_from_pg(db, NULL, what, err);
lost:
    PQclear(last);
    return NULL;
}

bool database_simple(struct database *db, const char *literal, struct error *err)
{
    if (!PQsendQuery(db->conn, literal))
        return error_from_pg(db, NULL, literal, err);
    PGresult *result = database_answer(db, literal, err);
    PQclear(result);
    return result != NULL;
}
