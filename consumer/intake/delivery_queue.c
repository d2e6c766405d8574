/* delivery_queue.c: deliveries on their way to the workers and back, behind one lock. */
#include "intake/delivery_queue.h"

#include <pthread.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/thread.h"

struct delivery_queue {
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t pushed;
    struct delivery *first, **last; /* waiting, oldest first; where the next one is linked */
    struct delivery *finished;
    bool closed;
    int wake_fd;
};

struct delivery_queue *delivery_queue_new(int wake_fd)
{
    struct delivery_queue *queue = mem_new(1, sizeof(*queue));
    (void)pthread_mutex_init(&queue->lock, NULL);
    thread_cond_init(&queue->pushed);
    queue->last = &queue->first;
    queue->wake_fd = wake_fd;
    return queue;
}

void delivery_queue_free(struct delivery_queue *queue)
{
    if (!queue)
        return;
    (void)pthread_cond_destroy(&queue->pushed);
    (void)pthread_mutex_destroy(&queue->lock);
    mem_free(queue);
}

void delivery_queue_push(struct delivery_queue *queue, struct delivery *delivery)
{
    (void)pthread_mutex_lock(&queue->lock);
    delivery->next_in_list = NULL;
    *queue->last = delivery;
    queue->last = &delivery->next_in_list;
    (void)pthread_cond_signal(&queue->pushed);
    (void)pthread_mutex_unlock(&queue->lock);
}

static struct delivery *take_first(struct delivery_queue *queue)
{
    struct delivery *delivery = queue->first;
    if (delivery)
        queue->first = delivery->next_in_list;
    if (!queue->first)
        queue->last = &queue->first;
    return delivery;
}

struct delivery *delivery_queue_take(struct delivery_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->closed)
        (void)pthread_cond_wait(&queue->pushed, &queue->lock);
    struct delivery *delivery = take_first(queue);
    (void)pthread_mutex_unlock(&queue->lock);
    return delivery;
}

struct delivery *delivery_queue_take_isbns(struct delivery_queue *queue, int64_t wait_ms)
{
    const int64_t until_ms = clock_monotonic_ms() + wait_ms;
    (void)pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->closed &&
           thread_wait_until(&queue->pushed, &queue->lock, until_ms))
        continue;
    const bool fits =
        queue->first && queue->first->kind == DELIVERY_ISBNS && queue->first->way == WAY_PLAIN;
    struct delivery *delivery = fits ? take_first(queue) : NULL;
    (void)pthread_cond_signal(&queue->pushed); /* what was left is for another worker */
    (void)pthread_mutex_unlock(&queue->lock);
    return delivery;
}

struct delivery *delivery_queue_take_back(struct delivery_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    struct delivery *list = queue->first;
    queue->first = NULL;
    queue->last = &queue->first;
    (void)pthread_mutex_unlock(&queue->lock);
    return list;
}

void delivery_queue_finish(struct delivery_queue *queue, struct delivery *delivery)
{
    (void)pthread_mutex_lock(&queue->lock);
    delivery->next_in_list = queue->finished;
    queue->finished = delivery;
    (void)pthread_mutex_unlock(&queue->lock);
    thread_wake(queue->wake_fd);
}

struct delivery *delivery_queue_take_finished(struct delivery_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    struct delivery *list = queue->finished;
    queue->finished = NULL;
    (void)pthread_mutex_unlock(&queue->lock);
    return list;
}

void delivery_queue_close(struct delivery_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->pushed);
    (void)pthread_mutex_unlock(&queue->lock);
}
