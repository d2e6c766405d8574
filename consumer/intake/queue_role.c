/* queue_role.c: the table of the queues that a consumer can take work from. */
#include "intake/queue_role.h"

#include "core/log.h"
#include "intake/isbn_worker.h"
#include "intake/month_worker.h"

/* Messages hold one to a hundred ISBNs, so that a batch is filled by many small ones, or by a few.
 * */
#define AHEAD_PER_WORKER 8
#define AHEAD_MAX 500

static const char *backfill_queue(const struct config *config)
{
    return config->broker_backfill_queue;
}

static int64_t months_ahead(const struct config *config)
{
    return config->consumer_concurrency;
}

static bool decode_month(const struct broker_message *message, struct delivery *ret, bool *ret_skip,
                         struct error *err)
{
    if (!message_decode_month(message, &ret->job, err))
        return false;
    ret->kind = DELIVERY_MONTH;
    *ret_skip = ret->job.dry_run;
    if (*ret_skip)
        LOG(LOG_INFO, "dry_run_message", log_str("month", month_text(ret->job.month).text),
            log_str("job", ret->job.id.text));
    return true;
}

static const char *enrichment_queue(const struct config *config)
{
    return config->broker_enrichment_queue;
}

static int64_t isbns_ahead(const struct config *config)
{
    const int64_t wanted = AHEAD_PER_WORKER * config->consumer_concurrency;
    return wanted < AHEAD_MAX ? wanted : AHEAD_MAX;
}

static bool decode_isbns(const struct broker_message *message, struct delivery *ret, bool *ret_skip,
                         struct error *err)
{
    *ret_skip = false;
    if (!isbn_message_decode(message, &ret->isbns, err))
        return false;
    ret->kind = DELIVERY_ISBNS;
    return true;
}

const struct queue_role queue_roles[QUEUE_KINDS] = {
    [QUEUE_BACKFILL] = {.name = "backfill",
                        .where = "backfill_dead",
                        .work = month_worker_do,
                        .queue = backfill_queue,
                        .prefetch = months_ahead,
                        .decode = decode_month},
    [QUEUE_ENRICHMENT] = {.name = "enrichment",
                          .where = "enrichment_dead",
                          .work = isbn_worker_do,
                          .queue = enrichment_queue,
                          .prefetch = isbns_ahead,
                          .decode = decode_isbns},
};
