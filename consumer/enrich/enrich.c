/* enrich.c: one batch of ISBNs, from claim to end.
 *
 * What a source answers is kept as it comes, whoever has the ISBNs by then: an attempt that takes
 * them up again finds it, and asks for nothing twice. An ISBN for which a source could not be asked
 * waits for that source, with what the others have said. */
#include "enrich/enrich.h"

#include "core/clock.h"
#include "core/log.h"
#include "enrich/sources.h"
#include "io/failpoint.h"
#include "io/metrics.h"
#include "io/stage_metrics.h"

static bool take(struct batch *batch, const struct batch_message *messages, size_t count,
                 struct error *err)
{
    bool paused = false;
    if (!batch_take(batch, messages, count, &paused, err))
        return error_wrap(err, "claim ISBNs");
    /* The next heartbeat says it, too, and when it is over. */
    if (paused && !atomic_exchange(&batch->consumer->paused, true))
        LOG(LOG_WARNING, "paused", log_str("by", "claim"));
    return !paused || error_set(err, ERROR_CANCELLED, 0, "the fleet is paused");
}

static bool ask(struct batch *batch, struct error *err)
{
    const int64_t begin_ms = clock_monotonic_ms();
    metrics_add(METRIC_ISBN_BATCHES, 1);
    metrics_add(METRIC_ISBNS_TAKEN, (int64_t)batch->count);
    if (!batch_read_known(batch, err) || !sources_ask(batch, err))
        return false;
    stage_metrics_add(STAGE_ASK, clock_monotonic_ms() - begin_ms);
    return true;
}

static bool settle(struct batch *batch, int64_t since_ms, struct error *err)
{
    struct batch_outcome done = {0};
    const int64_t begin_ms = clock_monotonic_ms();
    if (!batch_settle(batch, &done, err))
        return error_wrap(err, "settle %zu ISBNs", batch->count);
    stage_metrics_add(STAGE_SETTLE, clock_monotonic_ms() - begin_ms);
    if (done.settled < (int64_t)batch->count) {
        metrics_add(METRIC_CLAIMS_LOST, 1);
        LOG(LOG_WARNING, "claim_lost", log_int("isbns", (int64_t)batch->count - done.settled));
    }
    LOG(LOG_INFO, "isbns_settled", log_int("isbns", done.settled),
        log_int("enriched", done.enriched), log_int("not_found", done.not_found),
        log_int("waiting", done.waiting), log_int("ms", clock_monotonic_ms() - since_ms));
    return true;
}

static void give_back(const struct batch *batch)
{
    struct error why = {0};
    if (batch->count > 0 && !batch_release(batch, &why)) /* the janitor does it later */
        LOG(LOG_WARNING, "isbns_not_released", log_error_class(&why), log_error_message(&why));
}

bool enrich_batch(struct batch *batch, const struct batch_message *messages, size_t count,
                  struct error *err)
{
    const int64_t since_ms = clock_monotonic_ms();
    batch->claim_seen_ms = clock_boot_ms();
    batch->deadline_ms = since_ms + batch->consumer->config->month_deadline_seconds * 1000;
    if (!take(batch, messages, count, err))
        return false;
    if (batch->count == 0)
        return true;
    FAILPOINT("enrich.taken");
    if (ask(batch, err) && settle(batch, since_ms, err))
        return true;
    give_back(batch);
    return false;
}
