/* process.c: one row and one session advisory lock a process. The lock is free once the session is
 * gone, the heartbeat grows old once the process is: together they tell the dead from the slow. */
#include "model/process.h"

#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/version.h"
#include "sql.h"

struct process {
    const struct config *config;
    int id;
    struct database *session;
    int64_t since_ms; /* monotonic: when this session took the lock */
    char name[64], role[32], host[256];
};

static bool open_session(struct process *process, struct error *err)
{
    const struct database_options options = config_database_direct(process->config, process->name);
    return database_open(&options, &process->session, err);
}

static bool take_lock(struct process *process, struct error *err)
{
    if (!DATABASE_RUN(process->session, &sql_process_lock, NULL, err, sql_int(process->id)))
        return error_wrap(err, "lock of process %d", process->id);
    process->since_ms = clock_monotonic_ms();
    return true;
}

static bool insert_row(struct process *process, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(process->session, &sql_process_start, &rows, err, sql_text(process->role),
                      sql_text(process->host), sql_int(getpid()), sql_text(version_number())))
        return false;
    process->id = (int)row_int(rows, 0, PROCESS_START_ID);
    return true;
}

static void close_session(struct process *process)
{
    database_close(process->session);
    process->session = NULL;
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
    if (!open_session(process, err) || !insert_row(process, err) || !take_lock(process, err)) {
        close_session(process);
        mem_free(process);
        return error_wrap(err, "entering the fleet");
    }
    *ret = process;
    return true;
}

void process_leave(struct process *process)
{
    if (!process)
        return;
    struct error ignored = {0};
    if (process->session)
        IGNORE_RESULT(DATABASE_RUN(process->session, &sql_process_stop, NULL, &ignored,
                                   sql_int(process->id))); /* its heartbeat grows old anyway */
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
    return process->session ? clock_monotonic_ms() - process->since_ms : 0;
}

static bool beat(struct process *process, bool *ret_paused, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(process->session, &sql_process_beat, &rows, err, sql_int(process->id),
                      sql_text(process->role), sql_text(process->host), sql_int(getpid()),
                      sql_text(version_number())))
        return false;
    *ret_paused = row_bool(rows, 0, PROCESS_BEAT_PAUSED);
    return true;
}

bool process_beat(struct process *process, bool *ret_paused, struct error *err)
{
    if (process->session && !database_alive(process->session))
        close_session(process);
    if (!process->session && (!open_session(process, err) || !take_lock(process, err))) {
        close_session(process);
        return error_wrap(err, "session of process %d", process->id);
    }
    if (!beat(process, ret_paused, err)) {
        if (!database_alive(process->session))
            close_session(process);
        return error_wrap(err, "heartbeat of process %d", process->id);
    }
    return true;
}
