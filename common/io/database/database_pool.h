/* database_pool.h: a few connections for many workers. A worker holds one for one try of a
 * statement, and the worker that has waited longest gets the next. Only here do workers wait while
 * the database is away or refuses. */
#pragma once
#include "io/database/database.h"

struct database_pool;

/* How long a database that is away or refuses is waited for by who has nothing in hand. */
#define DATABASE_POOL_PATIENCE_MS 30000

/** Make a pool. A connection is opened at its first use.
 *  in    options           copied;  size  connections at most
 *        reconnect_max_ms  the longest pause between two tries while the database is away
 *  out   the caller frees it with database_pool_free, when no thread uses it any more */
struct database_pool *database_pool_new(const struct database_options *options, size_t size,
                                        int64_t reconnect_max_ms) NONNULL_ALL MUST_CHECK;
void database_pool_free(struct database_pool *pool);
CLEANUP_FUNCTION(struct database_pool, database_pool_free)

/** Run one statement that may run twice without harm, because its answer may be lost with the
 *  connection. While the database is away, cannot do it now, or refuses (CONFIG: a login, a right,
 *  a table that is not there), it waits and tries again: what the caller has may have cost money.
 *  out   ret  as database_run
 *  time  as long as the database is away or refuses
 *  err   REQUEST as database_run; where it would wait after database_pool_stop: CANCELLED, or
 *        CONFIG if the database refuses */
bool database_pool_run(struct database_pool *pool, const struct sql_call *call, struct rows **ret,
                       struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

#define POOL_RUN(pool, statement, ret, err, ...)                                                   \
    database_pool_run((pool), SQL_CALL(statement, __VA_ARGS__), (ret), (err))

/** The same for a caller that can lose nothing: it gives up when this statement fails, and
 *  statements of the pool have failed for so long (database_pool_fails_ms).
 *  in   patience_ms  0: it tries once
 *  err  as database_pool_run; OWN_SERVERS, CONFIG it has given up, and perhaps the statement was
 *       done */
bool database_pool_run_within(struct database_pool *pool, int64_t patience_ms,
                              const struct sql_call *call, struct rows **ret, struct error *err)
    __attribute__((nonnull(1, 3, 5))) MUST_CHECK;

#define POOL_RUN_WITHIN(pool, patience_ms, statement, ret, err, ...)                               \
    database_pool_run_within((pool), (patience_ms), SQL_CALL(statement, __VA_ARGS__), (ret), (err))

/* A transaction of several statements, which may run twice without harm. */
struct database_work {
    const char *name; /* in logs */
    /* Runs in an open transaction, and leaves it open: the pool commits. */
    bool (*run)(void *context, struct database *db, struct error *err);
    void *context;
};

/** Run a transaction, as database_pool_run_within runs a statement: where it fails because the
 *  database is away or refuses, it is rolled back and begun again.
 *  err  as database_pool_run_within; what work says */
bool database_pool_work(struct database_pool *pool, int64_t patience_ms,
                        const struct database_work *work, struct error *err) NONNULL_ALL MUST_CHECK;

/** Connect with this URL from now on; connections that are open stay. Any thread.
 *  in   url  copied */
void database_pool_set_url(struct database_pool *pool, const char *url) NONNULL_ALL;

/** From now on nobody waits while the database is away or refuses: calls end with CANCELLED or
 *  CONFIG after one try, also those that wait already. While the database works, statements run as
 *  before. */
void database_pool_stop(struct database_pool *pool) NONNULL_ALL;

/** For how many ms the statement has failed that waits longest because the database is away or
 *  refuses; 0: none waits. Any thread. */
int64_t database_pool_fails_ms(const struct database_pool *pool) NONNULL_ALL;
