/* money.c: how far budgets go. What is spent is exact. What months will cost is that of past calls,
 * or of assumed ones, and is shown rounded and with "about". */
#include "shared/money.h"

#include <string.h>

#include "core/amount.h"
#include "core/json_write.h"
#include "model/budget.h"
#include "shared/quota.h"
#include "sql.h"

bool money_read(struct context *context, int64_t order, struct rows **ret, struct error *err)
{
    return DATABASE_RUN(
        context->db, &sql_budget_state, ret, err, budget_param(context->config->budget_per_day),
        budget_param(context->config->budget_total), sql_int_or_null(order, order != 0));
}

/* A sum of many calls may be larger than an amount that somebody types. NULL: not known, and counts
 * as nothing. */
static int64_t amount_of(const char *text)
{
    int64_t whole = 0, amount = 0;
    char digits[24] = "";
    const size_t length = text ? strcspn(text, ".") : 0;
    if (!text)
        return 0;
    if (amount_parse(text, &amount))
        return amount;
    text_copy(digits, length + 1 < sizeof(digits) ? length + 1 : sizeof(digits), text);
    return text_to_int(digits, 0, INT64_MAX / AMOUNT_ONE, &whole) ? whole * AMOUNT_ONE : 0;
}

void money_add(struct money_need *need, const struct rows *forecast)
{
    for (size_t i = 0; i < rows_count(forecast); i++) {
        const char *cost = row_text(forecast, i, QUOTA_FORECAST_COST);
        need->assumed = need->assumed || row_bool(forecast, i, QUOTA_COST_ASSUMED);
        if (cost)
            need->cost += amount_of(cost);
        else if (text_equal(row_text(forecast, i, QUOTA_ROLE), "generator"))
            need->known = false;
    }
}

/* Two decimals, or as many as a small amount needs to be seen. */
static const char *about(int64_t amount)
{
    static char kept[4][AMOUNT_BYTES];
    static unsigned next; /* commands have one thread */
    char *here = kept[next++ % ARRAY_LEN(kept)];
    const int64_t cent = AMOUNT_ONE / 100;
    const bool small = amount < AMOUNT_ONE;
    amount_text(small ? amount : (amount + cent / 2) / cent * cent, here);
    here[strlen(here) - (small ? 2 : 4)] = '\0';
    return here;
}

struct reach {
    bool known;     /* what the months cost */
    int64_t cost;   /* of the months in question */
    int64_t others; /* other months that are under way, and will be paid first */
    int64_t others_cost;
    int64_t left;   /* of the budget, when these are paid */
    int64_t months; /* of those in question, so many are paid for */
    bool is_enough;
};

static bool is_per_day(const struct rows *budgets, size_t row)
{
    return text_equal(row_text(budgets, row, BUDGET_STATE_SUBJECT), "budget.per_day");
}

static int64_t share(int64_t amount, int64_t part, int64_t whole)
{
    return whole > 0 ? (int64_t)((double)amount * (double)part / (double)whole) : 0;
}

/* A budget of a day pays for the months of a day; those of other days do not matter to it. */
static struct reach reach_of(const struct rows *budgets, size_t row, const struct money_need *need)
{
    const bool per_day = is_per_day(budgets, row);
    const int64_t budget = amount_of(row_text(budgets, row, BUDGET_STATE_BUDGET));
    const bool of_a_day = per_day && need->per_day;
    const int64_t open = row_int(budgets, row, BUDGET_STATE_MONTHS_OPEN);
    struct reach reach = {.known = need->known, .cost = need->cost, .months = need->months};
    if (!of_a_day && open > need->open)
        reach.others = open - need->open;
    reach.others_cost = share(need->cost, reach.others, need->months);
    const int64_t spent =
        of_a_day ? 0 : amount_of(row_text(budgets, row, BUDGET_STATE_SPENT)) + reach.others_cost;
    reach.left = budget > spent ? budget - spent : 0;
    if (of_a_day && need->months > need->per_day) {
        reach.cost = share(reach.cost, need->per_day, need->months);
        reach.months = need->per_day;
    }
    reach.is_enough = reach.known && reach.cost <= reach.left;
    if (reach.known && !reach.is_enough)
        reach.months = share(reach.months, reach.left, reach.cost);
    return reach;
}

static void add_name(struct text *out, const struct rows *budgets, size_t row)
{
    const char *amount = row_text(budgets, row, BUDGET_STATE_BUDGET);
    if (row_is_null(budgets, row, BUDGET_STATE_ORDER_ID))
        text_add_format(out, "%s of %s", row_text(budgets, row, BUDGET_STATE_SUBJECT), amount);
    else
        text_add_format(out, "Order %s's budget of %s",
                        row_text(budgets, row, BUDGET_STATE_ORDER_ID), amount);
}

static void add_reach(struct text *out, const struct reach *reach, const struct money_need *need,
                      bool of_a_day)
{
    const int64_t all = need->done + need->months, ends = need->done + reach->months;
    if (!reach->known)
        text_add(out, "what the months cost is not known, because a model has no price");
    else if (reach->is_enough)
        text_add_format(out, "is enough for %s, which costs about %s",
                        of_a_day ? "a day" : "what is left", about(reach->cost));
    else if (of_a_day)
        text_add_format(out, "pays for about %s a day, and a day would cost about %s",
                        output_count(reach->months, "month", "months"), about(reach->cost));
    else
        text_add_format(out, "ends about month %lld of %lld: what is left costs about %s",
                        (long long)ends, (long long)all, about(reach->cost));
}

/* What the sum does not show. */
static void add_conditions(struct text *out, const struct rows *budgets, size_t row,
                           const struct reach *reach, bool assumed)
{
    if (reach->known && reach->others > 0)
        text_add_format(out, ", and %s under way about %s",
                        output_count(reach->others, "other month", "other months"),
                        about(reach->others_cost));
    if (row_is_null(budgets, row, BUDGET_STATE_SPENT))
        text_add(out, "; what is spent is not known, because none of its calls has a price");
    else
        text_add_format(out, "; %s is spent%s", row_text(budgets, row, BUDGET_STATE_SPENT),
                        is_per_day(budgets, row) ? " today" : "");
    if (reach->known && assumed)
        text_add_format(out,
                        "; a call is assumed to take %d tokens in and %d a book out until one is "
                        "measured",
                        QUOTA_TOKENS_IN, QUOTA_TOKENS_OUT_A_BOOK);
    if (!row_is_null(budgets, row, BUDGET_STATE_UNPRICED))
        text_add_format(out,
                        "; but a consumer that runs has no price for %s, so that its calls count "
                        "as nothing",
                        output_shown(row_text(budgets, row, BUDGET_STATE_UNPRICED)));
}

void money_say(struct text *out, const struct rows *budgets, size_t row,
               const struct money_need *need)
{
    CLEANUP(text_done) struct text line = {0};
    const struct reach reach = reach_of(budgets, row, need);
    const bool of_a_day = is_per_day(budgets, row) && need->per_day > 0;
    add_name(&line, budgets, row);
    text_add(&line, reach.known ? " " : ": ");
    if (row_bool(budgets, row, BUDGET_STATE_IS_SPENT) && !of_a_day)
        text_add(&line, "is spent");
    else
        add_reach(&line, &reach, need, of_a_day);
    add_conditions(&line, budgets, row, &reach, need->assumed && need->cost > 0);
    text_add_format(out, "%s.\n", text_of(&line));
}

static void amount_json(struct text *out, const char *key, bool known, int64_t amount)
{
    char text[AMOUNT_BYTES];
    amount_text(amount, text);
    json_write_raw(out, key, known ? text : NULL);
}

void money_total_json(struct text *out, const struct rows *forecast)
{
    struct money_need need = {.known = true};
    money_add(&need, forecast);
    amount_json(out, "cost", need.known, need.cost);
    json_write_open(out, "without_price", '[');
    for (size_t i = 0; i < rows_count(forecast); i++)
        if (row_is_null(forecast, i, QUOTA_FORECAST_COST))
            json_write_text(out, NULL, row_text(forecast, i, QUOTA_PROVIDER));
    json_write_close(out, ']');
}

void money_json(struct text *out, const struct rows *budgets, size_t row,
                const struct money_need *need)
{
    const struct reach reach = reach_of(budgets, row, need);
    json_write_open(out, NULL, '{');
    json_write_text(out, "budget_of", row_text(budgets, row, BUDGET_STATE_SUBJECT));
    json_write_raw(out, "budget", row_text(budgets, row, BUDGET_STATE_BUDGET));
    json_write_raw(out, "spent", row_text(budgets, row, BUDGET_STATE_SPENT));
    json_write_bool(out, "is_spent", row_bool(budgets, row, BUDGET_STATE_IS_SPENT));
    amount_json(out, "cost_of_what_is_left", reach.known, reach.cost);
    json_write_raw(out, "is_enough", reach.known ? (reach.is_enough ? "true" : "false") : NULL);
    if (reach.known && !reach.is_enough)
        json_write_int(out, "ends_at_month", need->done + reach.months);
    else
        json_write_raw(out, "ends_at_month", NULL);
    json_write_int(out, "of_months", need->done + need->months);
    json_write_int(out, "other_months_under_way", reach.others);
    amount_json(out, "cost_of_other_months", reach.known, reach.others_cost);
    json_write_bool(out, "cost_is_assumed", need->assumed);
    json_write_text(out, "unpriced", row_text(budgets, row, BUDGET_STATE_UNPRICED));
    json_write_close(out, '}');
}
