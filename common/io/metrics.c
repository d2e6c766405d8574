/* metrics.c: the counters and gauges of this process. One table names them. Adding is one atomic
 * operation, so any thread may add; a page does not show all values as of one moment.
 * from  Prometheus, "Exposition formats" (text, version 0.0.4) */
#include "io/metrics.h"

#include <assert.h>
#include <stdatomic.h>

enum kind { COUNTER, GAUGE };

static const struct {
    const char *name;
    enum kind kind;
    const char *help;
} metrics[METRIC_COUNT_] = {
    [METRIC_DELIVERIES] = {"backfill_deliveries_total", COUNTER,
                           "Messages received from the broker."},
    [METRIC_STALE_DELIVERIES] = {"backfill_stale_deliveries_total", COUNTER,
                                 "Messages whose job is no longer the month's; acknowledged, "
                                 "nothing done."},
    [METRIC_POISON] = {"backfill_poison_messages_total", COUNTER,
                       "Messages that can never be processed; dead-lettered at first sight."},
    [METRIC_MONTHS_COMPLETED] = {"backfill_months_completed_total", COUNTER, "Months completed."},
    [METRIC_MONTHS_RETRIED] = {"backfill_months_retried_total", COUNTER,
                               "Months retried later, charged."},
    [METRIC_MONTHS_DEFERRED] = {"backfill_months_deferred_total", COUNTER,
                                "Months deferred until a provider serves again, not charged."},
    [METRIC_MONTHS_RELEASED] = {"backfill_months_released_total", COUNTER,
                                "Months released unfinished to the queue, not charged."},
    [METRIC_MONTHS_FAILED] = {"backfill_months_failed_total", COUNTER,
                              "Months that have failed, each with a dead letter."},
    [METRIC_CLAIMS_LOST] = {"backfill_claims_lost_total", COUNTER,
                            "Claims that had another owner by the time of a write."},
    [METRIC_BOOKS_GENERATED] = {"backfill_books_generated_total", COUNTER,
                                "Books that the generators named."},
    [METRIC_BOOKS_RESOLVED] = {"backfill_books_resolved_total", COUNTER,
                               "Books whose ISBN was found and verified."},
    [METRIC_ISBNS_QUEUED] = {"backfill_isbns_queued_total", COUNTER,
                             "ISBNs handed over for enrichment."},
    [METRIC_ISBN_BATCHES] = {"backfill_isbn_batches_total", COUNTER,
                             "Batches of ISBNs that were taken together."},
    [METRIC_ISBNS_TAKEN] = {"backfill_isbns_taken_total", COUNTER,
                            "ISBNs that were taken, each in a batch."},
    [METRIC_ISBNS_ENRICHED] = {"backfill_isbns_enriched_total", COUNTER,
                               "ISBNs for which an edition was found."},
    [METRIC_ISBNS_NOT_FOUND] = {"backfill_isbns_not_found_total", COUNTER,
                                "ISBNs that no source has; asked for again ever later."},
    [METRIC_ISBNS_WAITED] = {"backfill_isbns_waited_total", COUNTER,
                             "ISBNs that wait for a source that could not be asked."},
    [METRIC_ISBNS_TAKEN_OVER] = {"backfill_isbns_taken_over_total", COUNTER,
                                 "ISBNs taken over from a dead owner."},
    [METRIC_ISBNS_FAILED] = {"backfill_isbns_failed_total", COUNTER,
                             "ISBNs whose owners died too often, each with a dead letter."},
    [METRIC_ISBNS_ANNOUNCED] = {"backfill_isbns_announced_total", COUNTER,
                                "ISBNs announced because their time has come, or their message was "
                                "lost."},
    [METRIC_RELAYED] = {"backfill_outbox_published_total", COUNTER,
                        "Outbox rows published and confirmed."},
    [METRIC_RELAY_FAILURES] = {"backfill_outbox_failures_total", COUNTER,
                               "Outbox rows returned or refused by the broker."},
    [METRIC_TAKEOVERS] = {"backfill_takeovers_total", COUNTER,
                          "Months taken over from a dead owner."},
    [METRIC_ANNOUNCED_AGAIN] = {"backfill_announced_again_total", COUNTER,
                                "Months announced again because their message was lost."},
    [METRIC_ALERTS_SENT] = {"backfill_alerts_sent_total", COUNTER,
                            "Alarms that a command or webhook has taken, their ends among them."},
    [METRIC_ALERT_FAILURES] = {"backfill_alert_failures_total", COUNTER,
                               "Alarms and pings that were not taken, each try."},
    [METRIC_PINGS] = {"backfill_heartbeat_pings_total", COUNTER,
                      "Pings that the dead man's switch has taken."},
    [METRIC_MONTHS_IN_FLIGHT] = {"backfill_months_in_flight", GAUGE,
                                 "Months being worked on by this process."},
    [METRIC_ISBNS_IN_FLIGHT] = {"backfill_isbns_in_flight", GAUGE,
                                "ISBNs being worked on by this process."},
    [METRIC_BROKER_CONNECTED] = {"backfill_broker_connected", GAUGE,
                                 "1 while connected to the broker, else 0."},
    [METRIC_DATABASE_CONNECTED] = {"backfill_database_connected", GAUGE,
                                   "1 while the database answers, else 0."},
};

static _Atomic int64_t values[METRIC_COUNT_];

void metrics_add(enum metric metric, int64_t more)
{
    assert(metric < METRIC_COUNT_);
    atomic_fetch_add(&values[metric], more);
}

void metrics_set(enum metric metric, int64_t value)
{
    assert(metric < METRIC_COUNT_);
    atomic_store(&values[metric], value);
}

int64_t metrics_value(enum metric metric)
{
    assert(metric < METRIC_COUNT_);
    return atomic_load(&values[metric]);
}

void metrics_write(struct text *ret)
{
    for (size_t i = 0; i < METRIC_COUNT_; i++) {
        const char *name = metrics[i].name;
        text_add_format(ret, "# HELP %s %s\n", name, metrics[i].help);
        text_add_format(ret, "# TYPE %s %s\n", name,
                        metrics[i].kind == GAUGE ? "gauge" : "counter");
        text_add_format(ret, "%s %lld\n", name, (long long)atomic_load(&values[i]));
    }
}
