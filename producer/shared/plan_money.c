/* plan_money.c: which months of a plan each budget pays for. That of an order pays for its phase,
 * budget.total for all phases, budget.per_day for the dearest day. */
#include "shared/plan_money.h"

#include <stdio.h>

#include "core/json_write.h"
#include "shared/money.h"
#include "sql.h"

bool plan_money_read(struct context *context, struct plan *plan, struct error *err)
{
    bool of_orders = false;
    for (int i = 0; i < plan->count; i++)
        of_orders = of_orders || plan->phases[i].order;
    return money_read(context, of_orders ? 0 : -1, &plan->budgets, err);
}

/* The phases whose months it pays for together. */
static struct money_need need_in_all(const struct plan *plan, int64_t order)
{
    struct money_need need = {.known = true};
    for (int i = 0; i < plan->count; i++) {
        const struct phase *phase = &plan->phases[i];
        if (order && phase->order != order)
            continue;
        need.done += phase->done;
        need.months += phase->to_do + phase->open;
        need.open += phase->open;
        money_add(&need, phase->all);
        if (phase->under_way)
            money_add(&need, phase->under_way);
    }
    return need;
}

static struct money_need need_of_a_day(const struct plan *plan)
{
    struct money_need dearest = {.known = true};
    for (int i = 0; i < plan->count; i++) {
        const struct phase *phase = &plan->phases[i];
        const int64_t months = phase->to_do < phase->per_day ? phase->to_do : phase->per_day;
        struct money_need need = {.known = true, .months = months, .per_day = phase->per_day};
        if (months > 0)
            money_add(&need, phase->day);
        if (dearest.months == 0 || need.cost > dearest.cost || !need.known)
            dearest = need;
    }
    return dearest;
}

static struct money_need need_of(const struct plan *plan, size_t row)
{
    if (text_equal(row_text(plan->budgets, row, BUDGET_STATE_SUBJECT), "budget.per_day"))
        return need_of_a_day(plan);
    return need_in_all(plan, row_int(plan->budgets, row, BUDGET_STATE_ORDER_ID));
}

void plan_money_print(const struct plan *plan)
{
    CLEANUP(text_done) struct text out = {0};
    for (size_t i = 0; i < rows_count(plan->budgets); i++) {
        const struct money_need need = need_of(plan, i);
        money_say(&out, plan->budgets, i, &need);
    }
    (void)fputs(text_of(&out), stdout);
}

void plan_money_json(struct text *out, const struct plan *plan)
{
    json_write_open(out, "budgets", '[');
    for (size_t i = 0; i < rows_count(plan->budgets); i++) {
        const struct money_need need = need_of(plan, i);
        money_json(out, plan->budgets, i, &need);
    }
    json_write_close(out, ']');
}
