/* upkeep_process.h: a process that does for serve what any janitor does for the fleet, and collects
 * dead letters. It is a process of its own, because serve itself never waits for the database. */
#pragma once
#include "shared/context.h"

/* Where it tells the master, once a second, that it turns: a line with what is in its way, or an
 * empty one. When the master closes the other end, it leaves the fleet and ends. */
enum { UPKEEP_DESCRIPTOR = 3, UPKEEP_WORDS_MAX = 1024 };

/** Enter the fleet, and keep it up until the master ends.
 *  in    context  whose configuration is read
 *  out   the exit code
 *  err   CONFIG the configuration is wrong */
int upkeep_process_run(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;
