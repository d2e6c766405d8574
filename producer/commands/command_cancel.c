/* command_cancel.c: cancel and unhold: an operator takes months back and holds them, and later lets
 * schedule choose them again. */
#include <limits.h>

#include "commands/commands.h"
#include "shared/month_change.h"
#include "sql.h"

static const struct column columns[] = {
    [MONTH_CANCEL_MONTH] = {"month", "month", COLUMN_TEXT},
    [MONTH_CANCEL_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [MONTH_CANCEL_RESULT] = {"result", "now", COLUMN_TEXT},
    [MONTH_CANCEL_CHANGED] = {"changed", NULL, COLUMN_BOOL},
    [MONTH_CANCEL_OPERATION] = {NULL, NULL, COLUMN_HIDDEN},
};

static int perform_cancel(struct context *context, const struct operands *operands,
                          struct error *err)
{
    const struct month_change change = {
        .what = "cancel",
        .verb = "cancel",
        .done = "cancelled and held",
        .done_otherwise = "cancelled", /* a comparison leaves what stood before, and no hold */
        .lacking = "can be cancelled",
        .statement = &sql_month_cancel,
        .columns = columns,
        .column_count = ARRAY_LEN(columns),
        .older_ms = -1,
    };
    return month_change_perform(context, operands, &change, err);
}

static const struct cli_option cancel_options[] = {
    {.name = "status",
     .kind = CLI_CHOICE,
     .value = &month_filter.status,
     .choices = "pending|queued|processing|retry|failed",
     .help = "months in this state"},
    OPTIONS_MONTH_FILTER,
    OPTION_END,
};

const struct command command_cancel = {
    .name = "cancel",
    .summary = "Take months back and hold them.",
    .arguments = "[MONTH…]",
    .purpose = "Take months back from every state but completed, and hold them until 'unhold'.",
    .details = "Months that are named are taken back at once. Those of a range or a filter are "
               "listed, and taken back with --yes. A worker that has one of these months can no "
               "longer change it. The exit code is 0 when all of them were cancelled, 4 when some "
               "were, 3 when none was.",
    .arguments_max = INT_MAX,
    .options = cancel_options,
    .prints_json = true,
    .perform = perform_cancel,
};

static int perform_unhold(struct context *context, const struct operands *operands,
                          struct error *err)
{
    const struct month_change change = {
        .what = "unhold",
        .verb = "unhold",
        .done = "no longer held",
        .lacking = "is held",
        .statement = &sql_month_unhold,
        .columns = columns,
        .column_count = ARRAY_LEN(columns),
        .older_ms = -1,
    };
    return month_change_perform(context, operands, &change, err);
}

static const struct cli_option unhold_options[] = {
    OPTIONS_MONTH_FILTER,
    OPTION_END,
};

const struct command command_unhold = {
    .name = "unhold",
    .summary = "Let schedule choose held months again.",
    .arguments = "[MONTH…]",
    .purpose = "Let schedule choose held months again.",
    .details = "Months that are named are freed at once. Those of a range or a filter are listed, "
               "and freed with --yes.",
    .arguments_max = INT_MAX,
    .options = unhold_options,
    .prints_json = true,
    .perform = perform_unhold,
};
