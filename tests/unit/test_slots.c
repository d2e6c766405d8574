/* test_slots.c: which call gets which slot, and what becomes of calls and slots that do not fit.
 * The engine runs, but no call is sent: the slots lie ahead, and what has one is cancelled in the
 * end. */
#include "core/clock.h"
#include "gate/slots.h"
#include "test.h"

#define AHEAD_MS 600000 /* the first slot */

struct fixture {
    struct config config;
    struct services services;
    struct http_engine *engine;
    struct gate *gate;
    struct call_batch batch;
    struct ask asks[3];
    int64_t now_ms;
    int taken; /* calls that have ended */
};

static const struct service *start(struct fixture *f, size_t count)
{
    const struct http_engine_options options = {
        .user_agent = "test", .total_bytes_max = 1000, .shares = 1, .in_flight_max = 10};
    *f = (struct fixture){.services = {.count = 1}, .now_ms = clock_monotonic_ms()};
    struct service *service = &f->services.items[0];
    service->name = "isbndb";
    f->engine = http_engine_start(&options);
    f->gate = gate_new(&f->config, &f->services, f->engine);
    call_batch_init(&f->batch);
    for (size_t i = 0; i < count; i++) {
        f->asks[i] = (struct ask){.service = service,
                                  .batch = &f->batch,
                                  .units = 1,
                                  .deadline_ms = f->now_ms + 2 * (int64_t)AHEAD_MS};
        gate_submit(f->gate, &f->asks[i]);
    }
    return service;
}

/* End what has a slot, and count all that end. */
static void stop(struct fixture *f)
{
    http_engine_stop(f->engine);
    gate_withdraw(f->gate, &f->batch);
    for (struct ask *list = call_batch_take(&f->batch, 0); list; list = list->next)
        f->taken++;
    assert_int_equal(f->batch.open, 0);
    call_batch_done(&f->batch);
    for (size_t i = 0; i < ARRAY_LEN(f->asks); i++)
        http_call_done(&f->asks[i].call);
    gate_free(f->gate);
}

static struct reservation granted(const struct fixture *f, int64_t count)
{
    return (struct reservation){.kind = {.units = 1},
                                .granted = count,
                                .base_ms = f->now_ms,
                                .delay_ms = AHEAD_MS,
                                .spacing_ms = 333.4,
                                .day = "2026-05-17"};
}

static void slots_use__gives_slots_in_the_order_of_waiting(void **state)
{
    (void)state;
    struct fixture f;
    const struct service *service = start(&f, 3);
    const struct reservation reservation = granted(&f, 3);
    slots_use(f.gate, service, &reservation, f.now_ms);
    static const int64_t after_ms[] = {0, 333, 666};
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(f.asks[i].day, "2026-05-17");
        assert_int_equal(f.asks[i].call.send_at_ms, f.now_ms + AHEAD_MS + after_ms[i]);
        assert_true(f.asks[i].call.latest_ms > f.asks[i].call.send_at_ms);
        assert_false(f.asks[i].too_late);
    }
    /* The next are reserved a little before the last slot in hand is used. */
    assert_int_equal(f.gate->queues[0].reserve_at_ms, f.now_ms + AHEAD_MS + 1000 - 100);
    assert_true(meter_is_written(f.gate->meter)); /* no slot is given back */
    stop(&f);
    assert_int_equal(f.taken, 3);
}

static void slots_use__gives_back_what_nobody_wants(void **state)
{
    (void)state;
    struct fixture f;
    const struct service *service = start(&f, 1);
    const struct reservation reservation = granted(&f, 2);
    slots_use(f.gate, service, &reservation, f.now_ms);
    assert_string_equal(f.asks[0].day, "2026-05-17");
    assert_false(meter_is_written(f.gate->meter));
    stop(&f);
    assert_int_equal(f.taken, 1);
}

static void slots_use__ends_a_call_that_the_slot_comes_too_late_for(void **state)
{
    (void)state;
    struct fixture f;
    const struct service *service = start(&f, 2);
    const struct reservation reservation = granted(&f, 1);
    f.asks[0].deadline_ms = f.now_ms + AHEAD_MS;
    slots_use(f.gate, service, &reservation, f.now_ms);
    assert_true(f.asks[0].too_late);
    assert_int_equal(f.asks[0].error.class, ERROR_RATE_LIMITED);
    assert_int_equal(f.asks[0].error.retry_after_ms, AHEAD_MS);
    assert_string_equal(f.asks[0].error.message, "the next slot of isbndb is 600 s ahead");
    assert_string_equal(f.asks[0].day, "");
    assert_ptr_equal(call_batch_take(&f.batch, 0), &f.asks[0]);
    assert_false(meter_is_written(f.gate->meter));         /* its slot is given back */
    assert_ptr_equal(f.gate->queues[0].first, &f.asks[1]); /* which waits for another */
    stop(&f);
    assert_int_equal(f.taken, 1);
}

static void slots_use__looks_again_within_the_hour(void **state)
{
    (void)state;
    struct fixture f;
    const struct service *service = start(&f, 0);
    struct reservation reservation = granted(&f, 1);
    reservation.delay_ms = 1e15;
    slots_use(f.gate, service, &reservation, f.now_ms);
    assert_int_equal(f.gate->queues[0].reserve_at_ms, f.now_ms + 3600000);
    stop(&f);
}

static void slots_use__a_closed_provider(void **state)
{
    (void)state;
    static const struct {
        const char *name, *class;
        int64_t closed_ms;
        enum error_class want; /* NONE: its calls wait */
        int64_t again_ms;      /* after which it is looked at again */
    } rows[] = {
        {"closed for a minute", "rate_limited", 60000, ERROR_NONE, 2000},
        {"closed for a moment", "rate_limited", 700, ERROR_NONE, 700},
        {"closed for longer", "rate_limited", 60001, ERROR_RATE_LIMITED, 0},
        {"its day is spent, shortly before midnight", "quota", 1000, ERROR_QUOTA, 0},
        {"its key is wrong", "config", 3600000, ERROR_CONFIG, 0},
        {"it does not answer: it is asked too often, as far as the month is concerned", "transient",
         600000, ERROR_RATE_LIMITED, 0},
        {"an operator closed it", "operator", 3600000, ERROR_QUOTA, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        const struct service *service = start(&f, 2);
        const struct reservation reservation = {
            .closed_ms = rows[i].closed_ms, .closed_class = rows[i].class, .closed_why = "because"};
        const bool waits = rows[i].want == ERROR_NONE;
        slots_use(f.gate, service, &reservation, f.now_ms);
        EXPECT_ROW(rows[i].name, (f.gate->queues[0].first != NULL) == waits);
        EXPECT_ROW(rows[i].name,
                   f.gate->queues[0].reserve_at_ms == (waits ? f.now_ms + rows[i].again_ms : 0));
        for (size_t k = 0; k < 2; k++) {
            EXPECT_ROW(rows[i].name, f.asks[k].error.class == rows[i].want);
            EXPECT_ROW(rows[i].name, waits || f.asks[k].error.retry_after_ms == rows[i].closed_ms);
            EXPECT_ROW(rows[i].name, !f.asks[k].too_late);
        }
        stop(&f);
        EXPECT_ROW(rows[i].name, f.taken == 2);
    }
}

/* A call rests for its provider, and another waits: only the one that rests for that is kept. */
static void slots_use__keeps_a_call_that_rests(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t rests_ms;
        bool kept;
    } rows[] = {
        {"as long as it rests", 130000, true},
        {"closed a little later than it answered", 129000, true},
        {"closed for longer by something else", 60000, false},
        {"it does not rest", 0, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct fixture f;
        const struct service *service = start(&f, 2);
        const struct reservation reservation = {
            .closed_ms = 130000, .closed_class = "rate_limited", .closed_why = "because"};
        f.asks[1].rests_until_ms = rows[i].rests_ms > 0 ? f.now_ms + rows[i].rests_ms : 0;
        slots_use(f.gate, service, &reservation, f.now_ms);
        EXPECT_ROW(rows[i].name, f.gate->queues[0].first == (rows[i].kept ? &f.asks[1] : NULL));
        EXPECT_ROW(rows[i].name, f.asks[0].error.class == ERROR_RATE_LIMITED);
        EXPECT_ROW(rows[i].name, !rows[i].kept || f.asks[1].not_before_ms == f.now_ms + 2000);
        stop(&f);
        EXPECT_ROW(rows[i].name, f.taken == 2);
    }
}

/* A slot that was granted before the provider was closed must not be used. */
static void still_due__not_after_a_closing(void **state)
{
    (void)state;
    struct fixture f;
    const struct service *service = start(&f, 1);
    const struct reservation reservation = granted(&f, 1);
    slots_use(f.gate, service, &reservation, f.now_ms);
    const struct http_call *call = &f.asks[0].call;
    assert_true(call->still_due(call));
    gate_close_provider(f.gate, service, 1000, ERROR_RATE_LIMITED, "429");
    assert_false(call->still_due(call));
    stop(&f);
}

/* Nor one that was granted before the process was frozen: others may have its month. */
static void still_due__not_of_a_claim_that_may_be_lost(void **state)
{
    (void)state;
    static const struct uuid claim = {"00000000-0000-4000-8000-000000000001"};
    struct fixture f;
    const struct service *service = start(&f, 1);
    const struct reservation reservation = granted(&f, 1);
    const int64_t now_ms = clock_boot_ms();
    struct lease_renewal renewal = {.begun_ms = now_ms - 5000, .ended_ms = now_ms - 5000};
    f.gate->lease = lease_new(60000);
    f.asks[0].claim = &claim;
    f.asks[0].claim_seen_ms = now_ms - 4000;
    lease_renew(f.gate->lease, &renewal);
    slots_use(f.gate, service, &reservation, f.now_ms);
    const struct http_call *call = &f.asks[0].call;
    assert_true(call->still_due(call));
    f.asks[0].claim_seen_ms = 0; /* it is repeated */
    assert_false(call->still_due(call));
    f.asks[0].claim = NULL;
    assert_true(call->still_due(call));
    lease_free(f.gate->lease);
    f.gate->lease = NULL;
    stop(&f);
}

TEST_MAIN(cmocka_unit_test(slots_use__gives_slots_in_the_order_of_waiting),
          cmocka_unit_test(slots_use__gives_back_what_nobody_wants),
          cmocka_unit_test(slots_use__ends_a_call_that_the_slot_comes_too_late_for),
          cmocka_unit_test(slots_use__looks_again_within_the_hour),
          cmocka_unit_test(slots_use__a_closed_provider),
          cmocka_unit_test(slots_use__keeps_a_call_that_rests),
          cmocka_unit_test(still_due__not_of_a_claim_that_may_be_lost),
          cmocka_unit_test(still_due__not_after_a_closing))
