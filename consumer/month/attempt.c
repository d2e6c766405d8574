/* attempt.c: what the steps of one attempt at a month share. It is used by one worker's thread. */
#include "month/attempt.h"

#include "core/clock.h"
#include "core/json_write.h"

/* A month that exceeds its deadline rests for this long, so that other months go first. */
#define DEADLINE_REST_MS 30000

bool attempt_may_go_on(const struct attempt *attempt, struct error *err)
{
    if (atomic_load(&attempt->consumer->release_now))
        return error_set(err, ERROR_CANCELLED, 0, "the process is stopping");
    if (clock_monotonic_ms() < attempt->deadline_ms)
        return true;
    (void)error_set(err, ERROR_RATE_LIMITED, 0, "its deadline of %lld s is over, it goes on later",
                    (long long)attempt->consumer->config->month_deadline_seconds);
    err->retry_after_ms = DEADLINE_REST_MS;
    return false;
}

bool attempt_is_last(const struct attempt *attempt)
{
    return attempt->claim.retry_count + 1 >= attempt->consumer->retry.retry_max;
}

static bool defers(const struct error *why)
{
    return why->class == ERROR_RATE_LIMITED || why->class == ERROR_QUOTA ||
           why->class == ERROR_CONFIG;
}

/* In how long is a provider that failed worth another try? Without a wall that is the delay of the
 * charge that month_give_up.sql adds. */
static int64_t worth_again_ms(const struct attempt *attempt, const struct error *why)
{
    const struct retry_plan *plan = &attempt->consumer->retry;
    const size_t charges = (size_t)attempt->claim.retry_count;
    if (defers(why))
        return why->retry_after_ms > 0 ? why->retry_after_ms : INT64_MAX;
    if (attempt_is_last(attempt))
        return INT64_MAX;
    return plan->delays_ms[charges < plan->delay_count ? charges : plan->delay_count - 1];
}

/* A provider is one wall, and stands until the last of its closings is over. */
static void note_wall(struct attempt *attempt, const char *provider, int64_t opens_at_ms)
{
    size_t i = 0;
    while (i < attempt->wall_count && !text_equal(attempt->walls[i].provider, provider))
        i++;
    if (i == ARRAY_LEN(attempt->walls))
        return; /* there are no more providers than that */
    if (i == attempt->wall_count)
        attempt->walls[attempt->wall_count++] = (struct wall){.provider = provider};
    if (opens_at_ms > attempt->walls[i].opens_at_ms)
        attempt->walls[i].opens_at_ms = opens_at_ms;
}

void attempt_note_failure(struct attempt *attempt, const char *provider, const struct error *why)
{
    const struct error *kept = &attempt->failure;
    const int64_t again_ms = worth_again_ms(attempt, why);
    if (defers(why) && why->retry_after_ms > 0)
        note_wall(attempt, provider, clock_monotonic_ms() + why->retry_after_ms);
    const bool sooner = again_ms < attempt->failure_ms ||
                        (again_ms == attempt->failure_ms && why->class < kept->class);
    if (kept->class != ERROR_NONE && !sooner)
        return;
    attempt->failure = *why;
    attempt->failure_ms = again_ms;
}

void attempt_forget_failures(struct attempt *attempt)
{
    attempt->failure = (struct error){.class = ERROR_NONE};
    attempt->wall_count = 0;
}

bool attempt_end_by_failures(struct attempt *attempt, struct error *err)
{
    attempt->waits = true;
    *err = attempt->failure;
    return false;
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
