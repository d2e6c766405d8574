/* test_in_flight.c: the deliveries that are not acknowledged yet. */
#include "core/mem.h"
#include "core/text.h"
#include "intake/in_flight.h"
#include "test.h"

static struct delivery *new_delivery(enum delivery_kind kind, const char *job)
{
    struct delivery *delivery = mem_new(1, sizeof(*delivery));
    delivery->kind = kind;
    delivery->message = mem_new(1, sizeof(*delivery->message));
    delivery->message->body = mem_text("{}");
    text_copy(delivery->job.id.text, sizeof(delivery->job.id.text), job);
    return delivery;
}

static struct delivery *add_month(struct in_flight *in_flight, const char *job, bool expect_worked)
{
    struct delivery *delivery = new_delivery(DELIVERY_MONTH, job);
    assert_int_equal(in_flight_add(in_flight, delivery), expect_worked);
    return delivery;
}

static void in_flight_add__keeps_the_second_delivery_of_a_job(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    struct delivery *a = add_month(&in_flight, "a", /* expect_worked= */ true);
    struct delivery *b = add_month(&in_flight, "b", true);
    struct delivery *second = add_month(&in_flight, "a", false);
    assert_int_equal(in_flight_count(&in_flight), 3);
    assert_null(in_flight_remove(&in_flight, b));
    assert_ptr_equal(in_flight_remove(&in_flight, a), second);
    assert_null(in_flight_remove(&in_flight, second));
    assert_int_equal(in_flight_count(&in_flight), 0);
    in_flight_done(&in_flight);
}

/* A job that could not be decoded is empty: two such deliveries are not the same one. */
static void in_flight_add__keeps_no_poison(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    struct delivery *poison = new_delivery(DELIVERY_POISON, "");
    assert_true(in_flight_add(&in_flight, poison));
    assert_true(in_flight_add(&in_flight, new_delivery(DELIVERY_POISON, "")));
    add_month(&in_flight, "", true);
    add_month(&in_flight, "", false);
    assert_null(in_flight_remove(&in_flight, poison));
    assert_int_equal(in_flight_count(&in_flight), 3);
    in_flight_done(&in_flight);
}

static void in_flight_remove__lets_go_one_at_a_time(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    struct delivery *next = add_month(&in_flight, "a", true);
    for (size_t i = 0; i < 3; i++)
        (void)add_month(&in_flight, "a", false);
    for (size_t left = 3; left > 0; left--) {
        next = in_flight_remove(&in_flight, next);
        assert_non_null(next);
        assert_int_equal(in_flight_count(&in_flight), left);
        assert_true(in_flight_alone(&in_flight));
    }
    assert_null(in_flight_remove(&in_flight, next));
    in_flight_done(&in_flight);
}

static void in_flight_remove__leaves_the_others(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c"};
    for (size_t removed = 0; removed < ARRAY_LEN(names); removed++) {
        struct in_flight in_flight = {0};
        struct delivery *added[ARRAY_LEN(names)] = {0};
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            added[i] = add_month(&in_flight, names[i], true);
        assert_null(in_flight_remove(&in_flight, added[removed]));
        assert_int_equal(in_flight_count(&in_flight), ARRAY_LEN(names) - 1);
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            add_month(&in_flight, names[i], i == removed);
        in_flight_done(&in_flight);
    }
}

/* What is kept waits for the one that would be alone: that one must not wait for it. */
static void in_flight_alone__does_not_count_what_is_kept(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    assert_false(in_flight_alone(&in_flight));
    add_month(&in_flight, "a", true);
    assert_true(in_flight_alone(&in_flight));
    add_month(&in_flight, "a", false);
    assert_true(in_flight_alone(&in_flight));
    struct delivery *b = add_month(&in_flight, "b", true);
    assert_false(in_flight_alone(&in_flight));
    assert_null(in_flight_remove(&in_flight, b));
    assert_true(in_flight_alone(&in_flight));
    in_flight_done(&in_flight);
}

static void in_flight_forget_kept__leaves_the_first(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    struct delivery *a = add_month(&in_flight, "a", true);
    struct delivery *b = add_month(&in_flight, "b", true);
    add_month(&in_flight, "a", false);
    add_month(&in_flight, "b", false);
    in_flight_forget_kept(&in_flight);
    assert_int_equal(in_flight_count(&in_flight), 2);
    assert_null(in_flight_remove(&in_flight, a));
    assert_true(in_flight_alone(&in_flight));
    assert_null(in_flight_remove(&in_flight, b));
    in_flight_done(&in_flight);
    assert_null(in_flight.first);
}

TEST_MAIN(cmocka_unit_test(in_flight_add__keeps_the_second_delivery_of_a_job),
          cmocka_unit_test(in_flight_add__keeps_no_poison),
          cmocka_unit_test(in_flight_remove__lets_go_one_at_a_time),
          cmocka_unit_test(in_flight_remove__leaves_the_others),
          cmocka_unit_test(in_flight_alone__does_not_count_what_is_kept),
          cmocka_unit_test(in_flight_forget_kept__leaves_the_first))
