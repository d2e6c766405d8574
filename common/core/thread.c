/* thread.c: starting the process's few threads. */
#include "core/thread.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STACK_FACTOR 8 /* instrumented frames are larger */
#else
#define STACK_FACTOR 1
#endif

pthread_t thread_start(const char *name, size_t stack_bytes, void *(*run)(void *), void *argument)
{
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0 ||
        pthread_attr_setstacksize(&attributes, stack_bytes * STACK_FACTOR) != 0 ||
        pthread_create(&thread, &attributes, run, argument) != 0) {
        (void)fprintf(stderr,
                      "backfill: cannot start thread %s: lower --concurrency, or raise the "
                      "limit of threads (ulimit -u)\n",
                      name);
        exit(1);
    }
    (void)pthread_attr_destroy(&attributes); /* cannot fail for an initialised one */
    (void)pthread_setname_np(thread, name);  /* a longer name is left out */
    return thread;
}

void thread_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(cond, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

struct timespec thread_until(int64_t monotonic_ms)
{
    struct timespec until = {.tv_sec = monotonic_ms / 1000,
                             .tv_nsec = (monotonic_ms % 1000) * 1000000};
    return until;
}
