/* publisher.c: turns the relay whenever a worker has written a row, and once a second. */
#include "shared/publisher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/thread.h"
#include "model/relay.h"

struct publisher {
    struct consumer *consumer;
    pthread_t thread;
    int wake_fd;
    struct log_repeat away;
    atomic_bool stopping, connected;
    atomic_int_fast64_t turned_ms;
};

static void log_away(struct publisher *publisher, const struct error *err)
{
    atomic_store(&publisher->connected, false);
    if (log_repeat_due(&publisher->away, err->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "relay_stopped", log_error_class(err), log_error_message(err));
}

static void wait_after_error(const struct publisher *publisher, struct backoff *backoff)
{
    if (!atomic_load(&publisher->stopping))
        clock_sleep_ms(backoff_next_ms(backoff));
}

static void clear_wake(const struct publisher *publisher)
{
    uint64_t ignored = 0;
    (void)!read(publisher->wake_fd, &ignored, sizeof(ignored)); /* empty is fine */
}

/* One turn and the wait after it. The last turn of a stopping process waits for nothing. */
static bool turn(struct publisher *publisher, struct relay *relay, struct error *err)
{
    int published = 0;
    bool more = false;
    clear_wake(publisher);
    if (!relay_turn(relay, &published, &more, err))
        return false;
    publisher->away = (struct log_repeat){.said = false};
    if (!atomic_exchange(&publisher->connected, true))
        LOG(LOG_INFO, "relay_running", log_int("published", published));
    if (more || atomic_load(&publisher->stopping))
        return true;
    return relay_idle(relay, publisher->consumer->config->relay_poll_ms, publisher->wake_fd, err);
}

static void *run(void *argument)
{
    struct publisher *publisher = argument;
    const struct config *config = publisher->consumer->config;
    CLEANUP(relay_free) struct relay *relay = relay_new(config, "backfill-consumer relay");
    struct backoff backoff = {.first_ms = 100, .max_ms = config->reconnect_max_ms};
    bool last = false;
    while (!last) {
        struct error err = {0};
        last = atomic_load(&publisher->stopping); /* one more turn after that was seen */
        atomic_store(&publisher->turned_ms, clock_monotonic_ms());
        if (turn(publisher, relay, &err)) {
            backoff.tries = 0;
            continue;
        }
        log_away(publisher, &err);
        wait_after_error(publisher, &backoff);
    }
    return NULL;
}

struct publisher *publisher_start(struct consumer *consumer)
{
    struct publisher *publisher = mem_new(1, sizeof(*publisher));
    publisher->consumer = consumer;
    publisher->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    atomic_store(&publisher->turned_ms, clock_monotonic_ms());
    consumer->publisher = publisher;
    publisher->thread = thread_start("relay", THREAD_STACK_BROKER, run, publisher);
    return publisher;
}

void publisher_wake(struct publisher *publisher)
{
    uint64_t one = 1;
    (void)!write(publisher->wake_fd, &one, sizeof(one)); /* full means it wakes anyway */
}

void publisher_stop(struct publisher *publisher)
{
    if (!publisher)
        return;
    atomic_store(&publisher->stopping, true);
    publisher_wake(publisher);
    (void)pthread_join(publisher->thread, NULL);
    (void)close(publisher->wake_fd);
    mem_free(publisher);
}

int64_t publisher_idle_ms(const struct publisher *publisher)
{
    return clock_monotonic_ms() - atomic_load(&publisher->turned_ms);
}

bool publisher_connected(const struct publisher *publisher)
{
    return atomic_load(&publisher->connected);
}
