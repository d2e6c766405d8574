/* test_consumer.c: whether a consumer takes work, and why not. */
#include "shared/consumer.h"
#include "test.h"

static void consumer_may_take_work__names_the_first_reason(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool draining, paused;
        enum may_take_work expected;
    } rows[] = {
        {"nothing against it", false, false, MAY_TAKE_WORK},
        {"draining", true, false, MAY_NOT_DRAINING},
        {"paused", false, true, MAY_NOT_PAUSED},
        {"draining, and paused", true, true, MAY_NOT_DRAINING},
    };
    const struct database_options options = {.url = "postgresql:///none"};
    CLEANUP(database_pool_free)
    struct database_pool *pool = database_pool_new(&options, 1, /* reconnect_max_ms= */ 1000);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct consumer consumer = {.pool = pool};
        atomic_store(&consumer.draining, rows[i].draining);
        atomic_store(&consumer.paused, rows[i].paused);
        EXPECT_ROW(rows[i].name, consumer_may_take_work(&consumer) == rows[i].expected);
    }
}

TEST_MAIN(cmocka_unit_test(consumer_may_take_work__names_the_first_reason))
