/* janitor.h: the thread that beats this process's heart, takes months over from the dead, and
 * announces again what lost its message. */
#pragma once
#include "model/process.h"
#include "shared/consumer.h"

/** Takes process over: leaves the fleet at janitor_stop. */
struct janitor *janitor_start(struct consumer *consumer, struct process *process) NONNULL_ALL;
void janitor_stop(struct janitor *janitor);
/** Milliseconds since the last heartbeat that the database took. */
int64_t janitor_beat_age_ms(const struct janitor *janitor) NONNULL_ALL;
