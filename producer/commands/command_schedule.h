/* command_schedule.h: what the files of the command schedule share. It chooses months at once, or
 * leaves a plan; it does a plan; it gives a standing order; or it decides on what was compared. */
#pragma once
#include "shared/command.h"
#include "shared/output.h"

#define SCHEDULE_BOOKS 20 /* that each generator is asked for; schedule_choose() has the same */
#define SCHEDULE_MONTHS_MAX 5000

struct schedule_request {
    struct range range; /* a side of year 0 is open */
    int64_t months;     /* 0: not given */
    int64_t books;      /* 0: as many as before where books are kept, otherwise SCHEDULE_BOOKS */
    int64_t plan, per_day, after; /* 0: not given */
    const char *only, *order, *variant, *at, *why;
    const char *budget;              /* NULL: no limit */
    const struct operands *operands; /* months that are named; none: a range */
    bool force, dry_run, unthrottled, early, yes, verbose;
    bool compare, accept, reject;
};

/* What came of it. Zeroed memory is nothing yet. */
struct schedule_outcome {
    int64_t operation;
    bool is_done;          /* otherwise the operation is a plan */
    int64_t buys_again;    /* of the months, so many have books or answers already */
    int64_t allowed;       /* how many months the throttle allows */
    struct text throttled; /* why it allows fewer than were asked for; empty: it does not */
    struct text paused;    /* that the fleet is paused; empty: it is not */
    struct text reason;    /* why nothing was selected; empty: something was */
    struct rows *months;   /* of schedule_months.sql */
    struct rows *left_out; /* of schedule_left_out.sql */
    struct rows *reasons;  /* of schedule_reasons.sql */
    struct rows *forecast; /* of quota.sql, where nothing was done */
    struct rows *budgets;  /* of budget_state.sql, there too */
};
void schedule_outcome_done(struct schedule_outcome *outcome);
CLEANUP_STRUCT(struct schedule_outcome, schedule_outcome_done)

/** Check that the options go together, and fill in what was not given.
 *  err   USAGE names two options that do not, or what is missing */
bool schedule_check(struct schedule_request *request, struct error *err) NONNULL_ALL MUST_CHECK;

/** Find how many months the quota of this day pays for.
 *  in    months  that are asked for
 *  out   outcome->allowed, and throttled where that is fewer
 *  err   as quota_read */
bool schedule_throttle(struct context *context, const struct schedule_request *request,
                       int64_t months, struct schedule_outcome *outcome, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Read what an operation has chosen and left out.
 *  err   as database_run */
bool schedule_read(struct context *context, struct schedule_outcome *outcome, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Keep that the fleet is paused, where a statement has told since when and by whom. */
void schedule_note_pause(struct schedule_outcome *outcome, const char *at, const char *by)
    __attribute__((nonnull(1)));

/** Send the messages of what was done, and print the answer.
 *  out   the exit code */
int schedule_answer(struct context *context, const struct schedule_request *request,
                    struct schedule_outcome *outcome, struct error *err) NONNULL_ALL MUST_CHECK;

/** Add for which reasons months were left out: "8 completed, 3 held". */
void schedule_add_reasons(struct text *out, const struct schedule_request *request,
                          const struct rows *reasons) __attribute__((nonnull(1, 2)));

/** Write the request as an operation and a standing order keep it, without its closing brace. */
void schedule_write_request(struct text *out, const struct context *context,
                            const struct schedule_request *request) NONNULL_ALL;

/** Do the plan of request->plan.
 *  out   the exit code */
int schedule_plan(struct context *context, const struct schedule_request *request,
                  struct error *err) NONNULL_ALL MUST_CHECK;

/** Accept or reject the new generations of months that were compared.
 *  out   the exit code */
int schedule_decide(struct context *context, const struct schedule_request *request,
                    const struct operands *operands, struct error *err) NONNULL_ALL MUST_CHECK;

/** Give a standing order.
 *  out   the exit code */
int schedule_order(struct context *context, const struct schedule_request *request,
                   struct error *err) NONNULL_ALL MUST_CHECK;
