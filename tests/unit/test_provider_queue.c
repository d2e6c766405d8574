/* test_provider_queue.c: the order in which calls leave the queue of their provider. */
#include "gate/provider_queue.h"
#include "test.h"

static const struct slot_kind MONTHS = {.units = 1};

/* A queue of calls "a", "b", …, in that order. */
struct fixture {
    struct provider_queue queue;
    struct ask asks[4];
};

static void fill(struct fixture *f, size_t count)
{
    *f = (struct fixture){.asks = {{.tries = 'a'}, {.tries = 'b'}, {.tries = 'c'}, {.tries = 'd'}}};
    provider_queue_init(&f->queue);
    for (size_t i = 0; i < ARRAY_LEN(f->asks); i++)
        f->asks[i].units = 1;
    for (size_t i = 0; i < count; i++)
        provider_queue_append(&f->queue, &f->asks[i]);
}

/* Take all that is left, by its order. */
static const char *rest_of(struct provider_queue *queue, char ret[static 8])
{
    size_t count = 0;
    struct ask *ask = NULL;
    while ((ask = provider_queue_pop_due(queue, MONTHS, INT64_MAX)))
        ret[count++] = (char)ask->tries;
    ret[count] = '\0';
    return ret;
}

static size_t length_of(const struct ask *list)
{
    size_t count = 0;
    for (; list; list = list->next)
        count++;
    return count;
}

static void provider_queue__keeps_the_order_of_coming(void **state)
{
    (void)state;
    struct fixture f;
    char rest[8];
    fill(&f, 3);
    assert_string_equal(rest_of(&f.queue, rest), "abc");
    assert_null(provider_queue_pop_due(&f.queue, MONTHS, INT64_MAX));
    provider_queue_append(&f.queue, &f.asks[3]); /* an emptied queue takes more */
    assert_string_equal(rest_of(&f.queue, rest), "d");
}

static void provider_queue_prepend__comes_before_all(void **state)
{
    (void)state;
    struct fixture f;
    char rest[8];
    fill(&f, 2);
    provider_queue_prepend(&f.queue, &f.asks[2]);
    assert_string_equal(rest_of(&f.queue, rest), "cab");
    provider_queue_prepend(&f.queue, &f.asks[0]); /* into an empty queue, which grows at its end */
    provider_queue_append(&f.queue, &f.asks[1]);
    assert_string_equal(rest_of(&f.queue, rest), "ab");
}

static void provider_queue_pop_due__passes_over_what_may_not_go_yet(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, 3);
    f.queue.times_closed = 7;
    f.asks[0].not_before_ms = f.asks[2].not_before_ms = 1000;
    assert_ptr_equal(provider_queue_pop_due(&f.queue, MONTHS, 999), &f.asks[1]);
    assert_int_equal(f.asks[1].times_closed, 7);
    assert_int_equal(f.asks[0].times_closed, 0);
    assert_null(provider_queue_pop_due(&f.queue, MONTHS, 999));
    assert_ptr_equal(provider_queue_pop_due(&f.queue, MONTHS, 1000), &f.asks[0]);
    assert_ptr_equal(provider_queue_pop_due(&f.queue, MONTHS, 1000),
                     &f.asks[2]); /* it was the last */
    char rest[8];
    provider_queue_append(&f.queue, &f.asks[3]);
    assert_string_equal(rest_of(&f.queue, rest), "d");
}

static void provider_queue_take__takes_one_batch_or_all(void **state)
{
    (void)state;
    struct fixture f;
    struct call_batch one, other;
    char rest[8];
    fill(&f, 4);
    f.asks[0].batch = f.asks[2].batch = &other;
    f.asks[1].batch = f.asks[3].batch = &one; /* the last too */
    assert_int_equal(length_of(provider_queue_take(&f.queue, &one)), 2);
    provider_queue_append(&f.queue, &f.asks[3]);
    assert_string_equal(rest_of(&f.queue, rest), "acd");
    fill(&f, 3);
    assert_int_equal(length_of(provider_queue_take(&f.queue, NULL)), 3);
    assert_null(provider_queue_take(&f.queue, NULL));
    provider_queue_append(&f.queue, &f.asks[3]);
    assert_string_equal(rest_of(&f.queue, rest), "d");
}

static void provider_queue_take_before__takes_what_is_too_late(void **state)
{
    (void)state;
    struct fixture f;
    char rest[8];
    fill(&f, 3);
    f.asks[0].deadline_ms = 1001;
    f.asks[1].deadline_ms = 1000; /* a slot at that very time is too late */
    f.asks[2].deadline_ms = 999;
    assert_int_equal(length_of(provider_queue_take_before(&f.queue, 1000)), 2);
    assert_string_equal(rest_of(&f.queue, rest), "a");
}

static void provider_queue_due__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t not_before_ms[3];
        size_t limit, want;
        int64_t want_next_ms; /* it is 5000 before */
    } rows[] = {
        {"all may go", {0, 0, 0}, 9, 3, 5000},
        {"no more than the limit", {0, 0, 0}, 2, 2, 5000},
        {"some have to wait", {1500, 0, 1200}, 9, 1, 1200},
        {"at the very time", {1000, 1001, 0}, 9, 2, 1001},
        {"what waits longer than others does not matter", {9000, 9000, 9000}, 9, 0, 5000},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        int64_t next_ms = 5000;
        fill(&f, 3);
        for (size_t k = 0; k < 3; k++)
            f.asks[k].not_before_ms = rows[i].not_before_ms[k];
        EXPECT_ROW(rows[i].name,
                   provider_queue_due(&f.queue, rows[i].limit, 1000, &next_ms).count ==
                       rows[i].want);
        EXPECT_ROW(rows[i].name, next_ms == rows[i].want_next_ms);
    }
}

static void provider_queue_due__counts_calls_of_the_first_kind(void **state)
{
    (void)state;
    struct fixture f;
    int64_t next_ms = 5000;
    fill(&f, 4);
    f.asks[0].enriches = f.asks[2].enriches = f.asks[3].enriches = true;
    f.asks[0].units = f.asks[2].units = 100;
    const struct due_calls due = provider_queue_due(&f.queue, 9, 1000, &next_ms);
    assert_int_equal(due.count, 2);
    assert_true(due.kind.enriches && due.kind.units == 100);
    assert_ptr_equal(provider_queue_pop_due(&f.queue, due.kind, 1000), &f.asks[0]);
    assert_ptr_equal(provider_queue_pop_due(&f.queue, MONTHS, 1000), &f.asks[1]);
    assert_null(provider_queue_pop_due(&f.queue, MONTHS, 1000));
    assert_ptr_equal(provider_queue_take_enriching(&f.queue, 1), &f.asks[2]);
    assert_ptr_equal(provider_queue_take_enriching(&f.queue, 0), &f.asks[3]);
}

static void provider_queue_take_claim__takes_the_calls_of_one_month(void **state)
{
    (void)state;
    static const struct uuid one = {"00000000-0000-4000-8000-000000000001"},
                             two = {"00000000-0000-4000-8000-000000000002"};
    struct fixture f;
    char rest[8];
    fill(&f, 4);
    f.asks[0].claim = f.asks[2].claim = &one;
    f.asks[1].claim = &two; /* the last one is of no month */
    provider_queue_see_claim(&f.queue, one.text, 5000);
    assert_int_equal(f.asks[0].claim_seen_ms, 5000);
    assert_int_equal(f.asks[1].claim_seen_ms, 0);
    assert_int_equal(f.asks[3].claim_seen_ms, 0);
    assert_int_equal(length_of(provider_queue_take_claim(&f.queue, one.text)), 2);
    assert_null(provider_queue_take_claim(&f.queue, one.text));
    assert_string_equal(rest_of(&f.queue, rest), "bd");
}

TEST_MAIN(cmocka_unit_test(provider_queue__keeps_the_order_of_coming),
          cmocka_unit_test(provider_queue_prepend__comes_before_all),
          cmocka_unit_test(provider_queue_pop_due__passes_over_what_may_not_go_yet),
          cmocka_unit_test(provider_queue_take__takes_one_batch_or_all),
          cmocka_unit_test(provider_queue_take_before__takes_what_is_too_late),
          cmocka_unit_test(provider_queue_take_claim__takes_the_calls_of_one_month),
          cmocka_unit_test(provider_queue_due__counts_calls_of_the_first_kind),
          cmocka_unit_test(provider_queue_due__table))
