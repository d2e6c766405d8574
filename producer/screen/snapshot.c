/* snapshot.c: the months are a field of one byte each: a picture of them needs no search. */
#include "screen/snapshot.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/mem.h"

#define HOUR_MS 3600000

void snapshot_done(struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->count; i++)
        mem_free(snapshot->items[i].words);
    mem_free(snapshot->items);
    mem_free(snapshot->why);
    mem_free(snapshot->alarms);
    mem_free(snapshot->detail);
    rows_free(snapshot->totals);
    rows_free(snapshot->whys);
    rows_free(snapshot->alarm_rows);
    rows_free(snapshot->frame);
    rows_free(snapshot->waiting);
    rows_free(snapshot->walls);
    *snapshot = (struct snapshot){.first_year = 0};
}

struct item *snapshot_add(struct snapshot *snapshot, enum panel panel)
{
    if (snapshot->count == snapshot->capacity) {
        snapshot->capacity = snapshot->capacity ? snapshot->capacity * 2 : 32;
        snapshot->items = mem_resize(snapshot->items, snapshot->capacity, sizeof(*snapshot->items));
    }
    struct item *item = &snapshot->items[snapshot->count++];
    *item = (struct item){.panel = panel};
    return item;
}

static size_t index_of(struct month month)
{
    assert(month_valid(month.year, month.month));
    return (size_t)((month.year - MONTH_YEAR_MIN) * 12 + month.month - 1);
}

void snapshot_set(struct snapshot *snapshot, struct month month, enum look look)
{
    snapshot->looks[index_of(month)] = (unsigned char)look;
    snapshot->counts[look]++;
    snapshot->months++;
    if (snapshot->first_year == 0 || month.year < snapshot->first_year)
        snapshot->first_year = month.year;
    if (month.year > snapshot->last_year)
        snapshot->last_year = month.year;
}

enum look snapshot_look(const struct snapshot *snapshot, struct month month)
{
    return month_valid(month.year, month.month) ? (enum look)snapshot->looks[index_of(month)]
                                                : LOOK_NONE;
}

void snapshot_left(const struct snapshot *snapshot, char ret[static 24])
{
    const int64_t s = snapshot->left_ms / 1000, m = (s + 30) / 60, h = m / 60;
    ret[0] = '\0';
    if (snapshot->open == 0 || snapshot->left_ms < 0)
        return;
    if (s < 60)
        (void)snprintf(ret, 24, "%d s", (int)s);
    else if (m < 60)
        (void)snprintf(ret, 24, "%d m", (int)m);
    else if (h < 48)
        (void)snprintf(ret, 24, "%d h %02d m", (int)h, (int)(m % 60));
    else
        (void)snprintf(ret, 24, "%lld d %02d h", (long long)(h / 24), (int)(h % 24));
}

struct item *snapshot_provider(const struct snapshot *snapshot, const char *name)
{
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->items[i].panel == PANEL_PROVIDERS &&
            strcmp(snapshot->items[i].name, name) == 0)
            return &snapshot->items[i];
    return NULL;
}

void snapshot_forecast(struct snapshot *snapshot, int64_t ended, int64_t took_ms,
                       int64_t last_wait_ms)
{
    const int64_t *counts = snapshot->counts;
    snapshot->open = counts[LOOK_QUEUED] + counts[LOOK_PROCESSING] + counts[LOOK_STUCK] +
                     counts[LOOK_RETRY] + counts[LOOK_WAITING];
    snapshot->ended =
        counts[LOOK_COMPLETED] + counts[LOOK_PARTIAL] + counts[LOOK_EMPTY] + counts[LOOK_FAILED];
    snapshot->left_ms = -1;
    snapshot->ended_an_hour = 0;
    snapshot->ended_in_last_hour = ended;
    /* What waits for a provider goes on when that is open again, whatever the pace was before. */
    if (ended <= 0 || took_ms <= 0 || snapshot->open == counts[LOOK_WAITING])
        return;
    const double each_ms = (double)took_ms / (double)ended;
    snapshot->ended_an_hour = (int64_t)(HOUR_MS / each_ms + 0.5);
    const int64_t left_ms = (int64_t)(each_ms * (double)snapshot->open);
    snapshot->left_ms = left_ms > last_wait_ms ? left_ms : last_wait_ms;
}
