/* command_order.c: standing orders, which 'schedule --per-day' gives and janitors do: show them,
 * pause, resume and cancel them. What they may cost is in command_order_budget.c. */
#include <stdio.h>
#include <string.h>

#include "commands/command_order.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "sql.h"

static const struct column columns[] = {
    [ORDER_LIST_ORDER_ID] = {"order", "order", COLUMN_NUMBER},
    [ORDER_LIST_STATE] = {"state", "state", COLUMN_TEXT},
    [ORDER_LIST_PER_DAY] = {"per_day", "a day", COLUMN_NUMBER},
    [ORDER_LIST_DAILY_AT] = {"at", "at", COLUMN_TEXT},
    [ORDER_LIST_FIRST] = {"from", "from", COLUMN_TEXT},
    [ORDER_LIST_LAST] = {"to", "to", COLUMN_TEXT},
    [ORDER_LIST_ONLY] = {"only", "only", COLUMN_TEXT},
    [ORDER_LIST_TAKEN] = {"months_taken", "taken", COLUMN_NUMBER},
    [ORDER_LIST_DAYS] = {"days", "days", COLUMN_NUMBER},
    [ORDER_LIST_MONTHS_LEFT] = {"months_left", "left", COLUMN_NUMBER},
    [ORDER_LIST_NEXT_DAY] = {"next_day", "next day", COLUMN_TEXT},
    [ORDER_LIST_AFTER_ID] = {"after", "after", COLUMN_NUMBER},
    [ORDER_LIST_ACTOR] = {"actor", NULL, COLUMN_TEXT},
    [ORDER_LIST_WHY] = {"why", NULL, COLUMN_TEXT},
    [ORDER_LIST_CREATED_AT] = {"created_at", NULL, COLUMN_TIME},
    [ORDER_LIST_ENDED_AT] = {"ended_at", NULL, COLUMN_TIME},
    [ORDER_LIST_BECAUSE] = {"because", "ended because", COLUMN_TEXT},
    [ORDER_LIST_WHICH_FIRST] = {"which_first", NULL, COLUMN_TEXT},
    [ORDER_LIST_BOOKS] = {"books", NULL, COLUMN_NUMBER},
    [ORDER_LIST_PROMPT_VARIANT] = {"prompt_variant", NULL, COLUMN_TEXT},
    [ORDER_LIST_EARLY] = {"early", NULL, COLUMN_BOOL},
    [ORDER_LIST_OPEN] = {"months_open", NULL, COLUMN_NUMBER},
    [ORDER_LIST_BUDGET] = {"budget", "budget", COLUMN_NUMBER},
    [ORDER_LIST_SPENT] = {"spent", "spent", COLUMN_NUMBER},
    [ORDER_LIST_UNPRICED] = {"calls_without_price", "no price", COLUMN_NUMBER},
    [ORDER_LIST_IS_SPENT] = {"budget_is_spent", NULL, COLUMN_BOOL},
    [ORDER_LIST_MONTHS_OWN] = {"months_left_to_it_alone", NULL, COLUMN_NUMBER},
};

/* The same columns for one order, where there is room for all. */
static const struct column lines[] = {
    [ORDER_LIST_ORDER_ID] = {"order", "order", COLUMN_NUMBER},
    [ORDER_LIST_STATE] = {"state", "state", COLUMN_TEXT},
    [ORDER_LIST_PER_DAY] = {"per_day", "months a day", COLUMN_NUMBER},
    [ORDER_LIST_DAILY_AT] = {"at", "from the hour on (UTC)", COLUMN_TEXT},
    [ORDER_LIST_FIRST] = {"from", "first month", COLUMN_TEXT},
    [ORDER_LIST_LAST] = {"to", "last month", COLUMN_TEXT},
    [ORDER_LIST_ONLY] = {"only", "which months", COLUMN_TEXT},
    [ORDER_LIST_TAKEN] = {"months_taken", "months taken", COLUMN_NUMBER},
    [ORDER_LIST_DAYS] = {"days", "days done", COLUMN_NUMBER},
    [ORDER_LIST_MONTHS_LEFT] = {"months_left", "months left", COLUMN_NUMBER},
    [ORDER_LIST_NEXT_DAY] = {"next_day", "next day", COLUMN_TEXT},
    [ORDER_LIST_AFTER_ID] = {"after", "waits for order", COLUMN_NUMBER},
    [ORDER_LIST_ACTOR] = {"actor", "given by", COLUMN_TEXT},
    [ORDER_LIST_WHY] = {"why", "why", COLUMN_TEXT},
    [ORDER_LIST_CREATED_AT] = {"created_at", "given at", COLUMN_TIME},
    [ORDER_LIST_ENDED_AT] = {"ended_at", "ended at", COLUMN_TIME},
    [ORDER_LIST_BECAUSE] = {"because", "ended because", COLUMN_TEXT},
    [ORDER_LIST_WHICH_FIRST] = {"which_first", "which come first", COLUMN_TEXT},
    [ORDER_LIST_BOOKS] = {"books", "books asked for", COLUMN_NUMBER},
    [ORDER_LIST_PROMPT_VARIANT] = {"prompt_variant", "prompt", COLUMN_TEXT},
    [ORDER_LIST_EARLY] = {"early", "early", COLUMN_BOOL},
    [ORDER_LIST_OPEN] = {"months_open", "of them under way", COLUMN_NUMBER},
    [ORDER_LIST_BUDGET] = {"budget", "budget", COLUMN_NUMBER},
    [ORDER_LIST_SPENT] = {"spent", "spent", COLUMN_NUMBER},
    [ORDER_LIST_UNPRICED] = {"calls_without_price", "calls without a price", COLUMN_NUMBER},
    [ORDER_LIST_IS_SPENT] = {"budget_is_spent", "budget is spent", COLUMN_BOOL},
    [ORDER_LIST_MONTHS_OWN] = {NULL, NULL, COLUMN_HIDDEN},
};

static const struct column day_columns[] = {
    [ORDER_DAYS_DAY] = {"day", "day", COLUMN_TEXT},
    [ORDER_DAYS_MONTHS] = {"months", "months", COLUMN_NUMBER},
    [ORDER_DAYS_OPERATION_ID] = {"operation", "operation", COLUMN_NUMBER},
    [ORDER_DAYS_DONE_AT] = {"done_at", "done at", COLUMN_TIME},
};

/* ---- list and show ---- */

/* How many calls are not in what is spent stands beside it where there are such. */
static void print_list(const struct rows *rows)
{
    struct column shown[ARRAY_LEN(columns)];
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        shown[i] = columns[i];
    output_hide_zeroes(&shown[ORDER_LIST_UNPRICED], rows, ORDER_LIST_UNPRICED);
    if (rows_count(rows) == 0)
        (void)printf("There is no standing order: 'schedule --per-day N' gives one.\n");
    output_table(rows, shown, ARRAY_LEN(shown));
}

static int perform_list(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_order_list, &rows, err, sql_null()))
        return EXIT_BY_ERROR;
    if (context->json)
        output_rows(true, "orders", rows, columns, ARRAY_LEN(columns));
    else
        print_list(rows);
    return EXIT_DONE;
}

bool order_read_id(const struct operands *operands, int64_t *ret, struct error *err)
{
    return text_to_int(operands->items[0], 1, INT64_MAX, ret) ||
           error_set(err, ERROR_USAGE, 0, "'%s' is not the number of an order (see 'order list')",
                     operands->items[0]);
}

int order_missing(int64_t id, struct error *err)
{
    (void)error_set(err, ERROR_MISSING, 0, "there is no order %lld: see 'order list'",
                    (long long)id);
    return EXIT_NOTHING;
}

static void print_show(const struct context *context, const struct rows *rows,
                       const struct rows *days, const struct order_money *money)
{
    if (!context->json) {
        output_lines(rows, 0, lines, ARRAY_LEN(lines));
        order_money_print(money);
        if (rows_count(days) > 0)
            (void)printf("\n");
        output_table(days, day_columns, ARRAY_LEN(day_columns));
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_row_json(&out, rows, 0, columns, ARRAY_LEN(columns));
    output_rows_json(&out, "done", days, day_columns, ARRAY_LEN(day_columns));
    order_money_json(&out, money);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int perform_show(struct context *context, const struct operands *operands, struct error *err)
{
    int64_t id = 0;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *days = NULL;
    CLEANUP(order_money_done) struct order_money money = {.budgets = NULL};
    if (!order_read_id(operands, &id, err))
        return EXIT_USAGE;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_order_list, &rows, err, sql_int(id)) ||
        !DATABASE_RUN(context->db, &sql_order_days, &days, err, sql_int(id)))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0)
        return order_missing(id, err);
    if (!order_money_read(context, rows, &money, err))
        return EXIT_BY_ERROR;
    print_show(context, rows, days, &money);
    return EXIT_DONE;
}

/* ---- pause, resume, cancel ---- */

static const char *why;

static void print_changed(const struct context *context, int64_t id, const char *state,
                          const struct rows *rows)
{
    const bool changed = row_bool(rows, 0, ORDER_CHANGE_CHANGED);
    const int64_t back = row_int(rows, 0, ORDER_CHANGE_TAKEN_BACK);
    if (!context->json) {
        (void)printf("Order %lld is %s%s.\n", (long long)id, state, changed ? "" : " already");
        if (back > 0)
            (void)printf("%s for its budget, and %s pending again.\n",
                         output_count(back, "month waited", "months waited"),
                         back == 1 ? "is" : "are");
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "order", id);
    json_write_text(&out, "previous_state", row_text(rows, 0, ORDER_CHANGE_PREVIOUS_STATE));
    json_write_text(&out, "state", state);
    json_write_bool(&out, "changed", changed);
    json_write_int(&out, "months_taken_back", back);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int change(struct context *context, const struct operands *operands, const char *state,
                  struct error *err)
{
    int64_t id = 0;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!order_read_id(operands, &id, err))
        return EXIT_USAGE;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_order_change, &rows, err, sql_int(id), sql_text(state),
                      sql_text(context_actor()), sql_text(why)))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0)
        return order_missing(id, err);
    const char *before = row_text(rows, 0, ORDER_CHANGE_PREVIOUS_STATE);
    const bool ended = !row_bool(rows, 0, ORDER_CHANGE_CHANGED) && strcmp(before, state) != 0;
    if (ended && row_int(rows, 0, ORDER_CHANGE_TAKEN_BACK) == 0) {
        (void)error_set(err, ERROR_USAGE, 0, "order %lld is %s: give a new one", (long long)id,
                        before);
        return EXIT_NOTHING;
    }
    print_changed(context, id, ended ? before : state, rows);
    return EXIT_DONE;
}

static int perform_pause(struct context *context, const struct operands *operands,
                         struct error *err)
{
    return change(context, operands, "paused", err);
}

static int perform_resume(struct context *context, const struct operands *operands,
                          struct error *err)
{
    return change(context, operands, "active", err);
}

static int perform_cancel(struct context *context, const struct operands *operands,
                          struct error *err)
{
    return change(context, operands, "cancelled", err);
}

static const struct cli_option change_options[] = {
    OPTION_WHY(&why),
    OPTION_END,
};

static const struct command command_order_list = {
    .name = "order list",
    .summary = "Show the standing orders.",
    .purpose = "Show the standing orders: what each has done, and what is left.",
    .details = "'left' counts months that are due and months that will be. An order of which no "
               "month is left has completed by itself.",
    .prints_json = true,
    .perform = perform_list,
};

static const struct command command_order_show = {
    .name = "order show",
    .summary = "Show one, day by day.",
    .arguments = "ORDER",
    .purpose = "Show a standing order, with every day that it has done.",
    .arguments_min = 1,
    .arguments_max = 1,
    .prints_json = true,
    .perform = perform_show,
};

static const struct command command_order_pause = {
    .name = "order pause",
    .summary = "Stop one for a while.",
    .arguments = "ORDER",
    .purpose = "Let a standing order do nothing until it is resumed. Days that pass meanwhile are "
               "not caught up.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = change_options,
    .prints_json = true,
    .perform = perform_pause,
};

static const struct command command_order_resume = {
    .name = "order resume",
    .summary = "Let one go on.",
    .arguments = "ORDER",
    .purpose = "Let a standing order go on. When today is not done and its hour has passed, it is "
               "done at once.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = change_options,
    .prints_json = true,
    .perform = perform_resume,
};

static const struct command command_order_cancel = {
    .name = "order cancel",
    .summary = "End one.",
    .arguments = "ORDER",
    .purpose = "End a standing order. Months that it has scheduled stay scheduled, but for those "
               "that wait because its budget is spent: they are pending again.",
    .details = "A cancelled order cannot be resumed. An order that waits for it begins on the next "
               "day.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = change_options,
    .prints_json = true,
    .perform = perform_cancel,
};

static const struct command *const group[] = {&command_order_list,
                                              &command_order_show,
                                              &command_order_pause,
                                              &command_order_resume,
                                              &command_order_cancel,
                                              &command_order_budget,
                                              NULL};

const struct command command_order = {
    .name = "order",
    .summary = "Standing orders: list, show, pause, resume, cancel, budget.",
    .commands = group,
};
