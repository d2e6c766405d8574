/* test_attempt.c: what the steps of one attempt at a month share. */
#include "core/clock.h"
#include "gate/asking.h"
#include "month/attempt.h"
#include "test.h"

static void attempt_may_go_on__until_its_deadline(void **state)
{
    (void)state;
    const struct config config = {.month_deadline_seconds = 900};
    struct consumer consumer = {.config = &config};
    struct attempt attempt = {.consumer = &consumer};
    struct error err = {0};
    attempt.deadline_ms = clock_monotonic_ms() + 60000;
    assert_true(attempt_may_go_on(&attempt, &err));
    attempt.deadline_ms = clock_monotonic_ms();
    assert_false(attempt_may_go_on(&attempt, &err));
    assert_int_equal(err.class, ERROR_RATE_LIMITED);
    assert_int_equal(err.retry_after_ms, 30000);
    assert_string_equal(err.message, "its deadline of 900 s is over, it goes on later");
}

static void attempt_may_go_on__until_its_month_is_released(void **state)
{
    (void)state;
    const struct config config = {.month_deadline_seconds = 900};
    struct consumer consumer = {.config = &config};
    struct attempt attempt = {.consumer = &consumer};
    static const struct {
        const char *name;
        int64_t left_ms;
    } rows[] = {{"with time left", 60000}, {"after its deadline", -1}};
    atomic_store(&consumer.release_now, true);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        attempt.deadline_ms = clock_monotonic_ms() + rows[i].left_ms;
        EXPECT_ROW(rows[i].name, !attempt_may_go_on(&attempt, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CANCELLED);
        EXPECT_ROW(rows[i].name, err.retry_after_ms == 0);
    }
}

static void asking_is_ended_by__our_own_side_only(void **state)
{
    (void)state;
    for (int class = ERROR_NONE; class < ERROR_CLASS_COUNT_; class ++) {
        const struct error err = {.class = (enum error_class) class};
        const bool expected =
            class == ERROR_CLAIM_LOST || class == ERROR_CANCELLED || class == ERROR_OWN_SERVERS;
        EXPECT_ROW(error_class_name(err.class), asking_is_ended_by(&err) == expected);
    }
}

enum { NOTED_MAX = 3 };
struct noted {
    const char *provider;
    enum error_class class;
    int64_t wait_ms;
};

/* Note failures in this order, or the other way round. */
static void note(struct attempt *attempt, const struct noted *noted, bool backwards)
{
    attempt_forget_failures(attempt);
    for (size_t i = 0; i < NOTED_MAX; i++) {
        const struct noted *n = &noted[backwards ? NOTED_MAX - 1 - i : i];
        const struct error why = {.class = n->class, .retry_after_ms = n->wait_ms};
        if (n->provider)
            attempt_note_failure(attempt, n->provider, &why);
    }
}

static void attempt_note_failure__keeps_the_soonest_in_any_order(void **state)
{
    (void)state;
    const int64_t hour = 3600000, never = INT64_MAX;
    const struct {
        const char *name;
        int charges;
        struct noted noted[NOTED_MAX];
        enum error_class class;
        int64_t again_ms;
        size_t walls;
    } rows[] = {
        {"a wall", 0, {{"a", ERROR_QUOTA, 23 * hour}}, ERROR_QUOTA, 23 * hour, 1},
        {"the first to open",
         0,
         {{"a", ERROR_QUOTA, 23 * hour},
          {"b", ERROR_CONFIG, hour},
          {"c", ERROR_RATE_LIMITED, 5 * hour}},
         ERROR_CONFIG,
         hour,
         3},
        {"no wall: its own delay",
         0,
         {{"a", ERROR_QUOTA, 23 * hour}, {"b", ERROR_TRANSIENT, 0}},
         ERROR_TRANSIENT,
         10000,
         1},
        {"a later delay",
         2,
         {{"a", ERROR_MALFORMED, 0}, {"b", ERROR_RATE_LIMITED, 90000}},
         ERROR_MALFORMED,
         60000,
         1},
        {"a wall before that",
         2,
         {{"a", ERROR_MALFORMED, 0}, {"b", ERROR_RATE_LIMITED, 30000}},
         ERROR_RATE_LIMITED,
         30000,
         1},
        {"the last charge is for no other try",
         4,
         {{"a", ERROR_TRANSIENT, 0}, {"b", ERROR_QUOTA, 23 * hour}},
         ERROR_QUOTA,
         23 * hour,
         1},
        {"the last charge, no wall",
         4,
         {{"a", ERROR_TRANSIENT, 0}, {"b", ERROR_REQUEST, 0}},
         ERROR_TRANSIENT,
         never,
         0},
        {"what a failure asks for is no wall",
         0,
         {{"a", ERROR_TRANSIENT, hour}},
         ERROR_TRANSIENT,
         10000,
         0},
        {"one provider is one wall",
         0,
         {{"a", ERROR_QUOTA, hour}, {"a", ERROR_QUOTA, 2 * hour}},
         ERROR_QUOTA,
         hour,
         1},
    };
    struct consumer consumer = {
        .retry = {.retry_max = 5, .delays_ms = {10000, 60000}, .delay_count = 2}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (int backwards = 0; backwards <= 1; backwards++) {
            struct attempt attempt = {.consumer = &consumer, .claim.retry_count = rows[i].charges};
            struct error err = {0};
            note(&attempt, rows[i].noted, backwards);
            EXPECT_ROW(rows[i].name, !attempt_end_by_failures(&attempt, &err) && attempt.waits);
            EXPECT_ROW(rows[i].name, err.class == rows[i].class);
            EXPECT_ROW(rows[i].name, attempt.failure_ms == rows[i].again_ms);
            EXPECT_ROW(rows[i].name, attempt.wall_count == rows[i].walls);
        }
}

static void attempt_note_failure__a_wall_stands_until_its_last_closing_is_over(void **state)
{
    (void)state;
    struct consumer consumer = {.retry = {.retry_max = 5, .delays_ms = {10000}, .delay_count = 1}};
    for (int backwards = 0; backwards <= 1; backwards++) {
        struct attempt attempt = {.consumer = &consumer};
        static const struct noted noted[NOTED_MAX] = {{"a", ERROR_RATE_LIMITED, 5000},
                                                      {"a", ERROR_QUOTA, 60000}};
        note(&attempt, noted, backwards);
        const int64_t left_ms = attempt.walls[0].opens_at_ms - clock_monotonic_ms();
        assert_true(left_ms > 50000 && left_ms <= 60000);
    }
}

static void expect_json(const struct attempt *attempt, const char *json)
{
    CLEANUP(text_done) struct text text = {0};
    attempt_calls_json(attempt, &text);
    assert_string_equal(text_of(&text), json);
}

static void attempt_count_call__counts_by_provider(void **state)
{
    (void)state;
    struct attempt attempt = {.call_count = 0};
    const char again[] = "openai"; /* the same name at another address */
    expect_json(&attempt, "{}");
    attempt_count_call(&attempt, "openai");
    expect_json(&attempt, "{\"openai\":1}");
    attempt_count_call(&attempt, "isbndb");
    attempt_count_call(&attempt, again);
    attempt_count_call(&attempt, "a\"b");
    expect_json(&attempt, "{\"openai\":2,\"isbndb\":1,\"a\\\"b\":1}");
}

static void attempt_count_call__has_room_for_all_providers_and_no_more(void **state)
{
    (void)state;
    static char names[CONFIG_PROVIDERS_MAX + 1][24];
    struct {
        struct attempt attempt;
        char behind[16];
    } memory = {.behind = "untouched"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        (void)snprintf(names[i], sizeof(names[i]), "provider-%zu", i);
        attempt_count_call(&memory.attempt, names[i]);
        attempt_count_call(&memory.attempt, names[i]);
    }
    assert_int_equal(memory.attempt.call_count, CONFIG_PROVIDERS_MAX);
    for (size_t i = 0; i < CONFIG_PROVIDERS_MAX; i++) {
        assert_string_equal(memory.attempt.calls[i].provider, names[i]);
        assert_int_equal(memory.attempt.calls[i].count, 2);
    }
    assert_string_equal(memory.behind, "untouched");
}

TEST_MAIN(cmocka_unit_test(attempt_may_go_on__until_its_deadline),
          cmocka_unit_test(attempt_may_go_on__until_its_month_is_released),
          cmocka_unit_test(asking_is_ended_by__our_own_side_only),
          cmocka_unit_test(attempt_note_failure__keeps_the_soonest_in_any_order),
          cmocka_unit_test(attempt_note_failure__a_wall_stands_until_its_last_closing_is_over),
          cmocka_unit_test(attempt_count_call__counts_by_provider),
          cmocka_unit_test(attempt_count_call__has_room_for_all_providers_and_no_more))
