/* metrics.h: counters and gauges of this process, written in Prometheus' text format.
 *
 * A table in metrics.c names every metric with its kind, labels and help; adding is atomic. */
#pragma once
#include "core/text.h"

enum metric {
    METRIC_DELIVERIES,         /* backfill_deliveries_total */
    METRIC_STALE_DELIVERIES,   /* backfill_stale_deliveries_total */
    METRIC_POISON,             /* backfill_poison_messages_total */
    METRIC_MONTHS_COMPLETED,   /* backfill_months_completed_total */
    METRIC_MONTHS_RETRIED,     /* backfill_months_retried_total */
    METRIC_MONTHS_DEFERRED,    /* backfill_months_deferred_total */
    METRIC_MONTHS_RELEASED,    /* backfill_months_released_total */
    METRIC_MONTHS_FAILED,      /* backfill_months_failed_total */
    METRIC_CLAIMS_LOST,        /* backfill_claims_lost_total */
    METRIC_BOOKS_GENERATED,    /* backfill_books_generated_total */
    METRIC_BOOKS_RESOLVED,     /* backfill_books_resolved_total */
    METRIC_ISBNS_QUEUED,       /* backfill_isbns_queued_total */
    METRIC_ISBN_BATCHES,       /* backfill_isbn_batches_total */
    METRIC_ISBNS_TAKEN,        /* backfill_isbns_taken_total */
    METRIC_ISBNS_ENRICHED,     /* backfill_isbns_enriched_total */
    METRIC_ISBNS_NOT_FOUND,    /* backfill_isbns_not_found_total */
    METRIC_ISBNS_WAITED,       /* backfill_isbns_waited_total */
    METRIC_ISBNS_TAKEN_OVER,   /* backfill_isbns_taken_over_total */
    METRIC_ISBNS_FAILED,       /* backfill_isbns_failed_total */
    METRIC_ISBNS_ANNOUNCED,    /* backfill_isbns_announced_total */
    METRIC_RELAYED,            /* backfill_outbox_published_total */
    METRIC_RELAY_FAILURES,     /* backfill_outbox_failures_total */
    METRIC_TAKEOVERS,          /* backfill_takeovers_total */
    METRIC_ANNOUNCED_AGAIN,    /* backfill_announced_again_total */
    METRIC_ALERTS_SENT,        /* backfill_alerts_sent_total */
    METRIC_ALERT_FAILURES,     /* backfill_alert_failures_total */
    METRIC_PINGS,              /* backfill_heartbeat_pings_total */
    METRIC_MONTHS_IN_FLIGHT,   /* backfill_months_in_flight (gauge) */
    METRIC_ISBNS_IN_FLIGHT,    /* backfill_isbns_in_flight (gauge) */
    METRIC_BROKER_CONNECTED,   /* backfill_broker_connected (gauge) */
    METRIC_DATABASE_CONNECTED, /* backfill_database_connected (gauge) */
    METRIC_COUNT_
};

/** Add to a counter. Any thread may call this and all functions below. */
void metrics_add(enum metric metric, int64_t more);

/** Set a gauge. */
void metrics_set(enum metric metric, int64_t value);

/** The present value of a counter or a gauge. */
int64_t metrics_value(enum metric metric);

/** Append all metrics with their HELP and TYPE lines. Each value is read when its line is
 *  written. */
void metrics_write(struct text *ret) NONNULL_ALL;
