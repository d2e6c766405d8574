/* test_lease.c: when a process may count on its claims, and when it has to ask. */
#include "shared/lease.h"
#include "test.h"

#define LENGTH_MS 4000
#define DATABASE_MS 1000000 /* its clock minus ours */

/* A heartbeat that takes 10 ms, with the database's clock so much ahead. */
static void beat(struct lease *lease, int64_t begun_ms, int64_t ahead_ms)
{
    const struct lease_renewal renewal = {.begun_ms = begun_ms,
                                          .ended_ms = begun_ms + 10,
                                          .moment_ms = begun_ms + 5 + DATABASE_MS + ahead_ms};
    lease_renew(lease, &renewal);
}

/* Heartbeats at these times, 0: no more, and a claim that was seen between the first two. */
static void lease_covers__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t beats_ms[4], now_ms;
        bool covers;
    } rows[] = {
        {"each in time", {1000, 4000, 7000}, 9000, true},
        {"just before others may take over", {1000, 4000}, 7999, true},
        {"others may take over", {1000, 4000}, 8000, false},
        {"it was frozen, and beats again", {1000, 4000, 8000}, 8020, false},
        {"once broken, it stays so for what was seen before",
         {1000, 4000, 8000, 9000},
         9020,
         false},
        {"from the beginning of one to the end of the next", {1000, 4000, 7990}, 8020, false},
        {"frozen inside a heartbeat", {1000, 4000, 7989}, 8020, true},
        {"no heartbeat at all", {0}, 9000, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct lease *lease = lease_new(LENGTH_MS);
        for (size_t k = 0; k < 4 && rows[i].beats_ms[k] > 0; k++)
            beat(lease, rows[i].beats_ms[k], /* ahead_ms= */ 0);
        EXPECT_ROW(rows[i].name, lease_covers(lease, 2000, rows[i].now_ms) == rows[i].covers);
        EXPECT_ROW(rows[i].name, !lease_covers(lease, /* never */ 0, rows[i].now_ms));
        lease_free(lease);
    }
}

static void lease_covers__what_was_seen_a_moment_ago(void **state)
{
    (void)state;
    struct lease *lease = lease_new(LENGTH_MS);
    beat(lease, 1000, 0);
    assert_false(lease_covers(lease, 2000, 9000));
    assert_true(lease_covers(lease, 8500, 9000)); /* its heartbeat is late */
    assert_false(lease_covers(lease, 8000, 9000));
    assert_true(lease_covers(NULL, 0, 9000));
    lease_free(lease);
}

static void lease_renew__covers_what_is_seen_afterwards(void **state)
{
    (void)state;
    struct lease *lease = lease_new(LENGTH_MS);
    beat(lease, 1000, 0);
    beat(lease, 60000, 0);
    assert_false(lease_covers(lease, 60009, 63000)); /* before the heartbeat had ended */
    assert_true(lease_covers(lease, 60010, 63000));
    lease_break(lease, 60500);
    assert_false(lease_covers(lease, 60010, 63000));
    assert_true(lease_covers(lease, 60500, 63000));
    lease_free(lease);
}

/* The machine was suspended, and our clock stood still meanwhile: the database's did not. */
static void lease_compare__trusts_the_clock_of_the_database(void **state)
{
    (void)state;
    struct lease *lease = lease_new(LENGTH_MS);
    beat(lease, 1000, 0);
    lease_compare(lease, 3000 + DATABASE_MS);
    assert_true(lease_covers(lease, 1500, 3000));
    lease_compare(lease, 3000 + DATABASE_MS + 3600000);
    assert_false(lease_covers(lease, 1500, 3000));
    beat(lease, 3500, 3600000);
    assert_false(lease_covers(lease, 1500, 5000));
    assert_true(lease_covers(lease, 3510, 5000));
    lease_compare(NULL, 0);
    lease_free(lease);
}

static void lease_renew__notices_that_our_clock_stood_still(void **state)
{
    (void)state;
    struct lease *lease = lease_new(LENGTH_MS);
    beat(lease, 1000, 0);
    beat(lease, 2000, 3600000);
    assert_false(lease_covers(lease, 1500, 4000));
    beat(lease, 3000, -3600000); /* set back: nobody may take over for that */
    assert_true(lease_covers(lease, 2500, 5000));
    lease_free(lease);
}

TEST_MAIN(cmocka_unit_test(lease_covers__table),
          cmocka_unit_test(lease_covers__what_was_seen_a_moment_ago),
          cmocka_unit_test(lease_renew__covers_what_is_seen_afterwards),
          cmocka_unit_test(lease_compare__trusts_the_clock_of_the_database),
          cmocka_unit_test(lease_renew__notices_that_our_clock_stood_still))
