/* command_schedule_order.c: schedule --per-day gives a standing order, which janitors of consumers
 * do day by day. command_order.c shows and changes those that there are. A dry run gives it, too,
 * looks at it among the others, and takes it back in the same transaction: what would refuse the
 * order refuses the look. */
#include <stdio.h>

#include "commands/command_plan.h"
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
                        sql_text(request->budget), sql_bool(request->dry_run));
}

/* How far the budgets go that limit the new order, and how it stands among the others. */
struct reach {
    struct rows *budgets, *forecast;
    struct money_need need;
    int64_t of_others;         /* months of it that other orders take, too, before it */
    struct plan plan;          /* of all orders, where it is only looked at */
    const struct phase *phase; /* its own there; NULL: it is given, or there are too many */
};
static void reach_done(struct reach *reach)
{
    rows_free(reach->budgets);
    rows_free(reach->forecast);
    plan_done(&reach->plan);
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

static bool read_others(struct context *context, int64_t order, struct reach *ret,
                        struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(context->db, &sql_order_list, &rows, err, sql_int(order)))
        return false;
    ret->of_others =
        row_int(rows, 0, ORDER_LIST_MONTHS_LEFT) - row_int(rows, 0, ORDER_LIST_MONTHS_OWN);
    return true;
}

static bool read_days(struct context *context, int64_t order, struct reach *ret, struct error *err)
{
    if (!plan_read_orders(context, &ret->plan, err) || !plan_read(context, &ret->plan, err))
        return false;
    for (int i = 0; i < ret->plan.count; i++)
        if (ret->plan.phases[i].order == order)
            ret->phase = &ret->plan.phases[i];
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

static const char *begins(const struct reach *reach)
{
    return reach->phase && !reach->phase->stopped ? plan_day(&reach->plan, reach->phase->begins)
                                                  : NULL;
}

static const char *ends(const struct reach *reach, bool late)
{
    const struct phase *phase = reach->phase;
    return phase && plan_has_end(phase) ? plan_day(&reach->plan, late ? phase->late : phase->ends)
                                        : NULL;
}

static void print_json(const struct schedule_request *request, const struct rows *rows,
                       int64_t days, const struct reach *reach)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "dry_run", request->dry_run);
    json_write_raw(&out, "order",
                   request->dry_run ? NULL : row_text(rows, 0, ORDER_CREATE_ORDER_ID));
    json_write_int(&out, "per_day", request->per_day);
    json_write_text(&out, "at", request->at);
    json_write_int(&out, "months_due", row_int(rows, 0, ORDER_CREATE_DUE));
    json_write_int(&out, "months_not_due", row_int(rows, 0, ORDER_CREATE_NOT_DUE));
    json_write_int(&out, "months_of_other_orders", reach->of_others);
    json_write_int(&out, "days", days);
    json_write_text(&out, "begins", begins(reach));
    json_write_text(&out, "ends", ends(reach, /* late= */ false));
    json_write_text(&out, "ends_late", ends(reach, /* late= */ true));
    json_write_text(&out, "stopped", reach->phase ? plan_stopped(reach->phase) : NULL);
    json_write_open(&out, "budgets", '[');
    for (size_t i = 0; i < rows_count(reach->budgets); i++)
        money_json(&out, reach->budgets, i, &reach->need);
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* What is known only of an order that is looked at. */
static void print_days(const struct reach *reach)
{
    if (reach->phase && reach->phase->stopped)
        (void)printf("It would wait for an order that does not go on: nobody knows when it begins, "
                     "see 'order list'.\n");
    else if (ends(reach, /* late= */ false))
        (void)printf("It would begin on %s, and end between %s and %s.\n", begins(reach),
                     ends(reach, /* late= */ false), ends(reach, /* late= */ true));
    (void)printf("Nothing was given: without --dry-run it is.\n");
}

static void print_text(const struct schedule_request *request, const struct rows *rows,
                       int64_t days, const struct reach *reach)
{
    CLEANUP(text_done) struct text money = {0};
    const int64_t not_due = row_int(rows, 0, ORDER_CREATE_NOT_DUE);
    (void)printf("%s %s: %s a day from %s UTC on, %s in %s",
                 request->dry_run ? "A new order" : "Order",
                 request->dry_run ? "would be" : row_text(rows, 0, ORDER_CREATE_ORDER_ID),
                 output_count(request->per_day, "month", "months"), request->at,
                 output_count(row_int(rows, 0, ORDER_CREATE_DUE), "month", "months"),
                 output_count(days, "day", "days"));
    if (not_due > 0)
        (void)printf(", and %lld when they are due", (long long)not_due);
    if (request->after)
        (void)printf(", when order %lld has ended", (long long)request->after);
    (void)printf(". Running consumers do it; 'order list' shows how far it is.\n");
    if (reach->of_others > 0)
        (void)printf("Other orders take %s of these, too, and each month is done once: 'order "
                     "list' shows them.\n",
                     output_count(reach->of_others, "month", "months"));
    for (size_t i = 0; i < rows_count(reach->budgets); i++)
        money_say(&money, reach->budgets, i, &reach->need);
    (void)fputs(text_of(&money), stdout);
    if (request->dry_run)
        print_days(reach);
}

static int give(struct context *context, const struct schedule_request *request, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(reach_done) struct reach reach = {.budgets = NULL};
    if (!create(context, request, &rows, err))
        return EXIT_BY_ERROR;
    if (row_is_null(rows, 0, ORDER_CREATE_ORDER_ID))
        return refuse(request, rows, err);
    const int64_t order = row_int(rows, 0, ORDER_CREATE_ORDER_ID);
    if (!read_reach(context, request, rows, &reach, err) ||
        !read_others(context, order, &reach, err) ||
        (request->dry_run && !read_days(context, order, &reach, err)))
        return EXIT_BY_ERROR;
    const int64_t days =
        (row_int(rows, 0, ORDER_CREATE_DUE) + request->per_day - 1) / request->per_day;
    if (context->json)
        print_json(request, rows, days, &reach);
    else
        print_text(request, rows, days, &reach);
    return EXIT_DONE;
}

int schedule_order(struct context *context, const struct schedule_request *request,
                   struct error *err)
{
    if (request->budget && !budget_check_wanted(context->config, "--budget", err))
        return EXIT_BY_ERROR;
    if (!request->dry_run)
        return give(context, request, err);
    if (!database_begin(context->db, err))
        return EXIT_BY_ERROR;
    const int code = give(context, request, err);
    database_rollback(context->db);
    return code;
}
