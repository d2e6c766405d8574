/* janitor.h: the thread that writes this process's heartbeat, takes months over from dead
 * processes, and announces months again whose message is lost. */
#pragma once
#include "model/process.h"
#include "shared/consumer.h"

/** Start the thread, and set consumer->janitor. Called after intake_start and workers_start.
 *  in    process  owned from now on; it leaves the fleet at janitor_stop */
struct janitor *janitor_start(struct consumer *consumer, struct process *process) NONNULL_ALL;

/** Stop the thread, leave the fleet, and free both.
 *  in    because  as process_leave
 *  time  until the sweep under way has ended */
void janitor_stop(struct janitor *janitor, const struct error *because);

/** Milliseconds since the database has taken a heartbeat, or at first since the thread was started.
 *  Any thread. */
int64_t janitor_beat_age_ms(const struct janitor *janitor) NONNULL_ALL;
