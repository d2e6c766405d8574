/* call_batch.c: calls are counted as they begin and listed as they end. */
#include "gate/call_batch.h"

#include "core/clock.h"
#include "core/thread.h"

#define GATHER_MS 50 /* while others are under way, answers are gathered this long */

void call_batch_init(struct call_batch *batch)
{
    *batch = (struct call_batch){.ended = NULL};
    (void)pthread_mutex_init(&batch->lock, NULL);
    thread_cond_init(&batch->ended_one);
}

void call_batch_done(struct call_batch *batch)
{
    (void)pthread_cond_destroy(&batch->ended_one);
    (void)pthread_mutex_destroy(&batch->lock);
}

struct ask *call_batch_take(struct call_batch *batch, int64_t wait_ms)
{
    const int64_t until_ms = clock_monotonic_ms() + wait_ms;
    (void)pthread_mutex_lock(&batch->lock);
    while (!batch->ended && thread_wait_until(&batch->ended_one, &batch->lock, until_ms))
        continue;
    const int64_t gathered_ms = clock_monotonic_ms() + GATHER_MS;
    while (batch->ended && batch->open > 0 &&
           thread_wait_until(&batch->ended_one, &batch->lock, gathered_ms))
        continue;
    struct ask *list = batch->ended;
    batch->ended = NULL;
    (void)pthread_mutex_unlock(&batch->lock);
    return list;
}

void call_batch_begin(struct ask *ask)
{
    (void)pthread_mutex_lock(&ask->batch->lock);
    ask->batch->open++;
    (void)pthread_mutex_unlock(&ask->batch->lock);
}

void call_batch_end(struct ask *ask)
{
    struct call_batch *batch = ask->batch;
    (void)pthread_mutex_lock(&batch->lock);
    const bool first = batch->ended == NULL;
    ask->next = batch->ended;
    batch->ended = ask;
    batch->open--;
    if (first || batch->open == 0)
        (void)pthread_cond_signal(&batch->ended_one);
    (void)pthread_mutex_unlock(&batch->lock);
}

void call_batch_refuse(struct ask *list, const struct error *why)
{
    while (list) {
        struct ask *ask = list;
        list = ask->next;
        ask->error = *why;
        call_batch_end(ask);
    }
}
