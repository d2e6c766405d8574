/* test_give_up.c: what becomes of a month, by the class of the error that ended it. */
#include "month/give_up.h"
#include "test.h"

static void give_up_action__follows_from_the_class(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum error_class class;
        enum give_up action;
    } rows[] = {
        {"our own servers never charge a month", ERROR_OWN_SERVERS, GIVE_UP_RELEASE},
        {"a stopping process hands it back", ERROR_CANCELLED, GIVE_UP_RELEASE},
        {"a rate limit puts it off", ERROR_RATE_LIMITED, GIVE_UP_DEFER},
        {"a spent quota puts it off", ERROR_QUOTA, GIVE_UP_DEFER},
        {"a wrong configuration puts it off", ERROR_CONFIG, GIVE_UP_DEFER},
        {"a provider's failure is charged", ERROR_TRANSIENT, GIVE_UP_RETRY},
        {"an answer that cannot be read is charged", ERROR_MALFORMED, GIVE_UP_RETRY},
        {"a refused request is charged", ERROR_REQUEST, GIVE_UP_RETRY},
        {"poison fails at once", ERROR_POISON, GIVE_UP_FAIL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (int before = GIVE_UP_RELEASE; before <= GIVE_UP_FAIL; before++) {
            enum give_up action = (enum give_up)before;
            EXPECT_ROW(rows[i].name, give_up_action(rows[i].class, &action));
            EXPECT_ROW(rows[i].name, action == rows[i].action);
        }
}

static void give_up_action__leaves_a_lost_claim_alone(void **state)
{
    (void)state;
    enum give_up action = GIVE_UP_RELEASE;
    assert_false(give_up_action(ERROR_CLAIM_LOST, &action));
}

static void give_up_rest_ms__is_half_a_minute_at_least(void **state)
{
    (void)state;
    static const int64_t rows[][2] = {{0, 30000}, {-5, 30000}, {29999, 30000}, {30001, 30001}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct error why = {.class = ERROR_CONFIG, .retry_after_ms = rows[i][0]};
        assert_int_equal(give_up_rest_ms(&why), rows[i][1]);
    }
}

/* No database is asked: there is none. */
static void give_up_month__returns_a_lost_claim_as_the_error(void **state)
{
    (void)state;
    const struct attempt attempt = {.claimed = true};
    const struct error why = {.class = ERROR_CLAIM_LOST, .message = "another has it"};
    struct error err = {0};
    assert_false(give_up_month(&attempt, &why, &err));
    assert_int_equal(err.class, ERROR_CLAIM_LOST);
    assert_string_equal(err.message, "another has it");
}

TEST_MAIN(cmocka_unit_test(give_up_action__follows_from_the_class),
          cmocka_unit_test(give_up_action__leaves_a_lost_claim_alone),
          cmocka_unit_test(give_up_rest_ms__is_half_a_minute_at_least),
          cmocka_unit_test(give_up_month__returns_a_lost_claim_as_the_error))
