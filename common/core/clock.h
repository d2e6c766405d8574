/* clock.h: the process's own clocks. What is decided by time between processes is decided by the
 * database's clock, in SQL; these serve timeouts and display. */
#pragma once
#include "core/base.h"

/** Milliseconds of a clock that never steps. */
int64_t clock_monotonic_ms(void);

/** Milliseconds since 1970-01-01 UTC. */
int64_t clock_utc_ms(void);

/** "2023-11-30T08:15:00Z" for a time of clock_utc_ms; ret has at least 21 bytes. */
void clock_utc_text(int64_t utc_ms, char ret[static 21]);

/** Sleep; a signal may end it early. */
void clock_sleep_ms(int64_t ms);

/** "1 d 02 h", "1 h 05 m", "2 m 15 s", "1.35 s", "12 ms": a duration for people; ret has at least
 *  24 bytes. */
void clock_duration_text(int64_t ms, char ret[static 24]);
