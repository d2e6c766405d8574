/* consumer.c: may a consumer take work? This is decided here only, for all of its threads. It does
 * not stop work that has begun. */
#include "shared/consumer.h"

#include "core/clock.h"

/* The database may fail for this long before the process stops to take work: some time before
 * claims end (DATABASE_POOL_PATIENCE_MS), because what is given back then must not be delivered
 * here again. */
#define DATABASE_FAILS_MS 20000

int64_t consumer_database_fails_ms(const struct consumer *consumer)
{
    const int64_t pool_ms = database_pool_fails_ms(consumer->pool);
    const int64_t since_ms = atomic_load(&consumer->gate_fails_since_ms);
    const int64_t gate_ms = since_ms == 0 ? 0 : clock_monotonic_ms() - since_ms + 1;
    return pool_ms > gate_ms ? pool_ms : gate_ms;
}

enum may_take_work consumer_may_take_work(const struct consumer *consumer)
{
    if (atomic_load(&consumer->draining))
        return MAY_NOT_DRAINING;
    if (atomic_load(&consumer->paused))
        return MAY_NOT_PAUSED;
    if (consumer_database_fails_ms(consumer) >= DATABASE_FAILS_MS)
        return MAY_NOT_DATABASE_FAILS;
    return MAY_TAKE_WORK;
}
