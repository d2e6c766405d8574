/* test_suspect.c: the one month in flight that has to run alone. */
#include "intake/suspect.h"
#include "test.h"

static struct delivery_queue *queue;
static atomic_int turn; /* whose suspect runs in the process */

static int set_up(void **state)
{
    (void)state;
    atomic_store(&turn, NO_SUSPECT);
    queue = delivery_queue_new(/* wake_fd= */ -1); /* nothing is finished here */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    delivery_queue_free(queue);
    return 0;
}

static void suspect_found__waits_until_it_may_begin(void **state)
{
    (void)state;
    struct suspect suspect = {.turn = &turn};
    struct delivery delivery = {.end = DELIVERY_SUSPECT};
    suspect_found(&suspect, &delivery, queue);
    assert_ptr_equal(suspect.delivery, &delivery);
    assert_null(delivery_queue_take_back(queue));
    assert_int_equal(delivery.way, WAY_PLAIN);

    suspect_begin(&suspect, queue);
    assert_ptr_equal(delivery_queue_take_back(queue), &delivery);
    assert_int_equal(delivery.way, WAY_ALONE);
}

static void suspect_found__puts_a_second_one_back(void **state)
{
    (void)state;
    struct suspect suspect = {.turn = &turn};
    struct delivery first = {.end = DELIVERY_SUSPECT}, second = {.end = DELIVERY_SUSPECT};
    suspect_found(&suspect, &first, queue);
    suspect_found(&suspect, &second, queue);
    assert_ptr_equal(suspect.delivery, &first);
    assert_ptr_equal(delivery_queue_take_back(queue), &second);
    assert_null(second.next_in_list);
    assert_int_equal(second.way, WAY_LATER);
    assert_int_equal(first.way, WAY_PLAIN);
}

/* It ran alone, and its worker finds it a suspect once more: it waits and begins anew. */
static void suspect_found__lets_the_same_one_wait_again(void **state)
{
    (void)state;
    struct suspect suspect = {.turn = &turn};
    struct delivery delivery = {.end = DELIVERY_SUSPECT};
    suspect_found(&suspect, &delivery, queue);
    suspect_begin(&suspect, queue);
    assert_ptr_equal(delivery_queue_take_back(queue), &delivery);
    suspect_found(&suspect, &delivery, queue);
    assert_null(delivery_queue_take_back(queue));
    suspect_begin(&suspect, queue);
    assert_ptr_equal(delivery_queue_take_back(queue), &delivery);
}

static void suspect_begin__begins_once(void **state)
{
    (void)state;
    struct suspect suspect = {.turn = &turn};
    struct delivery delivery = {.end = DELIVERY_SUSPECT};
    suspect_begin(&suspect, queue); /* there is none */
    assert_null(delivery_queue_take_back(queue));
    suspect_found(&suspect, &delivery, queue);
    suspect_begin(&suspect, queue);
    assert_non_null(delivery_queue_take_back(queue));
    suspect_begin(&suspect, queue);
    assert_null(delivery_queue_take_back(queue));
}

static void suspect_take_back__gives_up_a_waiting_one_only(void **state)
{
    (void)state;
    struct suspect suspect = {.turn = &turn};
    struct delivery delivery = {.end = DELIVERY_SUSPECT};
    assert_null(suspect_take_back(&suspect));
    suspect_found(&suspect, &delivery, queue);
    assert_ptr_equal(suspect_take_back(&suspect), &delivery);
    assert_null(suspect.delivery);
    assert_null(suspect_take_back(&suspect));

    suspect_found(&suspect, &delivery, queue);
    suspect_begin(&suspect, queue);
    assert_null(suspect_take_back(&suspect));
    assert_ptr_equal(suspect.delivery, &delivery);
    assert_ptr_equal(delivery_queue_take_back(queue), &delivery);
}

static void suspect_end__forgets_the_suspect_and_no_other(void **state)
{
    (void)state;
    struct suspect suspect = {.turn = &turn};
    struct delivery delivery = {.end = DELIVERY_SUSPECT}, other = {.end = DELIVERY_ACKNOWLEDGE};
    suspect_found(&suspect, &delivery, queue);
    suspect_begin(&suspect, queue);
    suspect_end(&suspect, &other);
    assert_ptr_equal(suspect.delivery, &delivery);
    suspect_end(&suspect, &delivery);
    assert_null(suspect.delivery);
    assert_false(suspect.begun);
    assert_ptr_equal(delivery_queue_take_back(queue), &delivery);
}

static void suspect_found__waits_for_that_of_another_queue(void **state)
{
    (void)state;
    struct suspect months = {.turn = &turn, .kind = QUEUE_BACKFILL};
    struct suspect isbns = {.turn = &turn, .kind = QUEUE_ENRICHMENT};
    struct delivery month = {.end = DELIVERY_SUSPECT};
    struct isbn named = {.text = "9780000000002"};
    struct delivery isbn = {.kind = DELIVERY_ISBNS, .isbns.isbns = &named, .end = DELIVERY_SUSPECT};
    suspect_found(&months, &month, queue);
    suspect_found(&isbns, &isbn, queue);
    assert_null(isbns.delivery);
    assert_int_equal(isbn.way, WAY_LATER);
    assert_ptr_equal(delivery_queue_take_back(queue), &isbn);

    suspect_end(&months, &month);
    suspect_found(&isbns, &isbn, queue);
    assert_ptr_equal(isbns.delivery, &isbn);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

TEST_MAIN(TEST(suspect_found__waits_until_it_may_begin),
          TEST(suspect_found__puts_a_second_one_back),
          TEST(suspect_found__waits_for_that_of_another_queue),
          TEST(suspect_found__lets_the_same_one_wait_again), TEST(suspect_begin__begins_once),
          TEST(suspect_take_back__gives_up_a_waiting_one_only),
          TEST(suspect_end__forgets_the_suspect_and_no_other))
