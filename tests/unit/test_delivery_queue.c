/* test_delivery_queue.c: deliveries on their way to the workers and back. */
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "core/thread.h"
#include "intake/delivery_queue.h"
#include "test.h"

struct fixture {
    int wake_fd;
    struct delivery_queue *queue;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.wake_fd = thread_wake_open();
    fixture.queue = delivery_queue_new(fixture.wake_fd);
    *state = &fixture;
    return fixture.wake_fd < 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    delivery_queue_free(fixture->queue);
    return close(fixture->wake_fd);
}

static bool woken(const struct fixture *fixture)
{
    struct pollfd fd = {.fd = fixture->wake_fd, .events = POLLIN};
    return poll(&fd, 1, 0) == 1;
}

static void delivery_queue_take__takes_the_oldest_first(void **state)
{
    const struct fixture *fixture = *state;
    struct delivery deliveries[3] = {0};
    for (size_t round = 0; round < 2; round++) { /* again after it was empty */
        for (size_t i = 0; i < ARRAY_LEN(deliveries); i++)
            delivery_queue_push(fixture->queue, &deliveries[i]);
        for (size_t i = 0; i < ARRAY_LEN(deliveries); i++)
            assert_ptr_equal(delivery_queue_take(fixture->queue), &deliveries[i]);
    }
    assert_null(delivery_queue_take_back(fixture->queue));
}

static void delivery_queue_take_back__takes_what_no_worker_has(void **state)
{
    const struct fixture *fixture = *state;
    struct delivery deliveries[3] = {0};
    for (size_t i = 0; i < ARRAY_LEN(deliveries); i++)
        delivery_queue_push(fixture->queue, &deliveries[i]);
    assert_ptr_equal(delivery_queue_take(fixture->queue), &deliveries[0]);
    assert_ptr_equal(delivery_queue_take_back(fixture->queue), &deliveries[1]);
    assert_ptr_equal(deliveries[1].next_in_list, &deliveries[2]);
    assert_null(deliveries[2].next_in_list);
    assert_null(delivery_queue_take_back(fixture->queue));
    delivery_queue_push(fixture->queue, &deliveries[0]); /* it goes on as an empty one */
    assert_ptr_equal(delivery_queue_take(fixture->queue), &deliveries[0]);
}

static void delivery_queue_finish__hands_over_and_wakes(void **state)
{
    const struct fixture *fixture = *state;
    struct delivery deliveries[2] = {0};
    assert_null(delivery_queue_take_finished(fixture->queue));
    delivery_queue_push(fixture->queue, &deliveries[0]);
    assert_false(woken(fixture)); /* what waits for a worker is no news for the intake */
    assert_ptr_equal(delivery_queue_take(fixture->queue), &deliveries[0]);
    delivery_queue_finish(fixture->queue, &deliveries[0]);
    assert_true(woken(fixture));
    delivery_queue_finish(fixture->queue, &deliveries[1]);
    size_t seen[2] = {0};
    for (struct delivery *d = delivery_queue_take_finished(fixture->queue); d; d = d->next_in_list)
        seen[d - deliveries]++;
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 1);
    assert_null(delivery_queue_take_finished(fixture->queue));
}

static void delivery_queue_close__lets_take_return_what_is_left(void **state)
{
    const struct fixture *fixture = *state;
    struct delivery delivery = {0};
    delivery_queue_push(fixture->queue, &delivery);
    delivery_queue_close(fixture->queue);
    assert_ptr_equal(delivery_queue_take(fixture->queue), &delivery);
    assert_null(delivery_queue_take(fixture->queue));
}

static void *finish_all(void *argument)
{
    const struct fixture *fixture = argument;
    struct delivery *delivery = NULL;
    while ((delivery = delivery_queue_take(fixture->queue))) {
        delivery->end = DELIVERY_GIVE_BACK;
        delivery_queue_finish(fixture->queue, delivery);
    }
    return NULL;
}

static void delivery_queue_take__gives_each_delivery_to_one_worker(void **state)
{
    struct fixture *fixture = *state;
    enum { COUNT = 500 };
    static struct delivery deliveries[COUNT];
    static size_t seen[COUNT];
    pthread_t workers[4];
    for (size_t i = 0; i < ARRAY_LEN(workers); i++)
        assert_int_equal(pthread_create(&workers[i], NULL, finish_all, fixture), 0);
    for (size_t i = 0; i < COUNT; i++)
        delivery_queue_push(fixture->queue, &deliveries[i]);
    for (size_t finished = 0; finished < COUNT; (void)sched_yield())
        for (struct delivery *d = delivery_queue_take_finished(fixture->queue); d;
             d = d->next_in_list) {
            seen[d - deliveries]++;
            finished++;
        }
    delivery_queue_close(fixture->queue);
    for (size_t i = 0; i < ARRAY_LEN(workers); i++) /* none waits for ever */
        assert_int_equal(pthread_join(workers[i], NULL), 0);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(seen[i], 1);
        assert_int_equal(deliveries[i].end, DELIVERY_GIVE_BACK);
    }
}

/* Whether the workers wait already when the queue is closed is chance: with 50 rounds, many do. */
static void delivery_queue_close__wakes_all_workers(void **state)
{
    const struct fixture *fixture = *state;
    for (int round = 0; round < 50; round++) {
        struct fixture own = {fixture->wake_fd, delivery_queue_new(fixture->wake_fd)};
        pthread_t workers[4];
        for (size_t i = 0; i < ARRAY_LEN(workers); i++)
            assert_int_equal(pthread_create(&workers[i], NULL, finish_all, &own), 0);
        for (int i = 0; i < 20; i++)
            (void)sched_yield();
        delivery_queue_close(own.queue);
        for (size_t i = 0; i < ARRAY_LEN(workers); i++) /* none waits for ever */
            assert_int_equal(pthread_join(workers[i], NULL), 0);
        delivery_queue_free(own.queue);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

TEST_MAIN(TEST(delivery_queue_take__takes_the_oldest_first),
          TEST(delivery_queue_take_back__takes_what_no_worker_has),
          TEST(delivery_queue_finish__hands_over_and_wakes),
          TEST(delivery_queue_close__lets_take_return_what_is_left),
          TEST(delivery_queue_take__gives_each_delivery_to_one_worker),
          TEST(delivery_queue_close__wakes_all_workers))
