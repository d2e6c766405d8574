/* alerts.h: looks for alarms, and has them sent. The database decides what is said, when, and by
 * which process of the fleet; a thread of its own says it. One thread calls these. */
#pragma once
#include "model/process.h"
#include "upkeep/upkeep_host.h"

struct alerts;

/** in    host  borrowed for its life
 *  out   the caller ends it with alerts_stop */
struct alerts *alerts_start(const struct upkeep_host *host) NONNULL_ALL MUST_CHECK;

/** Do what a heartbeat has told to be due.
 *  time  a few statements; never that of sending
 *  err   as database_run */
bool alerts_turn(struct alerts *alerts, const struct process_told *told, struct database *db,
                 struct error *err) NONNULL_ALL MUST_CHECK;

/** End what is being sent, keep what came of it, and free.
 *  in    db  NULL: the database is away, and another process says it again
 *  time  as alert_thread_end */
void alerts_stop(struct alerts *alerts, struct database *db);
