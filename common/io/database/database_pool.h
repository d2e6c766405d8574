/* database_pool.h: a few connections shared by many workers, first come first served, each held for
 * one statement only; and the one place where "database away" is waited out. */
#pragma once
#include "io/database/database.h"

struct database_pool;

/** Make a pool. Connections open at first use.
 *  in   options           copied;  size  connections at most
 *       reconnect_max_ms  the longest pause between two tries while the database is away
 *  out  the caller frees it with database_pool_free, when no thread uses it any more */
struct database_pool *database_pool_new(const struct database_options *options, size_t size,
                                        int64_t reconnect_max_ms) NONNULL_ALL MUST_CHECK;
void database_pool_free(struct database_pool *pool);
CLEANUP_FUNCTION(struct database_pool, database_pool_free)

/** Run one statement that may safely run twice (its answer may have been lost with the connection).
 *  While the database is away or asks to try again, waits with backoff and repeats.
 *  err  as database_run, but never OWN_SERVERS: CANCELLED when it would wait after
 *       database_pool_stop; CONFIG also when a connection is refused */
bool database_pool_run(struct database_pool *pool, const struct sql_call *call, struct rows **ret,
                       struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

#define POOL_RUN(pool, statement, ret, err, ...)                                                   \
    database_pool_run((pool), SQL_CALL(statement, __VA_ARGS__), (ret), (err))

/** From now on nobody waits for an absent database: calls, also those that wait already, try once
 *  and end with CANCELLED. While the database answers, statements run as before. */
void database_pool_stop(struct database_pool *pool) NONNULL_ALL;

/** Milliseconds since the database stopped answering; 0 while it does. */
int64_t database_pool_away_ms(const struct database_pool *pool) NONNULL_ALL;
