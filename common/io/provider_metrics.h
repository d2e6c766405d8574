/* provider_metrics.h: the metrics that each provider has, with its name as their label. Any thread
 * may call these functions. */
#pragma once
#include "core/text.h"

/** Show a provider from now on, open at first. Another is shown when it is closed. */
void provider_metrics_list(const char *provider) NONNULL_ALL;

/** These providers are closed now, and all others are open.
 *  in    closed  a comma list */
void provider_metrics_set_closed(const char *closed) NONNULL_ALL;

/** This process has written to its log that a provider was closed: of the fleet one does. */
void provider_metrics_count_closing(const char *provider) NONNULL_ALL;

/** A call of the provider has ended.
 *  in    outcome    a literal, as provider_usage names it
 *        for_isbns  it was made for ISBNs to be enriched, else for a month */
void provider_metrics_count_call(const char *provider, const char *outcome, bool for_isbns)
    NONNULL_ALL;

/** Append the metrics, in Prometheus' text format. */
void provider_metrics_write(struct text *ret) NONNULL_ALL;
