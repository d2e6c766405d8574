/* pool_job.h: what is asked of the pool, and by whom. */
#pragma once
#include "serve/job.h"

struct pool_job {
    struct pool_job *next;
    struct text frame; /* what is sent to the worker */
    pool_done *done;
    void *context;
    int64_t until_ms; /* then nobody waits any more */
};

/** Copy what is asked.
 *  out   the caller ends it with one of the others */
struct pool_job *pool_job_new(const struct job *job, pool_done *done, void *context)
    __attribute__((nonnull(1, 2))) MUST_CHECK;

/** Tell the outcome, and end both. */
void pool_job_end(struct pool_job *job, struct outcome *outcome) NONNULL_ALL;

/** Tell that there is none.
 *  in    code  as struct outcome says */
void pool_job_lose(struct pool_job *job, int code, const char *message) NONNULL_ALL;

/** Nobody was told that it is there, and nobody is told. */
void pool_job_free(struct pool_job *job) NONNULL_ALL;
