/* clock.c: the clocks of this process, and how times are written for people. Nothing here depends
 * on a time zone or a locale. */
#include "core/clock.h"

#include <stdio.h>
#include <time.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define YEAR_9999_END_MS INT64_C(253402300799999)

static int64_t clock_read_ms(clockid_t clock)
{
    struct timespec now = {0};
    if (clock_gettime(clock, &now) != 0)
        UNREACHABLE("clock_gettime of a clock that every kernel has");
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_ms(void)
{
    return clock_read_ms(CLOCK_MONOTONIC);
}

int64_t clock_boot_ms(void)
{
    return clock_read_ms(CLOCK_BOOTTIME);
}

int64_t clock_utc_ms(void)
{
    return clock_read_ms(CLOCK_REALTIME);
}

void clock_utc_text(int64_t utc_ms, char ret[static 21])
{
    /* Whoever reads our times expects four digits of a year. */
    if (utc_ms < 0)
        utc_ms = 0;
    if (utc_ms > YEAR_9999_END_MS)
        utc_ms = YEAR_9999_END_MS;
    const time_t seconds = (time_t)(utc_ms / SECOND_MS);
    struct tm utc = {0};
    if (!gmtime_r(&seconds, &utc) || strftime(ret, 21, "%Y-%m-%dT%H:%M:%SZ", &utc) != 20)
        UNREACHABLE("a time within the years 1970 to 9999");
}

void clock_sleep_ms(int64_t ms)
{
    if (ms <= 0)
        return;
    const struct timespec span = {.tv_sec = (time_t)(ms / SECOND_MS),
                                  .tv_nsec = (long)(ms % SECOND_MS) * 1000000};
    (void)nanosleep(&span, NULL); /* the caller looks at the time, as a signal may end it early */
}

void clock_duration_text(int64_t ms, char ret[static 24])
{
    const int64_t span = ms > 0 ? ms : 0;
    if (span < SECOND_MS)
        (void)snprintf(ret, 24, "%d ms", (int)span); /* this and all below fit into 24 bytes */
    else if (span < MINUTE_MS)
        (void)snprintf(ret, 24, "%d.%02d s", (int)(span / SECOND_MS), (int)(span % SECOND_MS / 10));
    else if (span < HOUR_MS)
        (void)snprintf(ret, 24, "%d m %02d s", (int)(span / MINUTE_MS),
                       (int)(span % MINUTE_MS / SECOND_MS));
    else if (span < DAY_MS)
        (void)snprintf(ret, 24, "%d h %02d m", (int)(span / HOUR_MS),
                       (int)(span % HOUR_MS / MINUTE_MS));
    else
        (void)snprintf(ret, 24, "%lld d %02d h", (long long)(span / DAY_MS),
                       (int)(span % DAY_MS / HOUR_MS));
}
