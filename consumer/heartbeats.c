/* heartbeats.c: an entry for each process, which is kept as long as every look sees the process.
 *
 * The value of a heartbeat is never compared with a clock, so that no process looks dead or alive
 * because the database's clock was set. */
#include "heartbeats.h"

#include "core/mem.h"

struct heartbeat {
    int64_t process, value;
    int64_t still_ms; /* how long it was watched without a change */
    bool seen;        /* it was seen in the present look */
};

void heartbeats_look(struct heartbeats *heartbeats, int64_t now_ms, int64_t most_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < heartbeats->count; i++) {
        if (!heartbeats->items[i].seen)
            continue;
        heartbeats->items[kept] = heartbeats->items[i];
        heartbeats->items[kept++].seen = false;
    }
    const int64_t passed_ms = now_ms - heartbeats->looked_ms;
    heartbeats->count = kept;
    heartbeats->passed_ms = passed_ms < most_ms ? passed_ms : most_ms;
    heartbeats->looked_ms = now_ms;
}

int64_t heartbeats_see(struct heartbeats *heartbeats, int64_t process, int64_t value)
{
    struct heartbeat *heartbeat = NULL;
    for (size_t i = 0; i < heartbeats->count && !heartbeat; i++)
        if (heartbeats->items[i].process == process)
            heartbeat = &heartbeats->items[i];
    if (!heartbeat) {
        heartbeats->items =
            mem_resize(heartbeats->items, heartbeats->count + 1, sizeof(*heartbeats->items));
        heartbeat = &heartbeats->items[heartbeats->count++];
        *heartbeat = (struct heartbeat){.process = process, .value = value};
    } else if (heartbeat->value == value) {
        heartbeat->still_ms += heartbeats->passed_ms;
    } else {
        heartbeat->value = value;
        heartbeat->still_ms = 0;
    }
    heartbeat->seen = true;
    return heartbeat->still_ms;
}

void heartbeats_done(struct heartbeats *heartbeats)
{
    if (!heartbeats)
        return;
    mem_free(heartbeats->items);
    *heartbeats = (struct heartbeats){.count = 0};
}
