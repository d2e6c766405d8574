/* upkeep_process.c: a heartbeat each second, and after it what the heartbeat has told to be due.
 * The depths of the queues are looked at every few seconds; where dead letters lie, they are
 * collected, and those that need nothing any more are closed. */
#include "serve/upkeep_process.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "core/clock.h"
#include "core/log.h"
#include "model/dead_letter.h"
#include "model/process.h"
#include "model/schema.h"
#include "serve/child_process.h"
#include "shared/command.h"
#include "shared/depths.h"
#include "sql.h"
#include "upkeep/relay_thread.h"
#include "upkeep/upkeep.h"

#define DEPTHS_MS 5000

struct upkeep_process {
    const struct config *config;
    struct process *process;
    struct relay_thread *relay;
    struct upkeep_host host;
    struct upkeep *upkeep;
    struct depths depths;
    int64_t depths_ms; /* monotonic, when they were asked for; 0: never */
    struct log_repeat away, uncollected;
};

/* ---- what the upkeep of the fleet asks this process ---- */

static void wake_relay(void *context)
{
    const struct upkeep_process *self = context;
    relay_thread_wake(self->relay);
}

static bool tell_depths(void *context, struct alarm_depths *ret)
{
    const struct upkeep_process *self = context;
    if (self->depths.known && self->depths.of[0].exists)
        ret->queue = self->depths.of[0].ready;
    ret->letters = depths_letters(&self->depths);
    return true;
}

/* ---- dead letters ---- */

static void log_collected(struct upkeep_process *self,
                          const struct dead_letters_collected *collected)
{
    if (collected->archived + collected->again > 0)
        LOG(LOG_INFO, "dead_letters_collected", log_int("letters", collected->archived),
            log_int("again", collected->again), log_int("announced", collected->announced));
    if (collected->announced > 0)
        relay_thread_wake(self->relay);
}

/* Letters of months that have completed before they came are closed, and the queues are kept as
 * emptied: what was sent again and has not come back by then has not died. */
static bool collect_all(struct upkeep_process *self, struct dead_letters_collected *ret,
                        struct error *err)
{
    struct database *db = process_session(self->process);
    return (depths_letters(&self->depths) == 0 ||
            dead_letter_collect(self->config, db, /* limit_ms= */ 0, ret, err)) &&
           DATABASE_RUN0(db, &sql_dead_letter_close, NULL, err);
}

/* What keeps letters from being collected keeps nothing else from being done. */
static void collect(struct upkeep_process *self)
{
    struct error err = {0};
    struct dead_letters_collected collected = {0};
    const int64_t now_ms = clock_monotonic_ms();
    if (self->depths_ms != 0 && now_ms - self->depths_ms < DEPTHS_MS)
        return;
    self->depths_ms = now_ms;
    depths_read(self->config, &self->depths);
    if (depths_letters(&self->depths) < 0)
        return;
    const bool done = collect_all(self, &collected, &err);
    log_collected(self, &collected);
    if (done)
        self->uncollected = (struct log_repeat){.said = false};
    else if (log_repeat_due(&self->uncollected, err.message, now_ms))
        LOG(LOG_WARNING, "dead_letters_not_collected", log_error_class(&err),
            log_error_message(&err));
}

/* ---- its life ---- */

static bool enter(struct upkeep_process *self, struct error *err)
{
    if (self->upkeep)
        return true;
    if (!self->process && !process_enter(self->config, "serve", &self->process, err))
        return false;
    if (!process_session(self->process) || !schema_check(process_session(self->process), err))
        return false;
    self->relay = relay_thread_start(self->config, PROGRAM " relay");
    self->host = (struct upkeep_host){
        .config = self->config, .context = self, .wrote = wake_relay, .depths = tell_depths};
    self->upkeep = upkeep_start(&self->host);
    LOG(LOG_INFO, "upkeep_begins", log_int("process", process_id(self->process)));
    return true;
}

static bool turn(struct upkeep_process *self, struct error *err)
{
    struct process_told told = {.paused = false};
    if (self->process && !process_beat(self->process, &told, err))
        return false;
    if (!enter(self, err) || !upkeep_turn(self->upkeep, &told, process_session(self->process), err))
        return false;
    collect(self);
    return true;
}

static void log_turn(struct upkeep_process *self, bool done, const struct error *err)
{
    if (done)
        self->away = (struct log_repeat){.said = false};
    else if (log_repeat_due(&self->away, err->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "upkeep_stopped", log_error_class(err), log_error_message(err));
}

/* Tell the master, and wait. false: the master has ended, or ends us. */
static bool tell_and_wait(const struct upkeep_process *self, const char *words)
{
    CLEANUP(text_done) struct text line = {0};
    struct pollfd master = {.fd = UPKEEP_DESCRIPTOR, .events = POLLIN};
    text_add_printable(&line, words, strlen(words), UPKEEP_WORDS_MAX - 1);
    text_add(&line, "\n");
    if (send(UPKEEP_DESCRIPTOR, line.bytes, line.count, MSG_NOSIGNAL) < 0)
        return false;
    return poll(&master, 1, (int)self->config->janitor_heartbeat_ms) <= 0;
}

static void leave(struct upkeep_process *self)
{
    upkeep_stop(self->upkeep, self->process ? process_session(self->process) : NULL);
    relay_thread_stop(self->relay);
    process_leave(self->process, NULL);
}

/* Whatever is in the way is told, and tried again: a server that is away, a schema that is yet to
 * be migrated. */
int upkeep_process_run(struct context *context, struct error *err)
{
    struct upkeep_process self = {.depths_ms = 0};
    bool go_on = true;
    if (!child_process_obey_master(err))
        return EXIT_BY_ERROR;
    context_serve();
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err))
        return EXIT_BY_ERROR;
    self.config = context->config;
    while (go_on) {
        struct error why = {0};
        const bool done = turn(&self, &why);
        log_turn(&self, done, &why);
        go_on = tell_and_wait(&self, done ? "" : why.message);
    }
    leave(&self);
    return EXIT_DONE;
}
