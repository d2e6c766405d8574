/* thread.c: starting threads, waiting for conditions with a limit of time, and waking threads that
 * poll. No other file creates a thread. What threads share is locked where it is declared. */
#include "core/thread.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STACK_FACTOR 8 /* sanitizers make stack frames larger */
#else
#define STACK_FACTOR 1
#endif

static bool create(pthread_t *ret, const char *name, size_t stack_bytes, void *(*run)(void *),
                   void *argument)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    const bool good = pthread_attr_setstacksize(&attributes, stack_bytes * STACK_FACTOR) == 0 &&
                      pthread_create(ret, &attributes, run, argument) == 0;
    (void)pthread_attr_destroy(&attributes); /* cannot fail: they are initialised */
    if (good)
        (void)pthread_setname_np(*ret, name); /* a longer name is left out */
    return good;
}

pthread_t thread_start(const char *name, size_t stack_bytes, void *(*run)(void *), void *argument)
{
    pthread_t thread;
    if (create(&thread, name, stack_bytes, run, argument))
        return thread;
    (void)fprintf(stderr,
                  "backfill: cannot start thread %s: lower --concurrency, or raise the "
                  "limit of threads (ulimit -u)\n",
                  name);
    exit(1);
}

bool thread_start_detached(const char *name, size_t stack_bytes, void *(*run)(void *))
{
    pthread_t thread;
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before); /* the new thread inherits it */
    const bool good = create(&thread, name, stack_bytes, run, NULL);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (good)
        (void)pthread_detach(thread);
    return good;
}

/* ---- conditions ---- */

void thread_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes); /* of these calls none fails on Linux */
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(cond, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

bool thread_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms)
{
    const struct timespec until = {.tv_sec = until_ms / 1000,
                                   .tv_nsec = (until_ms % 1000) * 1000000};
    return pthread_cond_timedwait(cond, lock, &until) == 0;
}

/* ---- waking ---- */

int thread_wake_open(void)
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void thread_wake(int wake_fd)
{
    const uint64_t one = 1;
    (void)!write(wake_fd, &one, sizeof(one)); /* fails when full, and is readable then anyway */
}

void thread_wake_clear(int wake_fd)
{
    uint64_t ignored = 0;
    (void)!read(wake_fd, &ignored, sizeof(ignored)); /* fails when it is not readable */
}
