/* thread.h: what the process's few threads need: starting one, a condition that is waited for by
 * the monotonic clock, and a descriptor that wakes a thread which polls. */
#pragma once
#include <pthread.h>

#include "core/base.h"

/* Header tables of a message nest without limit, and the library reads them recursively. */
#define THREAD_STACK_BROKER ((size_t)16 << 20)
/* A worker waits nearly all the time: its stack is small, so that hundreds cost little. */
#define THREAD_STACK_WORKER ((size_t)256 << 10)
#define THREAD_STACK_PLAIN ((size_t)1 << 20)

/** Start a thread, which the caller joins. Ends the process when the system has no thread left.
 *  in    name  at most 15 bytes; a longer one is not shown */
pthread_t thread_start(const char *name, size_t stack_bytes, void *(*run)(void *), void *argument)
    NONNULL_ALL;

/** Start a thread that nobody joins and that takes no signal. run is called with NULL.
 *  out   false: the system has no thread left */
bool thread_start_detached(const char *name, size_t stack_bytes, void *(*run)(void *))
    NONNULL_ALL MUST_CHECK;

/** Make a condition that thread_wait_until can wait for. */
void thread_cond_init(pthread_cond_t *cond) NONNULL_ALL;

/** Wait for a condition, at most until a time of clock_monotonic_ms.
 *  in    cond  made by thread_cond_init;  lock  held by the caller
 *  out   false: the time is up | true: it was signalled, or woke without a cause; look again */
bool thread_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms) NONNULL_ALL;

/** Open a descriptor that thread_wake makes readable, for a thread that polls it.
 *  out   the caller closes it with close(2); -1: no descriptor is left, and poll(2) ignores it */
int thread_wake_open(void) MUST_CHECK;
/** Make the descriptor readable. Any thread. */
void thread_wake(int wake_fd);
/** Make the descriptor unreadable again. */
void thread_wake_clear(int wake_fd);
