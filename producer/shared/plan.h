/* plan.h: what a pace means: phases with their months, days and calls, a finish between two days,
 * and what was really done beside it. */
#pragma once
#include "shared/context.h"
#include "shared/output.h"
#include "shared/range.h"

enum { PLAN_PHASES_MAX = 32, PLAN_LOOK_BACK_DAYS = 7 };

/* A phase schedules so many months a day, as 'schedule' chooses them. The caller sets the first
 * members. */
struct phase {
    struct range range; /* both sides are set */
    char only[16];      /* which months, as 'schedule --only' names them */
    bool early;         /* also those that are not due */
    int64_t per_day;
    int after;         /* it begins when that phase has ended; -1: on first_day */
    int64_t first_day; /* in days from today */
    int64_t order;     /* the standing order that it is of; 0: none */
    int64_t done;      /* months that it has taken before, and that have ended */
    int64_t open;      /* months that it has taken, and that are under way */
    bool paused;       /* that order is */
    bool spent;        /* its budget is */
    bool stopped;      /* paused, spent, or after such a one: its days hold if that goes on now */

    struct rows *months;    /* the columns PLAN_PHASE_… */
    struct rows *day;       /* of quota.h, for the months of one day */
    struct rows *all;       /* the same for all its months */
    struct rows *under_way; /* and for its open ones; NULL: there is none */
    int64_t to_do; /* of a standing order the caller sets it: months that no phase before takes */
    int64_t begins, ends;      /* days from today, at the pace; ends < begins: there is nothing */
    int64_t late_begins, late; /* the same when things go slower */
};

struct plan {
    struct phase phases[PLAN_PHASES_MAX];
    int count;
    struct rows *left_out; /* the columns PLAN_LEFT_OUT_… */
    struct rows *actual;   /* the columns PLAN_ACTUAL_… */
    struct rows *budgets;  /* the columns BUDGET_STATE_… */
    double failing;        /* the share of months that is taken again */
    bool failing_assumed;
    double isbns_a_month;
    bool isbns_assumed;
    double actual_a_day; /* negative: nothing was done on a whole day yet */
};
void plan_done(struct plan *plan);
CLEANUP_STRUCT(struct plan, plan_done)

/** Make phases of the standing orders that are not ended: none where there are none.
 *  err   as database_run */
bool plan_read_orders(struct context *context, struct plan *plan, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Read and compute everything of a plan whose phases are set.
 *  err   as quota_read */
bool plan_read(struct context *context, struct plan *plan, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Are the calls of a provider's month known from ten months or more? */
bool plan_is_measured(const struct plan *plan, const char *provider) NONNULL_ALL;

/** How many months of the range are not in the table? Where the range has no end, that of the
 *  table is its end. */
int64_t plan_phase_missing(const struct phase *phase) NONNULL_ALL;

/** Is a provider's day too short for the months of a day?
 *  in    row  of the provider in phase->day */
bool plan_day_is_short(const struct phase *phase, size_t row) NONNULL_ALL;

/** The last day of a plan, in days from today, if what is stopped goes on now; -1: there is nothing
 *  to do.
 *  in    late  when things go slower */
int64_t plan_ends(const struct plan *plan, bool late) NONNULL_ALL;

/** A day so many days from today, as "2026-11-29". It lives until the fourth call after this
 *  one. */
const char *plan_day(const struct plan *plan, int64_t days) NONNULL_ALL;
