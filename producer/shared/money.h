/* money.h: what budgets have left, and how many months that pays for. */
#pragma once
#include "shared/context.h"
#include "shared/output.h"

/* Months that cost something yet. */
struct money_need {
    int64_t done, months; /* paid before, and to be paid */
    int64_t open;         /* so many of the latter are under way */
    int64_t per_day;      /* at most so many of them in one day; 0: any */
    bool known;           /* what they cost: not where a generator's model has no price */
    bool assumed;         /* that cost: of a generator no call was measured yet */
    int64_t cost;         /* of the months, in millionths */
};

/** Read the budgets of the configuration and of standing orders.
 *  in    order  only of this one, and of the configuration; 0: of all; -1: of none
 *  out   ret    the columns BUDGET_STATE_… of sql.h
 *  err   as database_run */
bool money_read(struct context *context, int64_t order, struct rows **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Add what a forecast costs.
 *  in    forecast  of quota.sql
 *  out   need      known, assumed and cost; the caller sets known before the first */
void money_add(struct money_need *need, const struct rows *forecast) NONNULL_ALL;

/** Add to a JSON document what a forecast comes to: "cost", null where it is not known, and
 *  "without_price", the generators that are asked and have no price.
 *  in    forecast  of quota.sql */
void money_total_json(struct text *out, const struct rows *forecast) __attribute__((nonnull(1)));

/** Add a sentence on how far one budget goes, and a line feed: "order 3's budget of 20.00 …". */
void money_say(struct text *out, const struct rows *budgets, size_t row,
               const struct money_need *need) NONNULL_ALL;

/** Add the same to a JSON document, as an object of an array. */
void money_json(struct text *out, const struct rows *budgets, size_t row,
                const struct money_need *need) NONNULL_ALL;
