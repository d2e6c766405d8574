/* process.h: this process as the fleet sees it, by its row, its heartbeat and its lock. One thread
 * uses it. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

struct process;

/** Enter the fleet, on a session of its own (database.direct_url), which holds the lock.
 *  in    config  borrowed for its life;  role  "consumer"
 *  out   ret     the caller ends it with process_leave
 *  err   as database_open, database_run and session_check */
bool process_enter(const struct config *config, const char *role, struct process **ret,
                   struct error *err) NONNULL_ALL MUST_CHECK;
/** Leave the fleet, if the database answers, and free.
 *  in    because  the error that ends the process, for its row; NULL: it ends as it was told to */
void process_leave(struct process *process, const struct error *because);

/** The id of the process, by which it owns the months that it works on. process_beat may change
 *  it. */
int process_id(const struct process *process) NONNULL_ALL;

/** The session, for the janitor's statements; NULL while it is lost. */
struct database *process_session(struct process *process) NONNULL_ALL;

/** How long this session has held its lock, ms; 0 while it does not. */
int64_t process_session_ms(const struct process *process) NONNULL_ALL;

/* What a process learns at its heartbeat. */
struct process_told {
    bool paused;         /* an operator has paused the fleet */
    bool clock_set_back; /* the database's clock was set back since the last heartbeat */
    bool operation_due;  /* an operation on letters has something to do */
    bool order_due;      /* a standing order is to be done */
    bool event_due;      /* something has happened to a provider that is in no log yet */
    bool observe_due;    /* it is time to look for alarms */
    bool alert_due;      /* an alarm is to be sent */
    bool ping_due;       /* the dead man's switch may be pinged */
    int64_t moment_ms;   /* when, by the database's clock */
    char closed[1024];   /* the providers that are closed, a comma list */
};

/** Write a heartbeat. A session that was lost is opened again, and takes the lock again. The id
 *  stays, unless its row belongs to another process by now; then this process enters the fleet
 *  again, with a new id.
 *  err   as database_open and database_run */
bool process_beat(struct process *process, struct process_told *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
