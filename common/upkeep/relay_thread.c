/* relay_thread.c: makes a turn of the relay whenever a row has been written, and at least every
 * relay.poll_ms. What a turn does is in common/model/relay.c. */
#include "upkeep/relay_thread.h"

#include <stdatomic.h>
#include <unistd.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "model/relay.h"

struct relay_thread {
    const struct config *config;
    const char *name; /* of its connections */
    pthread_t id;
    int wake_fd;
    struct log_repeat away;
    bool connected; /* the last turn succeeded; used by the thread alone */
    atomic_bool stopping;
    atomic_int_fast64_t turned_ms; /* monotonic, when the last turn began */
};

static void log_away(struct relay_thread *thread, const struct error *err)
{
    thread->connected = false;
    if (log_repeat_due(&thread->away, err->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "relay_stopped", log_error_class(err), log_error_message(err));
}

static void wait_after_error(const struct relay_thread *thread, struct backoff *backoff)
{
    if (!atomic_load(&thread->stopping))
        clock_sleep_ms(backoff_next_ms(backoff));
}

/* Make one turn, and wait after it. The last turn of a process that stops does not wait. */
static bool turn(struct relay_thread *thread, struct relay *relay, struct error *err)
{
    int published = 0;
    bool more = false;
    thread_wake_clear(thread->wake_fd);
    if (!relay_turn(relay, &published, &more, err))
        return false;
    thread->away = (struct log_repeat){.said = false};
    if (!thread->connected)
        LOG(LOG_INFO, "relay_running", log_int("published", published));
    thread->connected = true;
    if (more || atomic_load(&thread->stopping))
        return true;
    return relay_idle(relay, thread->config->relay_poll_ms, thread->wake_fd, err);
}

static void *relay_rows(void *argument)
{
    struct relay_thread *thread = argument;
    CLEANUP(relay_free) struct relay *relay = relay_new(thread->config, thread->name);
    struct backoff backoff = {.first_ms = 100, .max_ms = thread->config->reconnect_max_ms};
    bool last = false;
    while (!last) {
        struct error err = {0};
        last = atomic_load(&thread->stopping); /* a turn that begins after the stop is the last */
        atomic_store(&thread->turned_ms, clock_monotonic_ms());
        if (turn(thread, relay, &err)) {
            backoff.tries = 0;
            continue;
        }
        log_away(thread, &err);
        wait_after_error(thread, &backoff);
    }
    return NULL;
}

struct relay_thread *relay_thread_start(const struct config *config, const char *name)
{
    struct relay_thread *thread = mem_new(1, sizeof(*thread));
    thread->config = config;
    thread->name = name;
    thread->wake_fd = thread_wake_open();
    atomic_store(&thread->turned_ms, clock_monotonic_ms());
    thread->id = thread_start("relay", THREAD_STACK_BROKER, relay_rows, thread);
    return thread;
}

void relay_thread_wake(struct relay_thread *thread)
{
    thread_wake(thread->wake_fd);
}

void relay_thread_stop(struct relay_thread *thread)
{
    if (!thread)
        return;
    atomic_store(&thread->stopping, true);
    relay_thread_wake(thread);
    (void)pthread_join(thread->id, NULL);
    (void)close(thread->wake_fd);
    mem_free(thread);
}

int64_t relay_thread_idle_ms(const struct relay_thread *thread)
{
    return clock_monotonic_ms() - atomic_load(&thread->turned_ms);
}
