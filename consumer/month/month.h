/* month.h: one month, from claim to completion, on a worker's thread. */
#pragma once
#include "shared/consumer.h"

#define CALLS_MAX CONFIG_PROVIDERS_MAX

/* What one attempt at a month carries along. */
struct month_run {
    struct consumer *consumer;
    struct claimant claimant;
    bool claimed; /* claim is filled: what follows from an error is settled in the row */
    bool suspect; /* not claimed: it must run alone */
    struct claim claim;
    int64_t deadline_ms;  /* monotonic */
    struct error partial; /* a generator that failed while others gave books */
    struct {
        const char *provider;
        int count;
    } calls[CALLS_MAX]; /* asked of each provider in this attempt */
    size_t call_count;
};

/** Claim the month of a job and complete it. true also when there is nothing to do: the message was
 *  stale, early, another has the month, or it is a suspect and we are not alone (run->suspect).
 *  err  every class; run->claimed says whether there is a claim to settle */
bool month_process(struct month_run *run, const struct job *job, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** May the run go on? err CANCELLED hand back was asked for | RATE_LIMITED the deadline is over:
 *  what was reached is kept, the month is put off */
bool month_may_go_on(const struct month_run *run, struct error *err) NONNULL_ALL MUST_CHECK;

/** Count one call of a provider. */
void month_count_call(struct month_run *run, const char *provider) NONNULL_ALL;

/** The calls as a JSON object. */
void month_calls_json(const struct month_run *run, struct text *ret) NONNULL_ALL;
