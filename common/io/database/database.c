/* database.c: statements and transactions on one connection.
 *
 * A statement is prepared on a connection when it is run there for the first time, under its own
 * name; later only its parameters are sent. The connection is non-blocking, and every wait has an
 * end (database_wait.c). Opening is in database_connect.c, COPY in database_copy.c. */
#include "io/database/database_private.h"

#include "core/mem.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#define PARAMS_MAX 64

void database_close(struct database *db)
{
    if (!db)
        return;
    PQfinish(db->conn);
    mem_free(db->prepared.slots);
    mem_free(db);
}

bool database_alive(const struct database *db)
{
    return !db->broken && PQstatus(db->conn) == CONNECTION_OK;
}

void database_name(const struct database *db, char *ret, size_t capacity)
{
    const char *host = PQhost(db->conn), *port = PQport(db->conn), *name = PQdb(db->conn);
    CLEANUP(text_done) struct text text = {0};
    if (host && *host == '/') /* the folder of a socket */
        text_add(&text, "this machine/");
    else
        text_add_format(&text, "%s:%s/", host && *host ? host : "?", port && *port ? port : "?");
    text_add(&text, name && *name ? name : "?");
    text_copy_printable(ret, capacity, text_of(&text), text.count);
}

int64_t database_backend(const struct database *db)
{
    return PQbackendPID(db->conn);
}

int database_socket(const struct database *db)
{
    return PQsocket(db->conn);
}

/* ---- the statements that are prepared ---- */

/* The slot where a statement is, or would be. */
static const struct sql **slot_of(const struct prepared *prepared, const struct sql *statement)
{
    const size_t mask = prepared->capacity - 1;
    /* A statement has 16 bytes at least, so the lowest four bits of its address tell nothing. */
    size_t i = ((uintptr_t)statement >> 4) & mask;
    while (prepared->slots[i] && prepared->slots[i] != statement)
        i = (i + 1) & mask;
    return &prepared->slots[i];
}

static bool prepared_has(const struct prepared *prepared, const struct sql *statement)
{
    return prepared->capacity > 0 && *slot_of(prepared, statement) != NULL;
}

static void prepared_add(struct prepared *prepared, const struct sql *statement)
{
    if (2 * prepared->count >= prepared->capacity) { /* it is half full */
        struct prepared wider = {.capacity = prepared->capacity ? 2 * prepared->capacity : 64};
        wider.slots = mem_new(wider.capacity, sizeof(const struct sql *));
        for (size_t i = 0; i < prepared->capacity; i++) {
            if (prepared->slots[i])
                *slot_of(&wider, prepared->slots[i]) = prepared->slots[i];
        }
        wider.count = prepared->count;
        mem_free(prepared->slots);
        *prepared = wider;
    }
    *slot_of(prepared, statement) = statement;
    prepared->count++;
}

static bool prepare(struct database *db, const struct sql *statement, struct error *err)
{
    if (prepared_has(&db->prepared, statement))
        return true;
    /* The server infers the types of parameters from where they stand. */
    if (!PQsendPrepare(db->conn, statement->name, statement->text, 0, NULL))
        return error_from_pg(db, NULL, statement->name, err);
    PGresult *answer = database_answer(db, statement->name, err);
    if (!answer)
        return false;
    PQclear(answer);
    prepared_add(&db->prepared, statement);
    return true;
}

/* ---- running ---- */

static bool send_prepared(struct database *db, const struct sql_call *call, struct error *err)
{
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX];
    int formats[PARAMS_MAX];
    for (size_t i = 0; i < call->count; i++) {
        const struct sql_param *one = &call->params[i];
        const bool binary = !one->text && one->bytes;
        assert(one->count <= INT_MAX);
        values[i] = one->text ? one->text : one->digits[0] ? one->digits : NULL;
        if (binary)
            values[i] = one->bytes;
        lengths[i] = binary ? (int)one->count : 0; /* a text ends with NUL */
        formats[i] = binary;
    }
    if (PQsendQueryPrepared(db->conn, call->statement->name, (int)call->count, values, lengths,
                            formats,
                            /* result in text: */ 0))
        return true;
    return error_from_pg(db, NULL, call->statement->name, err);
}

/* Refuse an answer that is neither rows nor the end of a command, such as a COPY that has begun. */
static bool refuse_copy(struct database *db, const PGresult *answer, const char *what,
                        struct error *err)
{
    const ExecStatusType status = PQresultStatus(answer);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return true;
    db->broken = true;
    return error_set(err, ERROR_REQUEST, 0, "%s: a statement that cannot be run so", what);
}

bool database_send(struct database *db, const struct sql_call *call, struct error *err)
{
    const struct sql *statement = call->statement;
    if (call->count > PARAMS_MAX)
        UNREACHABLE("too many parameters");
    return database_before(db, statement->name, err) && prepare(db, statement, err) &&
           send_prepared(db, call, err) && database_flush(db, statement->name, err);
}

bool database_receive(struct database *db, const struct sql *statement, struct rows **ret,
                      struct error *err)
{
    PGresult *answer = database_answer(db, statement->name, err);
    if (!answer)
        return false;
    if (!refuse_copy(db, answer, statement->name, err) || !database_after(db, err)) {
        PQclear(answer);
        return false;
    }
    if (ret)
        *ret = rows_from_pg(answer);
    else
        PQclear(answer);
    return true;
}

bool database_run(struct database *db, const struct sql_call *call, struct rows **ret,
                  struct error *err)
{
    return database_send(db, call, err) && database_receive(db, call->statement, ret, err);
}

/* ---- transactions ---- */

bool database_begin(struct database *db, struct error *err)
{
    return database_simple(db, "BEGIN", err);
}

bool database_begin_snapshot(struct database *db, struct error *err)
{
    return database_simple(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err);
}

bool database_commit(struct database *db, struct error *err)
{
    if (!database_before_commit(db, err))
        return false;
    if (!PQsendQuery(db->conn, "COMMIT"))
        return error_from_pg(db, NULL, "COMMIT", err);
    PGresult *answer = database_answer(db, "COMMIT", err);
    if (!answer)
        return false;
    /* COMMIT rolls back a transaction in which a statement has failed, and the server reports no
     * error. Without this look at the answer, work would be lost and nobody would know. */
    const bool done = strcmp(PQcmdStatus(answer), "COMMIT") == 0;
    PQclear(answer);
    if (!done)
        return error_set(err, ERROR_REQUEST, 0, "COMMIT: the transaction had failed before");
    return database_after_commit(db, err);
}

/* End a COPY that was given up, so that the connection takes statements again. */
static bool leave_copy(struct database *db, struct error *err)
{
    if (PQtransactionStatus(db->conn) != PQTRANS_ACTIVE)
        return true;
    if (PQputCopyEnd(db->conn, "given up") != 1)
        return error_from_pg(db, NULL, "COPY", err);
    struct error left = {0};
    PGresult *answer = database_answer(db, "COPY", &left);
    PQclear(answer);
    return true;
}

void database_rollback(struct database *db)
{
    struct error ignored = {0};
    if (!database_alive(db))
        return;
    const PGTransactionStatusType status = PQtransactionStatus(db->conn);
    if (status == PQTRANS_IDLE)
        return;
    /* Where the server cannot be asked to roll back, it does so when the connection is closed. */
    if (!leave_copy(db, &ignored) || !database_simple(db, "ROLLBACK", &ignored))
        db->broken = true;
}

bool database_run_script(struct database *db, const char *script, struct error *err)
{
    const bool own = PQtransactionStatus(db->conn) == PQTRANS_IDLE;
    if (own && !database_begin(db, err))
        return false;
    bool good = database_before(db, "script", err) &&
                (PQsendQuery(db->conn, script) || error_from_pg(db, NULL, "script", err));
    PGresult *answer = good ? database_answer(db, "script", err) : NULL;
    good = answer && refuse_copy(db, answer, "script", err) && database_after(db, err);
    PQclear(answer);
    if (!own)
        return good;
    if (good)
        return database_commit(db, err);
    database_rollback(db);
    return false;
}

const char *database_library_version(void)
{
    static char version[24]; /* before threads start */
    const int number = PQlibVersion();
    (void)snprintf(version, sizeof(version), "%d.%d", number / 10000, number % 10000);
    return version;
}
