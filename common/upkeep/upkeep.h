/* upkeep.h: what any process of the fleet does for all of it: standing orders, operations on dead
 * letters, deleting by age, the log of providers, alarms. The database decides what is due and who
 * does it; a heartbeat tells it. One thread uses an upkeep. */
#pragma once
#include "model/process.h"
#include "upkeep/upkeep_host.h"

struct upkeep;

/** in    host  borrowed for its life
 *  out   the caller ends it with upkeep_stop */
struct upkeep *upkeep_start(const struct upkeep_host *host) NONNULL_ALL MUST_CHECK;

/** Do what a heartbeat has told to be due.
 *  in    db  the session of the heartbeat
 *  time  a second or two; sending alarms has a thread of its own
 *  err   as database_run */
bool upkeep_turn(struct upkeep *upkeep, const struct process_told *told, struct database *db,
                 struct error *err) NONNULL_ALL MUST_CHECK;

/** End what is being sent, keep what came of it, and free.
 *  in    db  NULL: the database is away
 *  time  2 s, and 2 s more for a command that does not end */
void upkeep_stop(struct upkeep *upkeep, struct database *db);
