/* test_heartbeats.c: how long the heartbeats of others stand still, by our own clock. */
#include "heartbeats.h"
#include "test.h"

#define MOST_MS 2000

static struct heartbeats watched;

static int64_t look_at(int64_t now_ms, int64_t value)
{
    heartbeats_look(&watched, now_ms, MOST_MS);
    return heartbeats_see(&watched, /* process= */ 7, value);
}

static int tear_down(void **state)
{
    (void)state;
    heartbeats_done(&watched);
    return 0;
}

static void heartbeats_see__counts_while_nothing_changes(void **state)
{
    (void)state;
    assert_int_equal(look_at(1000, 50), 0);
    assert_int_equal(look_at(1500, 50), 500);
    assert_int_equal(look_at(2500, 50), 1500);
    assert_int_equal(look_at(3000, 51), 0);
    assert_int_equal(look_at(3400, 51), 400);
}

static void heartbeats_see__does_not_care_what_the_value_is(void **state)
{
    (void)state;
    assert_int_equal(look_at(1000, 90000000), 0);
    assert_int_equal(look_at(1500, 1), 0); /* the database's clock was set back */
    assert_int_equal(look_at(2000, 190000000), 0);
    assert_int_equal(look_at(2500, 190000000), 500);
}

static void heartbeats_look__counts_no_more_than_a_look_lasts(void **state)
{
    (void)state;
    assert_int_equal(look_at(1000, 50), 0);
    assert_int_equal(look_at(101000, 50), MOST_MS); /* nobody could look meanwhile */
    assert_int_equal(look_at(102000, 50), MOST_MS + 1000);
}

static void heartbeats_look__forgets_who_was_not_seen(void **state)
{
    (void)state;
    assert_int_equal(look_at(1000, 50), 0);
    heartbeats_look(&watched, 1500, MOST_MS);
    assert_int_equal(heartbeats_see(&watched, /* process= */ 8, 50), 0);
    assert_int_equal(look_at(2000, 50), 0);
    assert_int_equal(look_at(2500, 50), 500);
    assert_int_equal(watched.count, 1);
}

TEST_MAIN(cmocka_unit_test_teardown(heartbeats_see__counts_while_nothing_changes, tear_down),
          cmocka_unit_test_teardown(heartbeats_see__does_not_care_what_the_value_is, tear_down),
          cmocka_unit_test_teardown(heartbeats_look__counts_no_more_than_a_look_lasts, tear_down),
          cmocka_unit_test_teardown(heartbeats_look__forgets_who_was_not_seen, tear_down))
