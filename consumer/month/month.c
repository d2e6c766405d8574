/* month.c: one month, from claim to completion, on a worker's thread.
 *
 * Each step succeeds or returns with its error; what follows from an error is decided in settle.c.
 * A step that has committed is never done again: a month taken up anew finds its answers, books and
 * ISBNs where the last owner left them. Nothing here knows of threads, queues or
 * acknowledgements. */
#include "month/month.h"

#include "core/clock.h"
#include "core/log.h"
#include "io/metrics.h"
#include "month/generate.h"
#include "month/resolve.h"

/* How long a month rests that was slower than its deadline: others go first. */
#define DEADLINE_REST_MS 30000

bool month_may_go_on(const struct month_run *run, struct error *err)
{
    if (atomic_load(&run->consumer->hand_back))
        return error_set(err, ERROR_CANCELLED, 0, "the process is stopping");
    if (clock_monotonic_ms() < run->deadline_ms)
        return true;
    (void)error_set(err, ERROR_RATE_LIMITED, 0, "its deadline of %lld s is over, it goes on later",
                    (long long)run->consumer->config->month_deadline_seconds);
    err->retry_after_ms = DEADLINE_REST_MS;
    return false;
}

void month_count_call(struct month_run *run, const char *provider)
{
    size_t i = 0;
    while (i < run->call_count && !text_equal(run->calls[i].provider, provider))
        i++;
    if (i == CALLS_MAX)
        return; /* there are no more providers than that */
    if (i == run->call_count)
        run->calls[run->call_count++].provider = provider;
    run->calls[i].count++;
}

void month_calls_json(const struct month_run *run, struct text *ret)
{
    text_add(ret, "{");
    for (size_t i = 0; i < run->call_count; i++) {
        text_add(ret, i > 0 ? "," : "");
        text_add_json(ret, run->calls[i].provider);
        text_add_format(ret, ":%d", run->calls[i].count);
    }
    text_add(ret, "}");
}

static bool claim_month(struct month_run *run, const struct job *job, struct error *err)
{
    struct claimed answer = {.result = CLAIM_STALE};
    if (!month_log_claim(run->consumer->pool, job, &run->claimant, &answer, err))
        return false;
    run->claimed = answer.result == CLAIM_TAKEN;
    run->suspect = answer.result == CLAIM_SUSPECT;
    if (run->claimed)
        run->claim = answer.claim;
    if (answer.result == CLAIM_MISSING)
        return error_set(err, ERROR_POISON, 0, "there is no month %s: seed it, then replay",
                         month_text(job->month).text);
    if (!run->claimed && !run->suspect) {
        static const char *const why[] = {"", "stale", "early", "owned", "", ""};
        metrics_add(METRIC_STALE_DELIVERIES, 1);
        LOG(LOG_DEBUG, "delivery_ignored", log_str("month", month_text(job->month).text),
            log_str("job", job->id.text), log_str("why", why[answer.result]));
    }
    return true;
}

static bool complete_month(struct month_run *run, struct error *err)
{
    CLEANUP(text_done) struct text calls = {0};
    month_calls_json(run, &calls);
    struct completion done = {0};
    const struct month_outcome outcome = {.calls = text_of(&calls), .partial = &run->partial};
    if (!month_log_complete(run->consumer->pool, &run->claim, &outcome, &done, err))
        return false;
    metrics_add(METRIC_MONTHS_COMPLETED, 1);
    metrics_add(METRIC_BOOKS_GENERATED, done.generated);
    metrics_add(METRIC_BOOKS_RESOLVED, done.resolved);
    metrics_add(METRIC_ISBNS_QUEUED, done.queued);
    LOG(LOG_INFO, "month_completed", log_str("month", month_text(run->claim.month).text),
        log_str("job", run->claim.job_id.text), log_int("generated", done.generated),
        log_int("resolved", done.resolved), log_int("queued", done.queued),
        log_int("ms", done.duration_ms));
    return true;
}

bool month_process(struct month_run *run, const struct job *job, struct error *err)
{
    if (!claim_month(run, job, err))
        return error_wrap(err, "claim %s", month_text(job->month).text);
    if (!run->claimed) /* stale, early, another's: the row knows better than the message */
        return true;
    run->deadline_ms = clock_monotonic_ms() + run->consumer->config->month_deadline_seconds * 1000;

    /* Answers cost money: each is stored as it arrives, before it is parsed. */
    CLEANUP(books_done) struct books books = {0};
    if (!generate_books(run, &books, err))
        return error_wrap(err, "generate books of %s", month_text(job->month).text);

    if (!resolve_books(run, &books, err))
        return error_wrap(err, "resolve books of %s", month_text(job->month).text);

    /* Counts, enrichment rows, outbox and status, in one transaction. */
    if (!complete_month(run, err))
        return error_wrap(err, "complete %s", month_text(job->month).text);
    return true;
}
