/* process.h: this process as the fleet sees it: its row, its heartbeat, its lock. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

struct process;

/** Enter the fleet on a session of its own (database.direct_url), which holds the lock.
 *  in   role  "consumer"; config is borrowed for its life
 *  err  OWN_SERVERS | CONFIG */
bool process_enter(const struct config *config, const char *role, struct process **ret,
                   struct error *err) NONNULL_ALL MUST_CHECK;
/** Leave in an orderly way (best effort) and free. */
void process_leave(struct process *process);

/** Its id: the owner of the months that it works on. process_beat may change it. */
int process_id(const struct process *process) NONNULL_ALL;

/** The session, for the janitor's statements; NULL while it is away. */
struct database *process_session(struct process *process) NONNULL_ALL;

/** How long this session has held its lock, ms; 0 while away. */
int64_t process_session_ms(const struct process *process) NONNULL_ALL;

/* What a process learns when it beats. */
struct process_told {
    bool paused;         /* the fleet is */
    bool clock_set_back; /* the database's clock, since the last heartbeat */
};

/** Beat; a lost session is opened again and takes its lock again. The id stays, unless its row
 *  belongs to another process by now: then this process enters the fleet anew, with a new id.
 *  err  OWN_SERVERS the session is away */
bool process_beat(struct process *process, struct process_told *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
