/* thread.h: starting the process's few threads. */
#pragma once
#include <pthread.h>

#include "core/base.h"

/* Header tables of a message nest without limit, and the library reads them recursively. */
#define THREAD_STACK_BROKER ((size_t)16 << 20)
/* A worker waits nearly all the time: its stack is small, so that hundreds cost little. */
#define THREAD_STACK_WORKER ((size_t)256 << 10)
#define THREAD_STACK_PLAIN ((size_t)1 << 20)

/** Start a thread; ends the process when the system has none left. Signals stay with main. */
pthread_t thread_start(const char *name, size_t stack_bytes, void *(*run)(void *), void *argument)
    NONNULL_ALL;

/** A condition that is waited for by the monotonic clock, and a moment of that clock for it. */
void thread_cond_init(pthread_cond_t *cond) NONNULL_ALL;
struct timespec thread_until(int64_t monotonic_ms);
