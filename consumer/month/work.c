/* work.c: one month, from claim to completion, on a worker's thread.
 *
 * Each step succeeds or returns with its error; what follows from an error is decided in give_up.c.
 * A step that has committed is never done again: an attempt that takes a month up finds the
 * answers, books and ISBNs that an earlier attempt has stored. Nothing here knows of threads,
 * queues or acknowledgements. */
#include "month/work.h"

#include "core/clock.h"
#include "core/log.h"
#include "io/metrics.h"
#include "io/stage_metrics.h"
#include "month/generate.h"
#include "month/give_up.h"
#include "month/resolve.h"

static bool claim_month(struct attempt *attempt, const struct job *job, struct error *err)
{
    struct claimed answer = {.result = CLAIM_STALE};
    attempt->claim_seen_ms = clock_boot_ms();
    if (!month_log_claim(attempt->consumer->pool, job, &attempt->claimant, &answer, err))
        return false;
    attempt->claimed = answer.result == CLAIM_TAKEN;
    attempt->suspect = answer.result == CLAIM_SUSPECT;
    /* The next heartbeat says it, too, and when it is over. */
    if (answer.paused && !atomic_exchange(&attempt->consumer->paused, true))
        LOG(LOG_WARNING, "paused", log_str("by", "claim"));
    if (attempt->claimed)
        attempt->claim = answer.claim;
    if (answer.result == CLAIM_MISSING)
        return error_set(err, ERROR_POISON, 0, "there is no month %s: seed it, then replay",
                         month_text(job->month).text);
    if (answer.result == CLAIM_READY)
        return error_set(err, ERROR_CANCELLED, 0, "%s",
                         answer.paused ? "the fleet is paused" : "it was released meanwhile");
    if (!attempt->claimed && !attempt->suspect) {
        static const char *const why[] = {"", "stale", "early", "owned", "ready", "", ""};
        metrics_add(METRIC_STALE_DELIVERIES, 1);
        LOG(LOG_DEBUG, "delivery_ignored", log_str("month", month_text(job->month).text),
            log_str("job", job->id.text), log_str("why", why[answer.result]));
    }
    return true;
}

static bool complete_month(struct attempt *attempt, const struct error *trouble, struct error *err)
{
    CLEANUP(text_done) struct text calls = {0};
    attempt_calls_json(attempt, &calls);
    struct completion done = {0};
    const struct month_outcome outcome = {.calls = text_of(&calls), .trouble = trouble};
    const int64_t begin_ms = clock_monotonic_ms();
    if (!month_log_complete(attempt->consumer->pool, &attempt->claim, &outcome, &done, err))
        return false;
    stage_metrics_add(STAGE_STORE, clock_monotonic_ms() - begin_ms);
    metrics_add(METRIC_MONTHS_COMPLETED, 1);
    metrics_add(METRIC_BOOKS_GENERATED, done.generated);
    metrics_add(METRIC_BOOKS_RESOLVED, done.resolved);
    metrics_add(METRIC_ISBNS_QUEUED, done.queued);
    if (trouble->class != ERROR_NONE)
        LOG(LOG_WARNING, "books_left_open", log_str("month", month_text(attempt->claim.month).text),
            log_str("job", attempt->claim.job_id.text), log_error_class(trouble),
            log_error_message(trouble));
    LOG(LOG_INFO, "month_completed", log_str("month", month_text(attempt->claim.month).text),
        log_str("job", attempt->claim.job_id.text), log_int("generated", done.generated),
        log_int("resolved", done.resolved), log_int("queued", done.queued),
        log_int("ms", done.duration_ms));
    return true;
}

static bool find_books(struct attempt *attempt, struct error *err)
{
    /* Answers cost money: each is stored as it arrives, before it is read. */
    CLEANUP(books_done) struct books books = {0};
    const int64_t begin_ms = clock_monotonic_ms();
    if (!generate_books(attempt, &books, err))
        return error_wrap(err, "generate books of %s", month_text(attempt->claim.month).text);
    const int64_t generated_ms = clock_monotonic_ms();
    stage_metrics_add(STAGE_GENERATE, generated_ms - begin_ms);

    if (!resolve_books(attempt, &books, err))
        return error_wrap(err, "resolve books of %s", month_text(attempt->claim.month).text);
    stage_metrics_add(STAGE_RESOLVE, clock_monotonic_ms() - generated_ms);
    return true;
}

bool work_on_month(struct attempt *attempt, const struct job *job, struct error *err)
{
    if (!claim_month(attempt, job, err))
        return error_wrap(err, "claim %s", month_text(job->month).text);
    if (!attempt->claimed) /* the month's row, not the message, says whether there is work */
        return true;
    attempt->deadline_ms =
        clock_monotonic_ms() + attempt->consumer->config->month_deadline_seconds * 1000;

    static const struct error none = {.class = ERROR_NONE};
    /* It may be filled although the books were found: by a statement that succeeded at its second
     * try. */
    struct error trouble = {0};
    const bool found = find_books(attempt, &trouble);
    if (!found && !completes_with_open_books(attempt, &trouble)) {
        *err = trouble;
        return false;
    }
    /* Counts, enrichment rows, outbox and status, in one transaction. */
    if (!complete_month(attempt, found ? &none : &trouble, err))
        return error_wrap(err, "complete %s", month_text(job->month).text);
    return true;
}
