/* command_order_budget.c: what a standing order may cost: how far that goes, and raising it. */
#include <stdio.h>

#include "commands/command_order.h"
#include "core/amount.h"
#include "core/json_write.h"
#include "model/budget.h"
#include "shared/quota.h"
#include "sql.h"

#define BOOKS 20 /* that a generator is asked for where the order does not say */
#define NO_LIMIT "none"

/* ---- how far it goes ---- */

void order_money_done(struct order_money *money)
{
    rows_free(money->budgets);
    rows_free(money->forecast);
}

bool order_money_read(struct context *context, const struct rows *order, struct order_money *ret,
                      struct error *err)
{
    const int64_t taken = row_int(order, 0, ORDER_LIST_TAKEN);
    const int64_t open = row_int(order, 0, ORDER_LIST_OPEN);
    const int64_t books = row_int(order, 0, ORDER_LIST_BOOKS);
    ret->need = (struct money_need){
        .done = taken > open ? taken - open : 0,
        .months = open + row_int(order, 0, ORDER_LIST_MONTHS_LEFT),
        .open = open,
        .per_day = row_int(order, 0, ORDER_LIST_PER_DAY),
        .known = true,
    };
    if (ret->need.months == 0)
        return true;
    const bool keeps_books = text_equal(row_text(order, 0, ORDER_LIST_ONLY), "unresolved");
    const struct quota_need need = {.months = ret->need.months,
                                    .books = books ? books : BOOKS,
                                    .asking = keeps_books ? "{}" : NULL,
                                    .generations = keeps_books ? "{}" : NULL};
    if (!money_read(context, row_int(order, 0, ORDER_LIST_ORDER_ID), &ret->budgets, err) ||
        !quota_read(context, &need, &ret->forecast, err))
        return false;
    money_add(&ret->need, ret->forecast);
    return true;
}

void order_money_print(const struct order_money *money)
{
    CLEANUP(text_done) struct text out = {0};
    for (size_t i = 0; money->budgets && i < rows_count(money->budgets); i++)
        money_say(&out, money->budgets, i, &money->need);
    (void)fputs(text_of(&out), stdout);
}

void order_money_json(struct text *out, const struct order_money *money)
{
    json_write_open(out, "budgets", '[');
    for (size_t i = 0; money->budgets && i < rows_count(money->budgets); i++)
        money_json(out, money->budgets, i, &money->need);
    json_write_close(out, ']');
}

/* ---- raising it ---- */

static const char *why;

static void print_text(int64_t id, const char *amount, const struct rows *rows)
{
    const char *before = row_text(rows, 0, ORDER_BUDGET_BEFORE);
    const char *spent = row_text(rows, 0, ORDER_BUDGET_SPENT);
    const int64_t due = row_int(rows, 0, ORDER_BUDGET_MONTHS_DUE);
    (void)printf("Order %lld: budget %s, was %s; %s%s.\n", (long long)id,
                 amount ? amount : NO_LIMIT, before ? before : NO_LIMIT,
                 spent ? spent
                       : "what is spent is not known, because none of its calls has a price",
                 spent ? " is spent" : "");
    if (row_bool(rows, 0, ORDER_BUDGET_IS_SPENT))
        (void)printf("That is all of it: the order schedules nothing, and its months wait.\n");
    else if (due > 0)
        (void)printf("%s now.\n",
                     output_count(due, "month that waited goes on", "months that waited go on"));
}

static void print_json(int64_t id, const char *amount, const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "order", id);
    json_write_raw(&out, "previous_budget", row_text(rows, 0, ORDER_BUDGET_BEFORE));
    json_write_raw(&out, "budget", amount);
    json_write_raw(&out, "spent", row_text(rows, 0, ORDER_BUDGET_SPENT));
    json_write_bool(&out, "budget_is_spent", row_bool(rows, 0, ORDER_BUDGET_IS_SPENT));
    json_write_int(&out, "months_due", row_int(rows, 0, ORDER_BUDGET_MONTHS_DUE));
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* in  amount  NULL: no limit */
static int set(struct context *context, int64_t id, const char *amount, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        (amount && !budget_check_wanted(context->config, "the budget of an order", err)) ||
        !DATABASE_RUN(context->db, &sql_order_budget, &rows, err, sql_int(id), sql_text(amount),
                      sql_text(context_actor()), sql_text(why)))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0)
        return order_missing(id, err);
    if (context->json)
        print_json(id, amount, rows);
    else
        print_text(id, amount, rows);
    return EXIT_DONE;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    int64_t id = 0, amount = 0;
    const char *typed = operands->items[1];
    if (!order_read_id(operands, &id, err))
        return EXIT_USAGE;
    const bool limits = !text_equal(typed, NO_LIMIT);
    if (limits && (!amount_parse(typed, &amount) || amount == 0)) {
        (void)error_set(err, ERROR_USAGE, 0,
                        "'%s' is not an amount above 0, at most 1000000, with at most 6 decimals "
                        "(12.50); 'none' is no limit",
                        typed);
        return EXIT_USAGE;
    }
    return set(context, id, limits ? typed : NULL, err);
}

static const struct cli_option options[] = {
    OPTION_WHY(&why),
    OPTION_END,
};

const struct command command_order_budget = {
    .name = "order budget",
    .summary = "Limit what one may cost.",
    .arguments = "ORDER AMOUNT|none",
    .purpose = "Limit what the calls of an order's months may cost, in the currency of the prices; "
               "'none' is no limit.",
    .details = "When that is spent, the order schedules nothing, and its months wait before calls "
               "that cost something; what is under way is still paid for. Months that wait go on "
               "at once when the budget is raised. A completed order has a budget, too, as long as "
               "months of it are under way.",
    .arguments_min = 2,
    .arguments_max = 2,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
