/* pool.h: processes that carry out commands for requests, and the requests that wait for one.
 *
 * serve itself never opens the database. A command that hangs or crashes costs its own request, and
 * its process, which is started anew. */
#pragma once
#include "serve/job.h"

struct pool;

struct pool_options {
    const char *config_file; /* of --config; NULL: none was given */
    size_t workers;          /* processes */
    int64_t request_ms; /* then a request has waited long enough, for a worker or for its end */
};

/** Start the processes and the pool's thread.
 *  out   ret  the caller frees it with pool_free */
void pool_start(const struct pool_options *options, struct pool **ret) NONNULL_ALL;

/** Tell every job that is left that it is lost, and end the processes and the thread. Nothing can
 *  be asked afterwards. Once. */
void pool_stop(struct pool *pool) NONNULL_ALL;
/** Free what has been stopped. Nobody may use it any more. */
void pool_free(struct pool *pool);

/** Have a command carried out. Any thread.
 *  out   false: too many wait already, or the pool stops; done is not called */
bool pool_ask(struct pool *pool, const struct job *job, pool_done *done, void *context)
    __attribute__((nonnull(1, 2, 3))) MUST_CHECK;

/** Start each process anew when it is idle: it reads the configuration again. Any thread. */
void pool_renew(struct pool *pool) NONNULL_ALL;

/** Could requests be carried out lately: is the database there? Any thread, at once.
 *  out   ret_why  where false: a sentence without secrets */
bool pool_is_ready(struct pool *pool, struct text *ret_why) NONNULL_ALL;

/** What wakes its thread, for whoever has room again for pieces. It is there until pool_free. */
int pool_wake_fd(const struct pool *pool) NONNULL_ALL;

/** How long ago its thread made a turn, of which it makes two a second or more. */
int64_t pool_idle_ms(const struct pool *pool) NONNULL_ALL;
