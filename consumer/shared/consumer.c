/* consumer.c: may a consumer take work? This is decided here only, for all of its threads. It does
 * not stop work that has begun. */
#include "shared/consumer.h"

/* The database may be away for this long before the process stops to take work. */
#define DATABASE_AWAY_MS 60000

enum may_take_work consumer_may_take_work(const struct consumer *consumer)
{
    if (atomic_load(&consumer->draining))
        return MAY_NOT_DRAINING;
    if (atomic_load(&consumer->paused))
        return MAY_NOT_PAUSED;
    if (database_pool_away_ms(consumer->pool) >= DATABASE_AWAY_MS)
        return MAY_NOT_DATABASE_AWAY;
    return MAY_TAKE_WORK;
}
