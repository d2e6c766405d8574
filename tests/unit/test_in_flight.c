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

static struct delivery *find(const struct in_flight *in_flight, const char *job)
{
    struct uuid id = {0};
    text_copy(id.text, sizeof(id.text), job);
    return in_flight_find(in_flight, &id);
}

static void in_flight_find__finds_a_month_by_its_job(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    assert_null(find(&in_flight, "a"));
    struct delivery *a = new_delivery(DELIVERY_MONTH, "a");
    struct delivery *b = new_delivery(DELIVERY_MONTH, "b");
    in_flight_add(&in_flight, a);
    in_flight_add(&in_flight, b);
    assert_ptr_equal(find(&in_flight, "a"), a);
    assert_ptr_equal(find(&in_flight, "b"), b);
    assert_null(find(&in_flight, "c"));
    in_flight_done(&in_flight);
}

/* A job that could not be decoded is empty: two such deliveries are not the same one. */
static void in_flight_find__does_not_find_poison(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    in_flight_add(&in_flight, new_delivery(DELIVERY_POISON, ""));
    assert_null(find(&in_flight, ""));
    in_flight_done(&in_flight);
}

static void in_flight_remove__leaves_the_others(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", "c"};
    for (size_t removed = 0; removed < ARRAY_LEN(names); removed++) {
        struct in_flight in_flight = {0};
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            in_flight_add(&in_flight, new_delivery(DELIVERY_MONTH, names[i]));
        in_flight_remove(&in_flight, find(&in_flight, names[removed]));
        assert_int_equal(in_flight_count(&in_flight), ARRAY_LEN(names) - 1);
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
            EXPECT_ROW(names[removed], (find(&in_flight, names[i]) != NULL) == (i != removed));
        in_flight_done(&in_flight);
    }
}

static void in_flight_count__counts_what_is_there(void **state)
{
    (void)state;
    struct in_flight in_flight = {0};
    assert_int_equal(in_flight_count(&in_flight), 0);
    in_flight_add(&in_flight, new_delivery(DELIVERY_MONTH, "a"));
    in_flight_add(&in_flight, new_delivery(DELIVERY_POISON, ""));
    assert_int_equal(in_flight_count(&in_flight), 2);
    in_flight_done(&in_flight);
    assert_int_equal(in_flight_count(&in_flight), 0);
    assert_null(in_flight.first);
}

TEST_MAIN(cmocka_unit_test(in_flight_find__finds_a_month_by_its_job),
          cmocka_unit_test(in_flight_find__does_not_find_poison),
          cmocka_unit_test(in_flight_remove__leaves_the_others),
          cmocka_unit_test(in_flight_count__counts_what_is_there))
