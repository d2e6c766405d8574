/* plan_money.h: how far the budgets go that a plan meets. */
#pragma once
#include "shared/plan.h"

/** Read the budgets of the configuration, and of the orders that are phases.
 *  in    plan  plan_read has filled it
 *  err   as database_run */
bool plan_money_read(struct context *context, struct plan *plan, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Print a sentence for each on stdout. */
void plan_money_print(const struct plan *plan) NONNULL_ALL;

/** Add them to a JSON document, as the array "budgets". */
void plan_money_json(struct text *out, const struct plan *plan) NONNULL_ALL;
