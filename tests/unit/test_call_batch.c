/* test_call_batch.c: a thread learns that its calls have ended, whichever thread ends them. */
#include "core/clock.h"
#include "core/thread.h"
#include "gate/call_batch.h"
#include "test.h"

#define SOON_MS 20
#define LONG_MS 20000

static size_t length_of(const struct ask *list)
{
    size_t count = 0;
    for (; list; list = list->next)
        count++;
    return count;
}

static void begin_all(struct call_batch *batch, struct ask *asks, size_t count)
{
    call_batch_init(batch);
    for (size_t i = 0; i < count; i++) {
        asks[i] = (struct ask){.batch = batch};
        call_batch_begin(&asks[i]);
    }
}

static void call_batch_take__waits_no_longer_than_it_is_told(void **state)
{
    (void)state;
    struct call_batch batch;
    struct ask ask;
    begin_all(&batch, &ask, 1);
    const int64_t start_ms = clock_monotonic_ms();
    assert_null(call_batch_take(&batch, SOON_MS));
    assert_true(clock_monotonic_ms() - start_ms >= SOON_MS);
    call_batch_end(&ask);
    assert_ptr_equal(call_batch_take(&batch, 0), &ask);
    assert_null(call_batch_take(&batch, 0)); /* each is taken once */
    call_batch_done(&batch);
}

static void call_batch_take__takes_all_that_have_ended(void **state)
{
    (void)state;
    struct call_batch batch;
    struct ask asks[3];
    begin_all(&batch, asks, 3);
    call_batch_end(&asks[2]);
    call_batch_end(&asks[0]);
    struct ask *list = call_batch_take(&batch, LONG_MS); /* the third is not waited for */
    assert_int_equal(length_of(list), 2);
    assert_true(list == &asks[0] || list == &asks[2]);
    assert_int_equal(batch.open, 1);
    call_batch_end(&asks[1]);
    assert_int_equal(length_of(call_batch_take(&batch, LONG_MS)), 1);
    assert_int_equal(batch.open, 0);
    call_batch_done(&batch);
}

static void *end_both(void *argument)
{
    struct ask *asks = argument;
    clock_sleep_ms(SOON_MS); /* the other thread waits by now, and has to be woken */
    call_batch_end(&asks[0]);
    clock_sleep_ms(5);
    call_batch_end(&asks[1]);
    return NULL;
}

static void call_batch_take__gathers_what_ends_together(void **state)
{
    (void)state;
    struct call_batch batch;
    struct ask asks[2];
    begin_all(&batch, asks, 2);
    const int64_t start_ms = clock_monotonic_ms();
    const pthread_t other = thread_start("ends", THREAD_STACK_PLAIN, end_both, asks);
    size_t taken = length_of(call_batch_take(&batch, LONG_MS));
    if (taken == 1) /* the other thread was held up for longer than the moment that is waited */
        taken += length_of(call_batch_take(&batch, LONG_MS));
    assert_int_equal(taken, 2);
    assert_true(clock_monotonic_ms() - start_ms < LONG_MS); /* it was woken */
    assert_int_equal(pthread_join(other, NULL), 0);
    call_batch_done(&batch);
}

static void call_batch_refuse__ends_each_with_the_reason(void **state)
{
    (void)state;
    struct call_batch batch;
    struct ask asks[2];
    struct error why = {0};
    begin_all(&batch, asks, 2);
    asks[0].next = &asks[1];
    (void)error_set(&why, ERROR_QUOTA, 0, "spent"); /* always false */
    call_batch_refuse(asks, &why);
    call_batch_refuse(NULL, &why);
    assert_int_equal(length_of(call_batch_take(&batch, 0)), 2);
    for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
        assert_int_equal(asks[i].error.class, ERROR_QUOTA);
        assert_string_equal(asks[i].error.message, "spent");
    }
    call_batch_done(&batch);
}

TEST_MAIN(cmocka_unit_test(call_batch_take__waits_no_longer_than_it_is_told),
          cmocka_unit_test(call_batch_take__takes_all_that_have_ended),
          cmocka_unit_test(call_batch_take__gathers_what_ends_together),
          cmocka_unit_test(call_batch_refuse__ends_each_with_the_reason))
