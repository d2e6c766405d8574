/* broker_watchdog.c: the end of calls that last too long. The library's writes, and some of its
 * reads, may wait for ever. One thread of the process looks at every connection ten times a second,
 * and shuts down the socket of one whose thread has been inside the same call for too long; the
 * call then fails as on any lost connection.
 *
 * Each watch has a descriptor of its own (dup), because the library may close the socket, and its
 * number may then be another file's. The thread is started with the first connection and never
 * ends. */
#include <fcntl.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/thread.h"
#include "io/broker/broker_private.h"

#define LOOK_EVERY_MS 100

struct broker_watch {
    int fd; /* a duplicate, which the watch owns */
    int64_t timeout_ms;
    _Atomic int64_t entered_ms; /* monotonic; 0: the thread is in no call */
    atomic_bool fired;
    struct broker_watch *next; /* guarded by watchdog.lock */
};

/* What the connections' threads share with the watchdog. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t added;
    struct broker_watch *first;
    bool started;
} watchdog = {.lock = PTHREAD_MUTEX_INITIALIZER, .added = PTHREAD_COND_INITIALIZER};

static void look_at(struct broker_watch *watch, int64_t now_ms)
{
    int64_t entered_ms = atomic_load(&watch->entered_ms);
    if (entered_ms == 0 || now_ms - entered_ms <= watch->timeout_ms || atomic_load(&watch->fired))
        return;
    atomic_store(&watch->fired, true);
    (void)shutdown(watch->fd, SHUT_RDWR); /* fails where the other side has closed it */
}

static NORETURN void *watchdog_thread(void *unused)
{
    (void)unused;
    for (;;) {
        (void)pthread_mutex_lock(&watchdog.lock); /* a plain mutex: cannot fail */
        while (!watchdog.first)
            (void)pthread_cond_wait(&watchdog.added, &watchdog.lock);
        int64_t now_ms = clock_monotonic_ms();
        for (struct broker_watch *watch = watchdog.first; watch; watch = watch->next)
            look_at(watch, now_ms);
        (void)pthread_mutex_unlock(&watchdog.lock);
        clock_sleep_ms(LOOK_EVERY_MS);
    }
}

static bool add(struct broker_watch *watch)
{
    (void)pthread_mutex_lock(&watchdog.lock);
    watchdog.started =
        watchdog.started || thread_start_detached("watchdog", THREAD_STACK_WORKER, watchdog_thread);
    if (watchdog.started) {
        watch->next = watchdog.first;
        watchdog.first = watch;
        (void)pthread_cond_signal(&watchdog.added);
    }
    bool added = watchdog.started;
    (void)pthread_mutex_unlock(&watchdog.lock);
    return added;
}

bool broker_watch_new(int fd, int64_t timeout_ms, struct broker_watch **ret, struct error *err)
{
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return error_set(err, ERROR_OWN_SERVERS, /* code= */ 0, "broker: no descriptor is left");
    struct broker_watch *watch = mem_new(1, sizeof(*watch));
    watch->fd = own;
    watch->timeout_ms = timeout_ms;
    if (!add(watch)) {
        (void)close(own); /* nothing was written to it */
        mem_free(watch);
        return error_set(err, ERROR_OWN_SERVERS, /* code= */ 0, "broker: no thread can be started");
    }
    *ret = watch;
    return true;
}

void broker_watch_free(struct broker_watch *watch)
{
    if (!watch)
        return;
    (void)pthread_mutex_lock(&watchdog.lock);
    struct broker_watch **link = &watchdog.first;
    while (*link != watch)
        link = &(*link)->next;
    *link = watch->next;
    (void)pthread_mutex_unlock(&watchdog.lock);
    (void)close(watch->fd); /* nothing was written to it */
    mem_free(watch);
}

void broker_watch_enter(struct broker_watch *watch)
{
    atomic_store(&watch->entered_ms, clock_monotonic_ms());
}

void broker_watch_leave(struct broker_watch *watch)
{
    atomic_store(&watch->entered_ms, 0);
}

bool broker_watch_fired(const struct broker_watch *watch)
{
    return atomic_load(&watch->fired);
}
