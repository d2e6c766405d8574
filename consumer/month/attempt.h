/* attempt.h: one attempt at a month: its claim, its deadline, and the calls that it has made. */
#pragma once
#include "shared/consumer.h"

struct attempt {
    struct consumer *consumer;
    struct claimant claimant;
    bool claimed;          /* claim is filled, and the month has to be completed or given up */
    bool suspect;          /* not claimed, because the month has to run alone */
    int64_t claim_seen_ms; /* by clock_boot_ms, just before it was claimed */
    struct claim claim;
    int64_t deadline_ms;  /* monotonic */
    bool has_books;       /* of this generation, stored */
    struct error failure; /* of the provider worth another try the soonest; class NONE: none */
    int64_t failure_ms;   /* after how long it is worth another try */
    struct wall walls[CONFIG_PROVIDERS_MAX]; /* of providers that could not be asked */
    size_t wall_count;
    bool waits; /* it was ended by its failures: the month waits for the walls */
    struct {
        const char *provider;
        int count;
    } calls[CONFIG_PROVIDERS_MAX]; /* made in this attempt, by provider */
    size_t call_count;
};

/** Is there time for the next step? Asked between the steps of a month and while it waits.
 *  err  CANCELLED the process releases its months
 *       RATE_LIMITED the deadline is over: what was stored is kept, and the month goes on after
 *       retry_after_ms */
bool attempt_may_go_on(const struct attempt *attempt, struct error *err) NONNULL_ALL MUST_CHECK;

/** Would a charged failure of this attempt be the last that its job may have? */
bool attempt_is_last(const struct attempt *attempt) NONNULL_ALL MUST_CHECK;

/** Note that a provider failed, or could not be asked. Of several, in whatever order, the one that
 *  is worth another try the soonest is kept: when it opens, or, without a wall, after the delay of
 *  a charged failure, or never where that charge would be the month's last.
 *  in   provider  its name, or that of a budget that is spent; borrowed for the attempt's life
 *       why       RATE_LIMITED, QUOTA and CONFIG with retry_after_ms make a wall */
void attempt_note_failure(struct attempt *attempt, const char *provider, const struct error *why)
    NONNULL_ALL;

/** The month goes on without the providers that have failed. */
void attempt_forget_failures(struct attempt *attempt) NONNULL_ALL;

/** End the attempt because of the failures that were noted.
 *  err  the kept one; always false */
bool attempt_end_by_failures(struct attempt *attempt, struct error *err) NONNULL_ALL;

/** Count one call of a provider.
 *  in   provider  its name, borrowed for the attempt's life */
void attempt_count_call(struct attempt *attempt, const char *provider) NONNULL_ALL;

/** Append the calls as a JSON object: {"provider":count,…}, in the order of their first calls. */
void attempt_calls_json(const struct attempt *attempt, struct text *ret) NONNULL_ALL;
