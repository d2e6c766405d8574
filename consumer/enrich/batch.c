/* batch.c: ISBNs in hand: which they are, and what is known of each. */
#include "enrich/batch.h"

#include <string.h>

#include "core/clock.h"
#include "core/mem.h"

#define GROWING_REST_MS 60000  /* as much as a rest that grows is taken for */
#define DEADLINE_REST_MS 30000 /* so that others go first */

void batch_done(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        text_done(&batch->items[i].answered);
        text_done(&batch->items[i].more);
        mem_free(batch->items[i].title);
        text_done(&batch->items[i].waits_for);
    }
    mem_free(batch->items);
    mem_free(batch->suspects);
    batch->items = NULL;
    batch->suspects = NULL;
    batch->count = batch->suspect_count = 0;
}

/* They are in order, as the database has given them. */
struct batch_isbn *batch_find(const struct batch *batch, const char *isbn13)
{
    size_t low = 0, high = batch->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(isbn13, batch->items[middle].isbn.text);
        if (order == 0)
            return &batch->items[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool batch_has_suspect(const struct batch *batch, const char *isbn13)
{
    for (size_t i = 0; i < batch->suspect_count; i++)
        if (strcmp(batch->suspects[i], isbn13) == 0)
            return true;
    return false;
}

bool batch_may_go_on(const struct batch *batch, struct error *err)
{
    if (atomic_load(&batch->consumer->release_now))
        return error_set(err, ERROR_CANCELLED, 0, "the process is stopping");
    if (clock_monotonic_ms() < batch->deadline_ms)
        return true;
    (void)error_set(err, ERROR_RATE_LIMITED, 0, "its deadline of %lld s is over, it goes on later",
                    (long long)batch->consumer->config->month_deadline_seconds);
    err->retry_after_ms = DEADLINE_REST_MS;
    return false;
}

void batch_note_failure(struct batch_isbn *isbn, const char *name, const struct error *why)
{
    const int64_t again_ms = why->retry_after_ms > 0 ? why->retry_after_ms : GROWING_REST_MS;
    const int64_t kept_ms = isbn->failure_ms > 0 ? isbn->failure_ms : GROWING_REST_MS;
    if (!text_list_has(text_of(&isbn->waits_for), name))
        text_add_format(&isbn->waits_for, "%s%s", isbn->waits_for.count > 0 ? "," : "", name);
    if (isbn->failure.class != ERROR_NONE && again_ms >= kept_ms)
        return;
    isbn->failure = *why;
    isbn->failure_ms = why->retry_after_ms;
}
