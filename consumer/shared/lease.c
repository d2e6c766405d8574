/* lease.c: two times and the database's clock decide: when the last heartbeat was begun, and since
 * when they have come in time.
 *
 * A heartbeat is in the database some time after it is begun and before it has ended. So the time
 * between two of them is counted from the beginning of one to the end of the other. */
#include "shared/lease.h"

#include <pthread.h>

#include "core/mem.h"

/* A claim that was just confirmed is good for this part of the lease, even without a heartbeat:
 * else nothing would go on while heartbeats are slow. */
#define FRESH_PART 4

struct lease {
    int64_t length_ms;
    pthread_mutex_t lock; /* guards what follows */
    bool runs;            /* it was renewed, and the database's clock agrees */
    int64_t renewed_ms;   /* when the last heartbeat was begun */
    int64_t unbroken_ms;  /* claims that were seen since then have never been without it */
    int64_t moment_ms;    /* of the last heartbeat, by the database's clock */
};

struct lease *lease_new(int64_t length_ms)
{
    struct lease *lease = mem_new(1, sizeof(*lease));
    lease->length_ms = length_ms;
    (void)pthread_mutex_init(&lease->lock, NULL);
    return lease;
}

void lease_free(struct lease *lease)
{
    if (!lease)
        return;
    (void)pthread_mutex_destroy(&lease->lock);
    mem_free(lease);
}

void lease_renew(struct lease *lease, const struct lease_renewal *renewal)
{
    (void)pthread_mutex_lock(&lease->lock);
    const bool in_time = lease->runs && renewal->ended_ms - lease->renewed_ms < lease->length_ms &&
                         renewal->moment_ms - lease->moment_ms < lease->length_ms;
    if (!in_time)
        lease->unbroken_ms = renewal->ended_ms;
    lease->runs = true;
    lease->renewed_ms = renewal->begun_ms;
    lease->moment_ms = renewal->moment_ms;
    (void)pthread_mutex_unlock(&lease->lock);
}

void lease_break(struct lease *lease, int64_t now_ms)
{
    (void)pthread_mutex_lock(&lease->lock);
    lease->unbroken_ms = now_ms;
    (void)pthread_mutex_unlock(&lease->lock);
}

void lease_compare(struct lease *lease, int64_t moment_ms)
{
    if (!lease)
        return;
    (void)pthread_mutex_lock(&lease->lock);
    if (moment_ms - lease->moment_ms >= lease->length_ms)
        lease->runs = false;
    (void)pthread_mutex_unlock(&lease->lock);
}

bool lease_covers(struct lease *lease, int64_t seen_ms, int64_t now_ms)
{
    if (!lease)
        return true;
    (void)pthread_mutex_lock(&lease->lock);
    const bool runs = lease->runs && now_ms - lease->renewed_ms < lease->length_ms;
    const bool covers =
        (runs && seen_ms >= lease->unbroken_ms) || now_ms - seen_ms < lease->length_ms / FRESH_PART;
    (void)pthread_mutex_unlock(&lease->lock);
    return covers;
}
