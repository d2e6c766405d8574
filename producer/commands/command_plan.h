/* command_plan.h: what the two forms share in which a plan is printed. */
#pragma once
#include "shared/plan.h"

/** How much of its day, without the buffer kept back, the calls of a day take, in per cent;
 *  NULL: it has no limit. It lives until the next call.
 *  in    row  of the provider in phase->day */
const char *plan_percent(const struct phase *phase, size_t row) NONNULL_ALL;

/** What its calls cost in all; NULL: it is not known. */
const char *plan_cost(const struct phase *phase, size_t row) NONNULL_ALL;

int64_t plan_days_of(const struct phase *phase) NONNULL_ALL;

/** How many ISBNs so many months give. */
int64_t plan_isbns(const struct plan *plan, int64_t months) NONNULL_ALL;

/** The number of its standing order; NULL: it is of none. It lives until the next call. */
const char *plan_order_of(const struct phase *phase) NONNULL_ALL;

/** Why nobody knows when it goes on: paused, spent, or it waits for such a one; NULL: it does. */
const char *plan_stopped(const struct phase *phase) NONNULL_ALL;

/** Has it something to do, and goes on? */
bool plan_has_end(const struct phase *phase) NONNULL_ALL;

/** Is something left that is stopped? */
bool plan_any_is_stopped(const struct plan *plan) NONNULL_ALL;

/** The first phase before this one that names some of its months, too; -1: none does. One of them
 *  counts them. */
int plan_shared_with(const struct plan *plan, int phase) NONNULL_ALL;

/** Print it on stdout as a document. */
void plan_print_json(const struct plan *plan) NONNULL_ALL;

/** Print it on stdout for people. */
void plan_print_text(const struct plan *plan) NONNULL_ALL;
