/* command_cancel.c: cancel and unhold: single months out of an operator's hand. */
#include <limits.h>
#include <stdio.h>

#include "commands/commands.h"
#include "shared/output.h"
#include "sql.h"

static const struct column columns[] = {
    [MONTH_CANCEL_MONTH] = {"month", "month", COLUMN_TEXT},
    [MONTH_CANCEL_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [MONTH_CANCEL_RESULT] = {"result", "now", COLUMN_TEXT},
    [MONTH_CANCEL_CHANGED] = {"changed", NULL, COLUMN_BOOL},
};

static bool read_months(const struct operands *operands, struct sql_array *ret, struct error *err)
{
    for (int i = 0; i < operands->count; i++) {
        struct month month = {0};
        if (!month_parse(operands->items[i], &month))
            return error_set(err, ERROR_USAGE, 0, "'%s' is not a month (YYYY-MM)",
                             operands->items[i]);
        sql_array_add_int(ret, range_number(month));
    }
    return true;
}

/* month_cancel.sql and month_unhold.sql answer with the same columns. */
_Static_assert((int)MONTH_UNHOLD_MONTH == (int)MONTH_CANCEL_MONTH &&
                   (int)MONTH_UNHOLD_PREVIOUS_STATUS == (int)MONTH_CANCEL_PREVIOUS_STATUS &&
                   (int)MONTH_UNHOLD_RESULT == (int)MONTH_CANCEL_RESULT &&
                   (int)MONTH_UNHOLD_CHANGED == (int)MONTH_CANCEL_CHANGED,
               "one table shows both");

static size_t count_changed(const struct rows *rows)
{
    size_t changed = 0;
    for (size_t i = 0; i < rows_count(rows); i++)
        changed += row_bool(rows, i, MONTH_CANCEL_CHANGED);
    return changed;
}

static void print_rows(const struct context *context, const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    if (!context->json) {
        rows_to_table(rows, columns, ARRAY_LEN(columns));
        return;
    }
    json_open(&out, NULL, '{');
    rows_to_json(&out, "months", rows, columns, ARRAY_LEN(columns));
    json_close(&out, '}');
    json_print(&out);
}

/* Everything asked for: 0; some of it: 4; nothing: 3. The table says why. */
static int change(struct context *context, const struct operands *operands,
                  const struct sql *statement, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array months = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!read_months(operands, &months, err))
        return EXIT_USAGE;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, statement, &rows, err, sql_text(sql_array_text(&months)),
                      sql_text(context_actor())))
        return EXIT_BY_ERROR;
    print_rows(context, rows);
    const size_t changed = count_changed(rows);
    if (changed == rows_count(rows))
        return EXIT_DONE;
    return changed > 0 ? EXIT_PARTLY : EXIT_NOTHING;
}

int command_cancel(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_JSON(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "cancel",
        .arguments = "MONTH…",
        .summary =
            "Take months back from whatever state but completed, and hold them until 'unhold'.",
        .details =
            "A worker that has one of them changes nothing more of it. Exit codes: 0 all of them,\n"
            "4 some, 3 none.",
        .options = options,
        .arguments_min = 1,
        .arguments_max = INT_MAX,
    };
    struct operands operands;
    int code = EXIT_BY_ERROR;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code;
    return change(context, &operands, &sql_month_cancel, err);
}

int command_unhold(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_JSON(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "unhold",
        .arguments = "MONTH…",
        .summary = "Let schedule choose held months again.",
        .options = options,
        .arguments_min = 1,
        .arguments_max = INT_MAX,
    };
    struct operands operands;
    int code = EXIT_BY_ERROR;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code;
    return change(context, &operands, &sql_month_unhold, err);
}
