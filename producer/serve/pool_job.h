/* pool_job.h: what is asked of the pool, and by whom. */
#pragma once
#include "serve/job.h"

struct pool_job {
    struct pool_job *next;
    struct pool_job *same; /* those that are told the same outcome; owned */
    struct text frame;     /* what is sent to the worker */
    size_t words_bytes;    /* of it, behind its length: the words */
    bool looks;
    const struct job_pieces *pieces;
    pool_done *done;
    void *context;
    int64_t until_ms; /* then nobody waits any more */
};

/** Copy what is asked.
 *  out   the caller ends it with one of the others */
struct pool_job *pool_job_new(const struct job *job, pool_done *done, void *context)
    __attribute__((nonnull(1, 2))) MUST_CHECK;

/** Do both only look, and ask the same? What the other is told is then an answer to this one, too,
 *  as long as nobody has begun with it. */
bool pool_job_equals(const struct pool_job *job, const struct pool_job *other) NONNULL_ALL;

/** Let a job be told what another is told, and ended with it. */
void pool_job_join(struct pool_job *job, struct pool_job *other) NONNULL_ALL;

/** Tell the outcome to all who share the job, and end both. */
void pool_job_end(struct pool_job *job, struct outcome *outcome) NONNULL_ALL;

/** Tell that there is none.
 *  in    code  as struct outcome says */
void pool_job_lose(struct pool_job *job, int code, const char *message) NONNULL_ALL;

/** Nobody was told that it is there, and nobody is told. */
void pool_job_free(struct pool_job *job) NONNULL_ALL;
