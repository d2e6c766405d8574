/* test_clock.c: how times and durations are shown. */
#include "core/clock.h"
#include "test.h"

static void clock_duration_text__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t ms;
        const char *text;
    } rows[] = {
        {"nothing", 0, "0 ms"},
        {"milliseconds", 12, "12 ms"},
        {"just below a second", 999, "999 ms"},
        {"a second", 1000, "1.00 s"},
        {"seconds", 1350, "1.35 s"},
        {"just below a minute", 59999, "59.99 s"},
        {"a minute", 60000, "1 m 00 s"},
        {"minutes", 135000, "2 m 15 s"},
        {"just below an hour", 3599999, "59 m 59 s"},
        {"an hour", 3900000, "1 h 05 m"},
        {"just below a day", 86399999, "23 h 59 m"},
        {"a day", 93600000, "1 d 02 h"},
        {"as long as can be", INT64_MAX, "106751991167 d 07 h"},
        {"negative", -5, "0 ms"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[24];
        clock_duration_text(rows[i].ms, text);
        EXPECT_ROW(rows[i].name, strcmp(text, rows[i].text) == 0);
    }
}

static void clock_utc_text__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t ms;
        const char *text;
    } rows[] = {
        {"the epoch", 0, "1970-01-01T00:00:00Z"},
        {"milliseconds are left out", 1701332100999, "2023-11-30T08:15:00Z"},
        {"leap day", 1709164800000, "2024-02-29T00:00:00Z"},
        {"last of the four-digit years", 253402300799999, "9999-12-31T23:59:59Z"},
        {"beyond", INT64_MAX, "9999-12-31T23:59:59Z"},
        {"before", -1, "1970-01-01T00:00:00Z"},
    };
    assert_int_equal(setenv("TZ", "Pacific/Kiritimati", 1), 0); /* UTC+14 must not matter */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[21];
        clock_utc_text(rows[i].ms, text);
        EXPECT_ROW(rows[i].name, strcmp(text, rows[i].text) == 0);
    }
}

static void clock_monotonic_ms__never_steps_back(void **state)
{
    (void)state;
    int64_t last_ms = clock_monotonic_ms();
    for (int i = 0; i < 1000; i++) {
        const int64_t now_ms = clock_monotonic_ms();
        assert_true(now_ms >= last_ms);
        last_ms = now_ms;
    }
}

static void clock_utc_ms__is_of_this_century(void **state)
{
    (void)state;
    assert_true(clock_utc_ms() > INT64_C(1700000000000));
    assert_true(clock_utc_ms() < INT64_C(4102444800000));
}

static void clock_sleep_ms__of_nothing_returns(void **state)
{
    (void)state;
    clock_sleep_ms(0);
    clock_sleep_ms(-1000);
    const int64_t before_ms = clock_monotonic_ms();
    clock_sleep_ms(2);
    assert_true(clock_monotonic_ms() > before_ms);
}

TEST_MAIN(cmocka_unit_test(clock_duration_text__table), cmocka_unit_test(clock_utc_text__table),
          cmocka_unit_test(clock_monotonic_ms__never_steps_back),
          cmocka_unit_test(clock_utc_ms__is_of_this_century),
          cmocka_unit_test(clock_sleep_ms__of_nothing_returns))
