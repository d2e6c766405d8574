/* settle.c: what follows from an error. The one switch over the error classes: a new class does not
 * compile until its consequence is written here. */
#include "month/settle.h"

#include "core/log.h"
#include "io/metrics.h"

static bool give_up(const struct month_run *run, enum give_up action, const struct error *why,
                    struct error *err)
{
    CLEANUP(text_done) struct text calls = {0};
    month_calls_json(run, &calls);
    struct given_up done = {0};
    const struct failed_attempt attempt = {
        .action = action, .why = why, .calls = text_of(&calls), .plan = &run->consumer->retry};
    if (!month_log_give_up(run->consumer->pool, &run->claim, &attempt, &done, err))
        return error_wrap(err, "settle %s", month_text(run->claim.month).text);
    static const enum metric metrics[] = {METRIC_MONTHS_RELEASED, METRIC_MONTHS_DEFERRED,
                                          METRIC_MONTHS_RETRIED, METRIC_MONTHS_FAILED};
    bool failed = text_equal(done.status, "failed");
    metrics_add(failed ? METRIC_MONTHS_FAILED : metrics[action], 1);
    LOG(failed ? LOG_ERROR : LOG_WARNING, failed ? "month_failed" : "month_put_back",
        log_str("month", month_text(run->claim.month).text), log_str("job", run->claim.job_id.text),
        log_str("status", done.status), log_int("retry_count", done.retry_count),
        log_int("retry_in_ms", done.retry_in_ms), log_error_class(why), log_error_message(why));
    return true;
}

bool settle_month(const struct month_run *run, const struct error *why, struct error *err)
{
    switch (why->class) {
    case ERROR_OWN_SERVERS:
    case ERROR_CANCELLED:
        return give_up(run, GIVE_UP_RELEASE, why, err);
    case ERROR_RATE_LIMITED:
    case ERROR_QUOTA:
    case ERROR_CONFIG:
        return give_up(run, GIVE_UP_DEFER, why, err);
    case ERROR_TRANSIENT:
    case ERROR_MALFORMED:
    case ERROR_REQUEST:
        return give_up(run, GIVE_UP_RETRY, why, err);
    case ERROR_POISON:
        return give_up(run, GIVE_UP_FAIL, why, err);
    case ERROR_CLAIM_LOST:
        *err = *why;
        return false;
    case ERROR_NONE:
    case ERROR_USAGE:
    case ERROR_CLASS_COUNT_:
        break;
    }
    UNREACHABLE("error class of a month");
}
