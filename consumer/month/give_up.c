/* give_up.c: what becomes of a month that an error has ended. */
#include "month/give_up.h"

#include "core/log.h"
#include "io/metrics.h"

/* A month that is deferred rests for this long at least: whatever the reason, nothing turns in a
 * circle for nothing. */
#define DEFER_MIN_MS 30000

static bool give_up(const struct attempt *attempt, enum give_up action, const struct error *why,
                    struct error *err)
{
    CLEANUP(text_done) struct text calls = {0};
    attempt_calls_json(attempt, &calls);
    struct given_up done = {0};
    struct error rests = *why;
    rests.retry_after_ms = give_up_rest_ms(why);
    const struct ended_attempt failure = {.action = action,
                                          .why = &rests,
                                          .walls = attempt->walls,
                                          .wall_count = attempt->waits ? attempt->wall_count : 0,
                                          .calls = text_of(&calls),
                                          .plan = &attempt->consumer->retry};
    if (!month_log_give_up(attempt->consumer->pool, &attempt->claim, &failure, &done, err))
        return error_wrap(err, "give up %s", month_text(attempt->claim.month).text);
    static const enum metric metrics[] = {METRIC_MONTHS_RELEASED, METRIC_MONTHS_DEFERRED,
                                          METRIC_MONTHS_RETRIED, METRIC_MONTHS_FAILED};
    static const char *const events[] = {"month_released", "month_deferred", "month_retried",
                                         "month_failed"};
    bool failed = text_equal(done.status, "failed");
    metrics_add(failed ? METRIC_MONTHS_FAILED : metrics[action], 1);
    LOG(failed ? LOG_ERROR : LOG_WARNING, failed ? "month_failed" : events[action],
        log_str("month", month_text(attempt->claim.month).text),
        log_str("job", attempt->claim.job_id.text), log_str("status", done.status),
        log_int("retry_count", done.retry_count), log_int("retry_in_ms", done.retry_in_ms),
        log_error_class(why), log_error_message(why));
    return true;
}

/* The one switch over the error classes of a month: a new class does not compile until it is
 * decided here. */
bool give_up_action(enum error_class class, enum give_up *ret)
{
    switch (class) {
    case ERROR_OWN_SERVERS:
    case ERROR_CANCELLED:
        *ret = GIVE_UP_RELEASE;
        return true;
    case ERROR_RATE_LIMITED:
    case ERROR_QUOTA:
    case ERROR_CONFIG:
        *ret = GIVE_UP_DEFER;
        return true;
    case ERROR_TRANSIENT:
    case ERROR_MALFORMED:
    case ERROR_REQUEST:
        *ret = GIVE_UP_RETRY;
        return true;
    case ERROR_POISON:
        *ret = GIVE_UP_FAIL;
        return true;
    case ERROR_CLAIM_LOST:
        return false;
    case ERROR_NONE:
    case ERROR_USAGE:
    case ERROR_NOTHING:
    case ERROR_MISSING:
    case ERROR_CLASS_COUNT_:
        break;
    }
    UNREACHABLE("error class of a month");
}

int64_t give_up_rest_ms(const struct error *why)
{
    return why->retry_after_ms > DEFER_MIN_MS ? why->retry_after_ms : DEFER_MIN_MS;
}

bool completes_with_open_books(const struct attempt *attempt, const struct error *why)
{
    enum give_up action = GIVE_UP_RELEASE;
    return give_up_action(why->class, &action) && action == GIVE_UP_RETRY &&
           attempt_is_last(attempt) && attempt->has_books;
}

bool give_up_month(const struct attempt *attempt, const struct error *why, struct error *err)
{
    enum give_up action = GIVE_UP_RELEASE;
    if (give_up_action(why->class, &action))
        return give_up(attempt, action, why, err);
    *err = *why;
    return false;
}
