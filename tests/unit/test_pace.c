/* test_pace.c: rates and ramps, as a person types them. */
#include "shared/pace.h"
#include "test.h"

static void pace_read_rate__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *typed;
        int64_t a_minute; /* 0: refused */
    } rows[] = {
        {"a minute", "30/m", 30},
        {"a second", "2/s", 120},
        {"the slowest", "1/m", 1},
        {"the fastest", "1000/s", 60000},
        {"too fast", "1001/s", 0},
        {"too fast a minute", "60001/m", 0},
        {"none", "0/m", 0},
        {"an hour", "5/h", 0},
        {"no unit", "30", 0},
        {"no number", "/m", 0},
        {"a fraction", "0.5/m", 0},
        {"negative", "-1/m", 0},
        {"something behind", "1/m ", 0},
        {"empty", "", 0},
        {"very long", "99999999999999999999/s", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        int64_t rate = 0;
        EXPECT_ROW(rows[i].name,
                   pace_read_rate(rows[i].typed, &rate, &err) == (rows[i].a_minute != 0));
        EXPECT_ROW(rows[i].name, rate == rows[i].a_minute);
    }
}

static void pace_read_ramp__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *typed, *array; /* NULL: refused */
    } rows[] = {
        {"the usual one", "1,5,25,all", "{1,5,25,0}"},
        {"a canary", "1,all", "{1,0}"},
        {"one step", "7", "{7}"},
        {"all at once", "all", "{0}"},
        {"all in the middle", "1,all,5", NULL},
        {"a step of none", "1,0", NULL},
        {"a step too large", "1000001", NULL},
        {"a comma behind", "1,", NULL},
        {"a comma before", ",1", NULL},
        {"blanks", "1, 5", NULL},
        {"words", "some", NULL},
        {"empty", "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text array = {0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name,
                   pace_read_ramp(rows[i].typed, &array, &err) == (rows[i].array != NULL));
        EXPECT_ROW(rows[i].name, strcmp(text_of(&array), rows[i].array ? rows[i].array : "") == 0);
    }
}

static void pace_read_ramp__refuses_too_many_steps(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text typed = {0};
    CLEANUP(text_done) struct text array = {0};
    struct error err = {0};
    for (int i = 0; i < 101; i++)
        text_add(&typed, i > 0 ? ",1" : "1");
    assert_false(pace_read_ramp(text_of(&typed), &array, &err));
    assert_int_equal(err.class, ERROR_USAGE);
}

TEST_MAIN(cmocka_unit_test(pace_read_rate__table), cmocka_unit_test(pace_read_ramp__table),
          cmocka_unit_test(pace_read_ramp__refuses_too_many_steps))
