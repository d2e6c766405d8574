/* database_private.h: what the database*.c files share. Nobody else includes it, so that libpq's
 * types stay in these files. */
#pragma once
#include <libpq-fe.h>

#include "io/database/database.h"

/* The statements that a connection has prepared: a hash table of pointers with open addressing.
 * Embedded statements live as long as the program, so a statement is known by its pointer. */
struct prepared {
    const struct sql **slots;
    size_t capacity; /* 0 or a power of two, never full */
    size_t count;
};

struct database {
    PGconn *conn;
    struct prepared prepared;
    int64_t statement_timeout_ms;
    size_t copy_unsent; /* bytes given to libpq since its buffer was known to be empty */
    bool broken;        /* the connection must not be used any more */
#ifdef BACKFILL_FAILPOINTS
    const char *step; /* the statement that was begun last */
#endif
};

/* Failpoints around statements and commits (database_failpoint.c). false: the step must fail, and
 * the connection is broken. */
#ifdef BACKFILL_FAILPOINTS
bool database_before(struct database *db, const char *step, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool database_after(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
bool database_before_commit(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
bool database_after_commit(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
#else
#define database_before(db, step, err) true
#define database_after(db, err) true
#define database_before_commit(db, err) true
#define database_after_commit(db, err) true
#endif

/** Make an error of a result, or of the state of the connection. Sets db->broken where the
 *  connection must not be used any more. Returns false.
 *  in    result  NULL: the connection failed;  what  the name of the statement
 *  err   as database_run */
bool error_from_pg(struct database *db, const PGresult *result, const char *what, struct error *err)
    __attribute__((nonnull(1, 3, 4)));

/** Make an error of a connection that could not be opened. Returns false.
 *  in    libpq_message   its verbose words, which hold the SQLSTATE of a server that refused
 *        needs_password  libpq had none to send
 *  err   OWN_SERVERS | CONFIG as database_open */
bool error_from_pg_connect(const char *libpq_message, bool needs_password, struct error *err)
    NONNULL_ALL;

/** Send what libpq holds.
 *  time  the timeout of a statement, and 5 s
 *  err   as database_run */
bool database_flush(struct database *db, const char *what, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Wait for the whole answer to what was sent.
 *  in    what  the name of the statement
 *  out   the last result, which the caller clears (a COPY that has begun is one); NULL: it failed
 *  time  the timeout of a statement, and 5 s
 *  err   as database_run */
PGresult *database_answer(struct database *db, const char *what, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Run a literal statement, whose answer nobody needs.
 *  err   as database_run */
bool database_simple(struct database *db, const char *literal, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Make rows of a result, which they own from now on. */
struct rows *rows_from_pg(PGresult *result) NONNULL_ALL MUST_CHECK;
