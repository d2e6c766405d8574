/* database_private.h: what the database*.c files share. */
#pragma once
#include <libpq-fe.h>

#include "io/database/database.h"

/* The statements a connection has prepared: a set of pointers, open addressing. Embedded statements
 * live as long as the program, so the pointer is the identity. */
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
    bool broken;        /* of no use any more, though libpq may not know yet */
#ifdef BACKFILL_FAILPOINTS
    const char *step; /* the statement that was begun last */
#endif
};

/* Failpoints around what changes the database (database_failpoint.c). false: it is to fail, and the
 * connection is lost. */
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

/** Say what went wrong with a result, or with the connection when result is NULL; notes on db when
 *  the connection is of no further use. what names the statement. Returns false. */
bool error_from_pg(struct database *db, const PGresult *result, const char *what, struct error *err)
    __attribute__((nonnull(1, 3, 4)));

/** Say why a connection could not be opened. Returns false. */
bool error_from_pg_connect(const char *libpq_message, bool needs_password, struct error *err)
    NONNULL_ALL;

/** Write out what libpq holds, waiting at most the statement's time. */
bool database_flush(struct database *db, const char *what, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Wait for the answer to what was sent, all of it, at most the statement's time.
 *  out  the last result, caller clears; NULL: err says why. A COPY that began is a result too. */
PGresult *database_answer(struct database *db, const char *what, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Send a literal of ours and wait for its answer, which is thrown away. */
bool database_simple(struct database *db, const char *literal, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Rows of a result, which they own from now on. */
struct rows *rows_from_pg(PGresult *result) NONNULL_ALL MUST_CHECK;
