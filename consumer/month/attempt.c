/* attempt.c: what the steps of one attempt at a month share. It is used by one worker's thread. */
#include "month/attempt.h"

#include "core/clock.h"
#include "core/json_write.h"

/* A month that exceeds its deadline rests for this long, so that other months go first. */
#define DEADLINE_REST_MS 30000

bool attempt_may_go_on(const struct attempt *attempt, struct error *err)
{
    if (atomic_load(&attempt->consumer->hand_back))
        return error_set(err, ERROR_CANCELLED, 0, "the process is stopping");
    if (clock_monotonic_ms() < attempt->deadline_ms)
        return true;
    (void)error_set(err, ERROR_RATE_LIMITED, 0, "its deadline of %lld s is over, it goes on later",
                    (long long)attempt->consumer->config->month_deadline_seconds);
    err->retry_after_ms = DEADLINE_REST_MS;
    return false;
}

bool attempt_is_ended_by(const struct error *err)
{
    return err->class == ERROR_CLAIM_LOST || err->class == ERROR_CANCELLED ||
           err->class == ERROR_OWN_SERVERS;
}

bool attempt_is_last(const struct attempt *attempt)
{
    return attempt->claim.retry_count + 1 >= attempt->consumer->retry.retry_max;
}

void attempt_count_call(struct attempt *attempt, const char *provider)
{
    size_t i = 0;
    while (i < attempt->call_count && !text_equal(attempt->calls[i].provider, provider))
        i++;
    if (i == ARRAY_LEN(attempt->calls))
        return; /* there are no more providers than that */
    if (i == attempt->call_count)
        attempt->calls[attempt->call_count++].provider = provider;
    attempt->calls[i].count++;
}

void attempt_calls_json(const struct attempt *attempt, struct text *ret)
{
    json_write_open(ret, NULL, '{');
    for (size_t i = 0; i < attempt->call_count; i++)
        json_write_int(ret, attempt->calls[i].provider, attempt->calls[i].count);
    json_write_close(ret, '}');
}
