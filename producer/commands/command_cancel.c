/* command_cancel.c: cancel and unhold: an operator takes single months back and holds them, and
 * later lets schedule choose them again. */
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
        if (!command_month(operands->items[i], &month, err))
            return false;
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

/* The exit code is 0 when all months changed, 4 when some did, 3 when none did. The table says
 * why. */
static int change(struct context *context, const struct operands *operands,
                  const struct sql *statement, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array numbers = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!read_months(operands, &numbers, err))
        return EXIT_USAGE;
    const struct sql_param months = sql_text(sql_array_text(&numbers));
    if (!context_database(context, err) ||
        !database_run_locked(context->db, SQL_CALL(&sql_month_lock, months),
                             SQL_CALL(statement, months, sql_text(context_actor())), &rows, err))
        return EXIT_BY_ERROR;
    output_rows(context->json, "months", rows, columns, ARRAY_LEN(columns));
    const size_t changed = count_changed(rows);
    if (changed == rows_count(rows))
        return EXIT_DONE;
    return changed > 0 ? EXIT_PARTLY : EXIT_NOTHING;
}

static int perform_cancel(struct context *context, const struct operands *operands,
                          struct error *err)
{
    return change(context, operands, &sql_month_cancel, err);
}

const struct command command_cancel = {
    .name = "cancel",
    .summary = "Take months back and hold them.",
    .arguments = "MONTH…",
    .purpose = "Take months back from every state but completed, and hold them until 'unhold'.",
    .details = "A worker that has one of these months can no longer change it. The exit "
               "code is 0 when all of them were cancelled, 4 when some were, 3 when none was.",
    .arguments_min = 1,
    .arguments_max = INT_MAX,
    .prints_json = true,
    .perform = perform_cancel,
};

static int perform_unhold(struct context *context, const struct operands *operands,
                          struct error *err)
{
    return change(context, operands, &sql_month_unhold, err);
}

const struct command command_unhold = {
    .name = "unhold",
    .summary = "Let schedule choose held months again.",
    .arguments = "MONTH…",
    .purpose = "Let schedule choose held months again.",
    .arguments_min = 1,
    .arguments_max = INT_MAX,
    .prints_json = true,
    .perform = perform_unhold,
};
