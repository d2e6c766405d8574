/* upkeep_child.c: what the process says comes as a line of a few hundred bytes, a second apart. */
#include "serve/upkeep_child.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/text.h"
#include "serve/losses.h"
#include "serve/spawn.h"
#include "serve/upkeep_process.h"

#define END_MS 5000

struct upkeep_child {
    const char *config_file;
    int64_t silent_max_ms;
    pid_t pid; /* 0: it is not there */
    int socket;
    char line[UPKEEP_WORDS_MAX]; /* that has begun to come */
    size_t line_bytes;
    int64_t heard_ms, again_ms; /* monotonic: it is not started before again_ms */
    struct backoff backoff;
    pthread_mutex_t lock;
    char words[UPKEEP_WORDS_MAX]; /* guarded by lock */
};

static void set_words(struct upkeep_child *child, const char *words)
{
    (void)pthread_mutex_lock(&child->lock);
    text_copy(child->words, sizeof(child->words), words);
    (void)pthread_mutex_unlock(&child->lock);
}

struct upkeep_child *upkeep_child_new(const char *config_file, int64_t silent_max_ms)
{
    struct upkeep_child *child = mem_new(1, sizeof(*child));
    child->config_file = config_file;
    child->silent_max_ms = silent_max_ms;
    child->backoff = (struct backoff){.first_ms = 1000, .max_ms = 30000};
    (void)pthread_mutex_init(&child->lock, NULL);
    set_words(child, "the process that keeps up the fleet is starting");
    return child;
}

/* ---- its end ---- */

/* Let it keep what it has in hand. It has ended when its socket is closed and it is reaped.
 * in  ms  how long it may take */
static void end(struct upkeep_child *child, int64_t ms)
{
    if (child->pid == 0)
        return;
    (void)close(child->socket); /* it leaves when it sees that */
    const int64_t until_ms = clock_monotonic_ms() + ms;
    bool ended = spawn_ended(child->pid);
    while (!ended && clock_monotonic_ms() < until_ms) {
        clock_sleep_ms(20);
        ended = spawn_ended(child->pid);
    }
    if (!ended)
        spawn_end(child->pid);
    child->pid = 0;
    child->line_bytes = 0;
}

/* It has ended, or says nothing, without being told to. */
static void lose(struct upkeep_child *child, enum loss loss, const char *why)
{
    const int64_t wait_ms = backoff_next_ms(&child->backoff);
    LOG(LOG_WARNING, "upkeep_lost", log_str("because", why), log_int("again_in_ms", wait_ms));
    losses_count(loss);
    set_words(child, "the process that keeps up the fleet has ended; the log says why");
    spawn_end(child->pid);
    (void)close(child->socket); /* nothing was written to it */
    child->pid = 0;
    child->line_bytes = 0;
    child->again_ms = clock_monotonic_ms() + wait_ms;
}

/* ---- its life ---- */

static void start(struct upkeep_child *child)
{
    struct error err = {0};
    const int64_t now_ms = clock_monotonic_ms();
    if (now_ms < child->again_ms)
        return;
    child->heard_ms = now_ms;
    if (spawn_child(SPAWN_UPKEEP, child->config_file, &child->pid, &child->socket, &err))
        return;
    child->pid = 0;
    child->again_ms = now_ms + backoff_next_ms(&child->backoff);
    LOG(LOG_WARNING, "upkeep_not_started", log_error_class(&err), log_error_message(&err));
    set_words(child, err.message);
}

static void hear_line(struct upkeep_child *child)
{
    char words[UPKEEP_WORDS_MAX];
    text_copy_printable(words, sizeof(words), child->line, child->line_bytes);
    child->line_bytes = 0;
    child->heard_ms = clock_monotonic_ms();
    if (!*words)
        child->backoff.tries = 0;
    set_words(child, words);
}

/* What a line has too much is left out. */
static void hear(struct upkeep_child *child, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == '\n')
            hear_line(child);
        else if (child->line_bytes < sizeof(child->line))
            child->line[child->line_bytes++] = bytes[i];
}

/* false: it has ended. */
static bool listen_to(struct upkeep_child *child)
{
    char bytes[4096];
    for (;;) {
        const ssize_t got = recv(child->socket, bytes, sizeof(bytes), MSG_DONTWAIT);
        if (got <= 0)
            return got < 0 && (errno == EAGAIN || errno == EINTR);
        hear(child, bytes, (size_t)got);
    }
}

void upkeep_child_turn(struct upkeep_child *child)
{
    if (child->pid == 0) {
        start(child);
        return;
    }
    if (!listen_to(child))
        lose(child, LOSS_UPKEEP_DIED, "it has ended");
    else if (clock_monotonic_ms() - child->heard_ms > child->silent_max_ms)
        lose(child, LOSS_UPKEEP_SILENT, "it says nothing");
}

void upkeep_child_renew(struct upkeep_child *child)
{
    end(child, END_MS);
    child->again_ms = 0;
}

void upkeep_child_words(struct upkeep_child *child, char *ret, size_t bytes)
{
    (void)pthread_mutex_lock(&child->lock);
    text_copy(ret, bytes, child->words);
    (void)pthread_mutex_unlock(&child->lock);
}

void upkeep_child_stop(struct upkeep_child *child, bool kindly)
{
    if (!child)
        return;
    end(child, kindly ? END_MS : 0);
    (void)pthread_mutex_destroy(&child->lock);
    mem_free(child);
}
