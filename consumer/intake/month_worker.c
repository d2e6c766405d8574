/* month_worker.c: one delivery of a month, in a worker's hands. */
#include "intake/month_worker.h"

#include "core/backoff.h"
#include "core/clock.h"
#include "core/log.h"
#include "intake/poison.h"
#include "io/metrics.h"
#include "month/give_up.h"
#include "month/work.h"

/* Log why a delivery goes back to the queue. */
static enum delivery_end fail(const struct delivery *delivery, const struct error *err)
{
    if (err->class == ERROR_CLAIM_LOST) {
        metrics_add(METRIC_CLAIMS_LOST, 1);
        LOG(LOG_WARNING, "claim_lost", log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text), log_error_message(err));
    } else
        LOG(LOG_WARNING, "delivery_failed", log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text), log_error_class(err), log_error_message(err));
    return worker_back_because(err);
}

/* Make one attempt at a month, and give it up where it does not complete. A month that does not
 * exist has no row to change: its message is poison. true: the delivery is done with here. */
static bool attempt_month(struct attempt *attempt, struct delivery *delivery, struct error *err)
{
    struct error why = {0};
    if (work_on_month(attempt, &delivery->job, &why))
        return true;
    if (attempt->claimed)
        return give_up_month(attempt, &why, err);
    *err = why;
    if (why.class != ERROR_POISON)
        return false;
    delivery->why = why;
    return poison_store(attempt->consumer, delivery, attempt->claimant.worker, err);
}

static enum delivery_end do_month(struct worker *worker, struct delivery *delivery)
{
    struct consumer *consumer = worker_consumer(worker);
    struct attempt attempt = {
        .consumer = consumer,
        .claimant = {.token = uuid_new(),
                     .process_id = atomic_load(&consumer->process_id),
                     .worker = worker_name(worker),
                     .alone = delivery->way == WAY_ALONE},
    };
    struct error err = {0};
    worker_hold(worker, attempt.claimant.token);
    const bool done = attempt_month(&attempt, delivery, &err);
    worker_hold(worker, (struct uuid){0});
    if (done)
        return attempt.suspect ? DELIVERY_SUSPECT : DELIVERY_ACKNOWLEDGE;
    const enum delivery_end end = fail(delivery, &err);
    if (err.class == ERROR_CLAIM_LOST && month_log_lost(consumer->pool, &delivery->job, &err))
        return DELIVERY_ACKNOWLEDGE;
    return end;
}

static enum delivery_end announce_later(struct worker *worker, const struct delivery *delivery)
{
    struct consumer *consumer = worker_consumer(worker);
    struct error err = {0};
    if (month_log_announce_later(consumer->pool, &delivery->job, consumer->config->suspect_rest_ms,
                                 &err))
        return DELIVERY_ACKNOWLEDGE;
    return fail(delivery, &err);
}

static enum delivery_end do_delivery(struct worker *worker, struct delivery *delivery)
{
    return delivery->way == WAY_LATER ? announce_later(worker, delivery)
                                      : do_month(worker, delivery);
}

/* The database finds fault with a month (a defect of ours; what is away or refuses is waited for in
 * the pool, and then the delivery goes back). Given back at once, it would come again at once,
 * until the broker drops it. So it is tried again here, ever more slowly, for as long as the broker
 * waits for its acknowledgement. */
void month_worker_do(struct worker *worker, struct delivery *delivery)
{
    struct backoff backoff = worker_backoff();
    const int64_t until = clock_monotonic_ms() + WORKER_REPEAT_FOR_MS;
    metrics_add(METRIC_MONTHS_IN_FLIGHT, 1);
    log_trace(delivery->job.trace.id);
    enum delivery_end end = do_delivery(worker, delivery);
    while (end == DELIVERY_GIVE_BACK && worker_rest(worker, backoff_next_ms(&backoff)) &&
           clock_monotonic_ms() < until)
        end = do_delivery(worker, delivery);
    log_trace("");
    metrics_add(METRIC_MONTHS_IN_FLIGHT, -1);
    worker_finish(worker, delivery, end);
}
