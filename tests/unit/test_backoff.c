/* test_backoff.c: waiting times that double. */
#include "core/backoff.h"
#include "test.h"

static void backoff_next_ms__doubles_up_to_the_greatest(void **state)
{
    (void)state;
    static const int64_t whole_ms[] = {100, 200, 400, 800, 1600, 2000, 2000, 2000};
    for (int round = 0; round < 200; round++) {
        struct backoff backoff = {.first_ms = 100, .max_ms = 2000};
        for (size_t i = 0; i < ARRAY_LEN(whole_ms); i++) {
            const int64_t wait_ms = backoff_next_ms(&backoff);
            assert_in_range(wait_ms, whole_ms[i] / 2, whole_ms[i]);
            assert_int_equal(backoff.tries, (int)i + 1);
        }
    }
}

static void backoff_next_ms__starts_anew_after_success(void **state)
{
    (void)state;
    struct backoff backoff = {.first_ms = 100, .max_ms = 2000, .tries = 9};
    backoff.tries = 0;
    assert_in_range(backoff_next_ms(&backoff), 50, 100);
}

static void backoff_next_ms__does_not_overflow(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct backoff backoff;
        int64_t least_ms;
    } rows[] = {
        {"a thousand failures", {1, 60000, 1000}, 30000},
        {"as many as can be counted", {1, 60000, INT32_MAX}, 30000},
        {"no greatest to speak of", {1, INT64_MAX, 1000}, INT64_MAX / 2},
        {"first is greatest", {1, 1, 5}, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct backoff backoff = rows[i].backoff;
        const int64_t wait_ms = backoff_next_ms(&backoff);
        EXPECT_ROW(rows[i].name, wait_ms >= rows[i].least_ms && wait_ms <= backoff.max_ms);
        EXPECT_ROW(rows[i].name, backoff.tries >= rows[i].backoff.tries);
    }
}

static void backoff_next_ms__spreads_a_fleet(void **state)
{
    (void)state;
    int early = 0;
    for (int i = 0; i < 1000; i++) {
        struct backoff backoff = {.first_ms = 1000, .max_ms = 1000};
        early += backoff_next_ms(&backoff) < 750;
    }
    assert_in_range(early, 350, 650); /* 500 with a deviation of 16 */
}

static void backoff_random__stays_below_and_reaches_all(void **state)
{
    (void)state;
    unsigned seen[7] = {0};
    for (int i = 0; i < 7000; i++)
        seen[backoff_random(7)]++; /* one too great is the sanitizer's to see */
    for (size_t i = 0; i < ARRAY_LEN(seen); i++)
        assert_in_range(seen[i], 700, 1300); /* 1000 with a deviation of 29 */
    assert_int_equal(backoff_random(1), 0);
    assert_true(backoff_random(UINT32_MAX) < UINT32_MAX);
}

TEST_MAIN(cmocka_unit_test(backoff_next_ms__doubles_up_to_the_greatest),
          cmocka_unit_test(backoff_next_ms__starts_anew_after_success),
          cmocka_unit_test(backoff_next_ms__does_not_overflow),
          cmocka_unit_test(backoff_next_ms__spreads_a_fleet),
          cmocka_unit_test(backoff_random__stays_below_and_reaches_all))
