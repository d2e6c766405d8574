/* database_pool.h: a few connections for many workers. A worker holds one for one statement, and
 * the worker that has waited longest gets the next. Only here do workers wait while the database is
 * away. */
#pragma once
#include "io/database/database.h"

struct database_pool;

/** Make a pool. A connection is opened at its first use.
 *  in    options           copied;  size  connections at most
 *        reconnect_max_ms  the longest pause between two tries while the database is away
 *  out   the caller frees it with database_pool_free, when no thread uses it any more */
struct database_pool *database_pool_new(const struct database_options *options, size_t size,
                                        int64_t reconnect_max_ms) NONNULL_ALL MUST_CHECK;
void database_pool_free(struct database_pool *pool);
CLEANUP_FUNCTION(struct database_pool, database_pool_free)

/** Run one statement that may run twice without harm, because its answer may be lost with the
 *  connection. While the database is away, or cannot do it now, it waits and tries again.
 *  out   ret  as database_run
 *  time  as long as the database is away
 *  err   as database_run, but never OWN_SERVERS: CANCELLED where it would wait after
 *        database_pool_stop; CONFIG also where a connection is refused */
bool database_pool_run(struct database_pool *pool, const struct sql_call *call, struct rows **ret,
                       struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

#define POOL_RUN(pool, statement, ret, err, ...)                                                   \
    database_pool_run((pool), SQL_CALL(statement, __VA_ARGS__), (ret), (err))

/** From now on nobody waits while the database is away: calls end with CANCELLED after one try,
 *  also those that wait already. While the database answers, statements run as before. */
void database_pool_stop(struct database_pool *pool) NONNULL_ALL;

/** Milliseconds since the database stopped answering; 0: it answers. Any thread. */
int64_t database_pool_away_ms(const struct database_pool *pool) NONNULL_ALL;
