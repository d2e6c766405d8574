/* command_schedule_order.c: schedule --per-day gives a standing order, which janitors of consumers
 * do day by day. command_order.c shows and changes those that there are. */
#include <stdio.h>

#include "commands/command_schedule.h"
#include "core/json_write.h"
#include "model/budget.h"
#include "shared/money.h"
#include "shared/quota.h"
#include "sql.h"

static bool create(struct context *context, const struct schedule_request *request,
                   struct rows **ret, struct error *err)
{
    CLEANUP(text_done) struct text json = {0};
    schedule_write_request(&json, context, request);
    json_write_close(&json, '}');
    return DATABASE_RUN(context->db, &sql_order_create, ret, err, sql_text(text_of(&json)),
                        sql_int(request->per_day), sql_text(request->at),
                        sql_int_or_null(request->after, request->after != 0),
                        sql_text(context_actor()), sql_text(request->why),
                        sql_text(request->budget));
}

/* How far the budgets go that limit the new order. */
struct reach {
    struct rows *budgets, *forecast;
    struct money_need need;
};
static void reach_done(struct reach *reach)
{
    rows_free(reach->budgets);
    rows_free(reach->forecast);
}
CLEANUP_STRUCT(struct reach, reach_done)

static bool read_reach(struct context *context, const struct schedule_request *request,
                       const struct rows *rows, struct reach *ret, struct error *err)
{
    ret->need = (struct money_need){.known = true, .per_day = request->per_day};
    ret->need.months = row_int(rows, 0, ORDER_CREATE_DUE) + row_int(rows, 0, ORDER_CREATE_NOT_DUE);
    const bool keeps_books = text_equal(request->only, "unresolved");
    const struct quota_need need = {.months = ret->need.months,
                                    .books = request->books ? request->books : SCHEDULE_BOOKS,
                                    .asking = keeps_books ? "{}" : NULL,
                                    .generations = keeps_books ? "{}" : NULL};
    if (!money_read(context, row_int(rows, 0, ORDER_CREATE_ORDER_ID), &ret->budgets, err) ||
        !quota_read(context, &need, &ret->forecast, err))
        return false;
    money_add(&ret->need, ret->forecast);
    return true;
}

static int refuse(const struct schedule_request *request, const struct rows *rows,
                  struct error *err)
{
    if (!row_bool(rows, 0, ORDER_CREATE_AFTER_IS_THERE))
        (void)error_set(err, ERROR_MISSING, 0, "--after: there is no order %lld: see 'order list'",
                        (long long)request->after);
    else
        (void)error_set(err, ERROR_USAGE, 0,
                        "no order was given, because no month is left for it (--only %s; %lld are "
                        "held): 'schedule --dry-run' says why",
                        request->only, (long long)row_int(rows, 0, ORDER_CREATE_HELD));
    return EXIT_NOTHING;
}

static void print_json(const struct schedule_request *request, const struct rows *rows,
                       int64_t days, const struct reach *reach)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "order", row_int(rows, 0, ORDER_CREATE_ORDER_ID));
    json_write_int(&out, "per_day", request->per_day);
    json_write_text(&out, "at", request->at);
    json_write_int(&out, "months_due", row_int(rows, 0, ORDER_CREATE_DUE));
    json_write_int(&out, "months_not_due", row_int(rows, 0, ORDER_CREATE_NOT_DUE));
    json_write_int(&out, "days", days);
    json_write_open(&out, "budgets", '[');
    for (size_t i = 0; i < rows_count(reach->budgets); i++)
        money_json(&out, reach->budgets, i, &reach->need);
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct schedule_request *request, const struct rows *rows,
                       int64_t days, const struct reach *reach)
{
    CLEANUP(text_done) struct text money = {0};
    const int64_t not_due = row_int(rows, 0, ORDER_CREATE_NOT_DUE);
    (void)printf("Order %s: %s a day from %s UTC on, %s in %s",
                 row_text(rows, 0, ORDER_CREATE_ORDER_ID),
                 output_count(request->per_day, "month", "months"), request->at,
                 output_count(row_int(rows, 0, ORDER_CREATE_DUE), "month", "months"),
                 output_count(days, "day", "days"));
    if (not_due > 0)
        (void)printf(", and %lld when they are due", (long long)not_due);
    if (request->after)
        (void)printf(", when order %lld has ended", (long long)request->after);
    (void)printf(". Running consumers do it; 'order list' shows how far it is.\n");
    for (size_t i = 0; i < rows_count(reach->budgets); i++)
        money_say(&money, reach->budgets, i, &reach->need);
    (void)fputs(text_of(&money), stdout);
}

int schedule_order(struct context *context, const struct schedule_request *request,
                   struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(reach_done) struct reach reach = {.budgets = NULL};
    if (request->budget && !budget_check_wanted(context->config, "--budget", err))
        return EXIT_BY_ERROR;
    if (!create(context, request, &rows, err))
        return EXIT_BY_ERROR;
    if (row_is_null(rows, 0, ORDER_CREATE_ORDER_ID))
        return refuse(request, rows, err);
    if (!read_reach(context, request, rows, &reach, err))
        return EXIT_BY_ERROR;
    const int64_t days =
        (row_int(rows, 0, ORDER_CREATE_DUE) + request->per_day - 1) / request->per_day;
    if (context->json)
        print_json(request, rows, days, &reach);
    else
        print_text(request, rows, days, &reach);
    return EXIT_DONE;
}
