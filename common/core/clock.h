/* clock.h: the clocks of this process, for timeouts and for what people read. Decisions that
 * several processes share are made by the database's clock, in SQL. */
#pragma once
#include "core/base.h"

/** Milliseconds of a clock that is never set and never goes back; only differences have a
 *  meaning. */
int64_t clock_monotonic_ms(void);

/** As clock_monotonic_ms, but it goes on while the machine is suspended. Its values are not
 *  comparable with those of the other. */
int64_t clock_boot_ms(void);

/** Milliseconds since 1970-01-01 UTC. */
int64_t clock_utc_ms(void);

/** Write a time of clock_utc_ms as "2023-11-30T08:15:00Z". A time outside the years 1970 to 9999 is
 *  written as the nearest one within them. */
void clock_utc_text(int64_t utc_ms, char ret[static 21]);

/** Sleep for at most so long; a signal may end it early. Does not sleep where ms is 0 or
 *  negative. */
void clock_sleep_ms(int64_t ms);

/** Write a duration for people: "1 d 02 h", "1 h 05 m", "2 m 15 s", "1.35 s", "12 ms". A negative
 *  one is written as "0 ms". */
void clock_duration_text(int64_t ms, char ret[static 24]);
