/* backoff.c: waiting times that double. A part of each is random: processes of a fleet that lost
 * the same server at one moment must not all come back to it at one moment. */
#include "core/backoff.h"

#include "core/random.h"

#include <assert.h>

int64_t backoff_next_ms(struct backoff *backoff)
{
    assert(backoff->first_ms > 0 && backoff->max_ms >= backoff->first_ms);
    int64_t whole_ms = backoff->first_ms;
    for (int i = 0; i < backoff->tries && whole_ms < backoff->max_ms; i++)
        whole_ms = whole_ms > backoff->max_ms / 2 ? backoff->max_ms : whole_ms * 2;
    if (backoff->tries < INT32_MAX)
        backoff->tries++;

    const int64_t half_ms = whole_ms / 2;
    const int64_t jitter_ms = whole_ms - half_ms;
    const uint32_t below = jitter_ms < UINT32_MAX ? (uint32_t)jitter_ms + 1 : UINT32_MAX;
    return half_ms + backoff_random(below);
}

uint32_t backoff_random(uint32_t below)
{
    assert(below >= 1);
    /* A number behind the last whole stretch is drawn again: it would make small results
     * likelier. */
    const uint32_t stretches = UINT32_MAX / below;
    uint32_t drawn = 0;
    do {
        random_bytes(&drawn, sizeof(drawn));
    } while (drawn / below >= stretches);
    return drawn % below;
}
