/* leavers.c: a process that ends by itself is asked for by its number, and ended where it hangs. */
#include "serve/leavers.h"

#include "core/clock.h"
#include "core/log.h"
#include "serve/spawn.h"

#define ALL_MS 1000 /* of all, when the pool ends */
#define ONE_MS 3000

void leavers_add(struct leavers *leavers, pid_t pid)
{
    leavers->items[leavers->count].pid = pid;
    leavers->items[leavers->count++].until_ms = clock_monotonic_ms() + ONE_MS;
}

/* out  false: it is still there, and may be */
static bool has_left(pid_t pid, bool may_stay)
{
    if (spawn_ended(pid))
        return true;
    if (may_stay)
        return false;
    LOG(LOG_WARNING, "worker_killed", log_int("pid", pid),
        log_str("because", "it was to leave, and hangs"));
    spawn_end(pid);
    return true;
}

void leavers_look(struct leavers *leavers)
{
    const int64_t now_ms = clock_monotonic_ms();
    size_t kept = 0;
    for (size_t i = 0; i < leavers->count; i++)
        if (!has_left(leavers->items[i].pid, now_ms < leavers->items[i].until_ms))
            leavers->items[kept++] = leavers->items[i];
    leavers->count = kept;
}

void leavers_end(struct leavers *leavers)
{
    const int64_t until_ms = clock_monotonic_ms() + ALL_MS;
    for (leavers_look(leavers); leavers->count > 0 && clock_monotonic_ms() < until_ms;
         leavers_look(leavers))
        clock_sleep_ms(5);
    for (size_t i = 0; i < leavers->count; i++)
        spawn_end(leavers->items[i].pid);
}
