/* pool_worker.h: one process of the pool and the conversation with it, without waiting. The pool's
 * thread alone. */
#pragma once
#include <sys/types.h>

#include "core/backoff.h"
#include "serve/pool_job.h"

/* Zeroed memory is one that was not started. */
struct pool_worker {
    pid_t pid; /* 0: it is not there */
    int socket;
    struct pool_job *job; /* that it does; owned; NULL: it is idle */
    size_t sent;          /* bytes of the job's frame */
    struct text received;
    bool is_full;      /* what it says is not read, because whoever reads it is slow */
    size_t done_count; /* jobs that it has done */
    unsigned age;      /* of the pool, when it was started */
    int64_t again_ms;  /* it is not started before */
    struct backoff backoff;
};

/** Start it, where that is due.
 *  err   OWN_SERVERS; it is tried again later */
bool pool_worker_start(struct pool_worker *worker, const char *config_file, unsigned age,
                       struct error *err) __attribute__((nonnull(1, 4))) MUST_CHECK;

/** Give it a job. It is idle. */
void pool_worker_give(struct pool_worker *worker, struct pool_job *job) NONNULL_ALL;

/* What is awaited of its socket, for poll(2). */
short pool_worker_events(const struct pool_worker *worker) NONNULL_ALL;

enum pool_said { POOL_NOTHING, POOL_PIECE, POOL_ANSWER, POOL_GONE, POOL_LEFT };

/** Send and read what can be, at once. Pieces are handed over.
 *  out   ret  the outcome where there is an ANSWER; the job is the caller's to end
 *        PIECE: it has gone on, or waits for a slow reader
 *        GONE: it has closed its socket, or said what is no answer
 *        LEFT: nobody reads its pieces any more */
enum pool_said pool_worker_turn(struct pool_worker *worker, struct outcome *ret) NONNULL_ALL;

/** End it.
 *  in    kindly  it is idle, and may close its connections; it is to be asked for by its number
 *  out   its number; 0: it is gone */
pid_t pool_worker_end(struct pool_worker *worker, bool kindly) NONNULL_ALL;
