/* test_clock_distance.c: moments of the database's clock on ours, from replies that were slow. */
#include "gate/clock_distance.h"
#include "test.h"

static void clock_distance_own_time__table(void **state)
{
    (void)state;
    /* One distance for all rows; the database is 1,000,000 ahead of us at first. */
    static const struct {
        const char *name;
        int64_t now_ms, moment_ms, want_ms;
    } rows[] = {
        {"the first reply is all that is known", 100100, 1100000, 100100},
        {"a quicker one shows that it was slow", 100210, 1100200, 100210},
        {"a slow one says nothing of its slot", 101900, 1101300, 101310},
        {"what was seen in the last minute holds", 165000, 1164400, 164410},
        {"in this minute the least was 590, so the older 10 holds", 170090, 1169500, 169510},
        {"two minutes on it is forgotten", 230500, 1229910, 230500},
        {"the database's clock was set forward", 231000, 1531000, 231000},
        {"a step back of a second looks like a slow reply", 232000, 1531000, 231000},
        {"a step back of more begins anew", 233000, 1529900, 233000},
        {"and is what holds then", 233100, 1529990, 233090},
    };
    struct clock_distance distance = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const int64_t got = clock_distance_own_time(&distance, rows[i].moment_ms, rows[i].now_ms);
        if (got != rows[i].want_ms)
            fail_msg("row '%s': %lld", rows[i].name, (long long)got);
    }
}

static void clock_distance_own_time__begins_anew_after_idle_minutes(void **state)
{
    (void)state;
    struct clock_distance distance = {0};
    assert_int_equal(clock_distance_own_time(&distance, 0, 1000), 1000);
    /* Clocks have drifted apart by half a second meanwhile, less than a step. */
    assert_int_equal(clock_distance_own_time(&distance, 600000, 601500), 601500);
}

TEST_MAIN(cmocka_unit_test(clock_distance_own_time__table),
          cmocka_unit_test(clock_distance_own_time__begins_anew_after_idle_minutes))
