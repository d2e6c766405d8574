/* process.c: each process has a row and an advisory lock of its session. The lock is free when the
 * session has ended, and the heartbeat does not change when the process has ended; together they
 * tell a dead process from a slow one.
 *
 * Row and lock are known by an identity that the process makes itself. A sequence of the database
 * would not do, because restoring an older dump sets it back, and a new process would get the id of
 * one that lives. */
#include "model/process.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/uuid.h"
#include "core/version.h"
#include "model/budget.h"
#include "model/session.h"
#include "sql.h"

#define ENTER_TRIES 10 /* for each process the chance that an id is taken is one in 2^31 */

struct process {
    const struct config *config;
    struct uuid identity;
    int id; /* the first bits of identity */
    struct database *session;
    bool locked;      /* this session holds the lock */
    int64_t since_ms; /* monotonic: when this session took the lock */
    char name[64], role[32], host[256];
    char unpriced[1000]; /* models that it asks and that have no price; "": none */
    char queues[64];     /* that it takes work from, an array of the database */
};

static bool open_session(struct process *process, struct error *err)
{
    const struct database_options options = config_database_direct(process->config, process->name);
    if (!database_open(&options, &process->session, err))
        return false;
    if (session_check(process->session, &options, err))
        return true;
    database_close(process->session);
    process->session = NULL;
    return false;
}

static bool take_lock(struct process *process, struct error *err)
{
    if (!DATABASE_RUN(process->session, &sql_process_lock, NULL, err, sql_int(process->id)))
        return error_wrap(err, "lock of process %d", process->id);
    process->locked = true;
    process->since_ms = clock_monotonic_ms();
    return true;
}

/* An id, 1 .. 2^31 - 1. The lock of number 0 is that of the migrations. */
static int id_of(const struct uuid *identity)
{
    uint32_t bits = 0;
    for (const char *c = identity->text; *c != '-'; c++)
        bits = bits << 4 | (uint32_t)(*c <= '9' ? *c - '0' : *c - 'a' + 10);
    bits &= INT32_MAX;
    return bits > 0 ? (int)bits : 1;
}

/* Make an identity, and a row with it. */
static bool enter_row(struct process *process, struct error *err)
{
    for (int i = 0; i < ENTER_TRIES; i++) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        process->identity = uuid_new();
        process->id = id_of(&process->identity);
        if (!DATABASE_RUN(process->session, &sql_process_start, &rows, err, sql_int(process->id),
                          sql_text(process->identity.text), sql_text(process->role),
                          sql_text(process->host), sql_int(getpid()), sql_text(version_number()),
                          sql_text(*process->unpriced ? process->unpriced : NULL),
                          sql_text(process->queues)))
            return false;
        if (rows_count(rows) == 1)
            return true;
    }
    return error_set(err, ERROR_OWN_SERVERS, 0, "no free id for this process");
}

static void note_unpriced(struct process *process)
{
    CLEANUP(text_done) struct text unpriced = {0};
    budget_unpriced(process->config, &unpriced);
    text_copy_printable(process->unpriced, sizeof(process->unpriced), text_of(&unpriced),
                        unpriced.count);
}

/* As an array of the database: "{backfill,enrichment}". */
static void note_queues(struct process *process)
{
    const bool takes_work = strcmp(process->role, "consumer") == 0;
    (void)snprintf(process->queues, sizeof(process->queues), "{%s}",
                   takes_work ? process->config->consumer_queue : "");
}

static void close_session(struct process *process)
{
    database_close(process->session);
    process->session = NULL;
    process->locked = false;
}

bool process_enter(const struct config *config, const char *role, struct process **ret,
                   struct error *err)
{
    struct process *process = mem_new(1, sizeof(*process));
    process->config = config;
    text_copy(process->name, sizeof(process->name), "backfill-");
    text_copy(process->name + strlen(process->name), 32, role);
    text_copy(process->role, sizeof(process->role), role);
    if (gethostname(process->host, sizeof(process->host) - 1) != 0)
        text_copy(process->host, sizeof(process->host), "unknown");
    note_unpriced(process);
    note_queues(process);
    if (!open_session(process, err) || !enter_row(process, err) || !take_lock(process, err)) {
        close_session(process);
        mem_free(process);
        return error_wrap(err, "entering the fleet");
    }
    *ret = process;
    return true;
}

void process_leave(struct process *process, const struct error *because)
{
    if (!process)
        return;
    struct error ignored = {0};
    if (process->session)
        IGNORE_RESULT(
            DATABASE_RUN(process->session, &sql_process_stop, NULL, &ignored, sql_int(process->id),
                         sql_text(process->identity.text),
                         sql_text(because ? because->message : NULL))); /* it beats no more */
    close_session(process);
    mem_free(process);
}

int process_id(const struct process *process)
{
    return process->id;
}

struct database *process_session(struct process *process)
{
    return process->session;
}

int64_t process_session_ms(const struct process *process)
{
    return process->locked ? clock_monotonic_ms() - process->since_ms : 0;
}

static bool beat(struct process *process, struct process_told *ret, bool *ret_own,
                 struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(process->session, &sql_process_beat, &rows, err, sql_int(process->id),
                      sql_text(process->identity.text), sql_text(process->role),
                      sql_text(process->host), sql_int(getpid()), sql_text(version_number()),
                      sql_text(*process->unpriced ? process->unpriced : NULL),
                      sql_text(process->queues)))
        return error_wrap(err, "heartbeat of process %d", process->id);
    *ret_own = row_bool(rows, 0, PROCESS_BEAT_OWN);
    ret->paused = row_bool(rows, 0, PROCESS_BEAT_PAUSED);
    ret->order_due = row_bool(rows, 0, PROCESS_BEAT_ORDER_DUE);
    ret->clock_set_back = *ret_own && row_bool(rows, 0, PROCESS_BEAT_SET_BACK);
    ret->operation_due = row_bool(rows, 0, PROCESS_BEAT_OPERATION_DUE);
    ret->event_due = row_bool(rows, 0, PROCESS_BEAT_EVENT_DUE);
    ret->observe_due = row_bool(rows, 0, PROCESS_BEAT_OBSERVE_DUE);
    ret->alert_due = row_bool(rows, 0, PROCESS_BEAT_ALERT_DUE);
    ret->ping_due = row_bool(rows, 0, PROCESS_BEAT_PING_DUE);
    ret->moment_ms = row_int(rows, 0, PROCESS_BEAT_MOMENT_MS);
    const char *closed = row_text(rows, 0, PROCESS_BEAT_CLOSED);
    text_copy(ret->closed, sizeof(ret->closed), closed ? closed : "");
    return true;
}

/* Enter the fleet again, because another process has the row of this id. The session is closed,
 * because it may hold the lock of that process. */
static bool enter_anew(struct process *process, struct error *err)
{
    const int former = process->id;
    close_session(process);
    if (!open_session(process, err) || !enter_row(process, err))
        return error_wrap(err, "entering the fleet anew");
    LOG(LOG_WARNING, "process_entered_anew", log_int("process", process->id),
        log_int("former", former));
    return true;
}

bool process_beat(struct process *process, struct process_told *ret, struct error *err)
{
    bool own = false;
    struct process_told told = {.paused = false};
    if (process->session && !database_alive(process->session))
        close_session(process);
    if (!process->session && !open_session(process, err))
        return error_wrap(err, "session of process %d", process->id);
    if (beat(process, &told, &own, err) && (own || enter_anew(process, err)) &&
        (process->locked || take_lock(process, err))) {
        *ret = told;
        return true;
    }
    if (process->session && !(process->locked && database_alive(process->session)))
        close_session(process);
    return false;
}
