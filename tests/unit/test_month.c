/* test_month.c: months: reading, writing, comparing. */
#include "core/month.h"
#include "test.h"

static void month_parse__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input;
        int year, month; /* 0: refused */
    } rows[] = {
        {"a month", "2023-11", 2023, 11},
        {"january", "2000-01", 2000, 1},
        {"december", "2024-12", 2024, 12},
        {"first year", "1900-01", 1900, 1},
        {"last year", "2100-12", 2100, 12},
        {"before the first", "1899-12", 0, 0},
        {"after the last", "2101-01", 0, 0},
        {"month 13", "2023-13", 0, 0},
        {"month 0", "2023-00", 0, 0},
        {"one digit", "2023-1", 0, 0},
        {"a day", "2023-11-05", 0, 0},
        {"slash", "2023/11", 0, 0},
        {"no hyphen", "202311", 0, 0},
        {"blank before", " 2023-1", 0, 0},
        {"blank behind", "2023-11 ", 0, 0},
        {"plus", "+023-11", 0, 0},
        {"minus", "-023-11", 0, 0},
        {"minus month", "2023--1", 0, 0},
        {"hexadecimal", "0x7e-11", 0, 0},
        {"words", "yyyy-mm", 0, 0},
        {"empty", "", 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct month month = {0};
        EXPECT_ROW(rows[i].name, month_parse(rows[i].input, &month) == (rows[i].year != 0));
        EXPECT_ROW(rows[i].name, month.year == rows[i].year && month.month == rows[i].month);
    }
}

static void month_text__is_read_back_as_the_same(void **state)
{
    (void)state;
    for (int year = MONTH_YEAR_MIN; year <= MONTH_YEAR_MAX; year++) {
        for (int i = 1; i <= 12; i++) {
            const struct month_text text = month_text((struct month){year, i});
            struct month read = {0};
            EXPECT_ROW(text.text, month_parse(text.text, &read));
            EXPECT_ROW(text.text, read.year == year && read.month == i);
        }
    }
}

static void month_valid__refuses_what_would_wrap(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t year, month;
        bool valid;
    } rows[] = {
        {"a month", 2023, 11, true},
        {"month 0", 2023, 0, false},
        {"month 13", 2023, 13, false},
        {"month -1", 2023, -1, false},
        {"year 0", 0, 1, false},
        {"year 1899", 1899, 12, false},
        {"year 2101", 2101, 1, false},
        {"year 2^32 + 2023", (INT64_C(1) << 32) + 2023, 1, false},
        {"month 2^32 + 1", 2023, (INT64_C(1) << 32) + 1, false},
        {"least", INT64_MIN, INT64_MIN, false},
        {"greatest", INT64_MAX, INT64_MAX, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].name, month_valid(rows[i].year, rows[i].month) == rows[i].valid);
}

static void month_compare__orders_by_time(void **state)
{
    (void)state;
    const struct month november = {2023, 11}, december = {2023, 12}, january = {2024, 1};
    assert_true(month_compare(november, december) < 0);
    assert_true(month_compare(january, december) > 0);
    assert_int_equal(month_compare(january, january), 0);
}

static void month_span__counts_both_ends(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct month from, to;
        int months;
    } rows[] = {
        {"one month", {2023, 11}, {2023, 11}, 1},
        {"two months", {2023, 11}, {2023, 12}, 2},
        {"over new year", {2023, 12}, {2024, 1}, 2},
        {"a year", {2023, 1}, {2023, 12}, 12},
        {"a quarter of a century", {2000, 1}, {2024, 12}, 300},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].name, month_span(rows[i].from, rows[i].to) == rows[i].months);
}

TEST_MAIN(cmocka_unit_test(month_parse__table),
          cmocka_unit_test(month_text__is_read_back_as_the_same),
          cmocka_unit_test(month_valid__refuses_what_would_wrap),
          cmocka_unit_test(month_compare__orders_by_time),
          cmocka_unit_test(month_span__counts_both_ends))
