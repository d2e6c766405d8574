/* command_schedule_compare.c: schedule --accept and --reject decide on the new generations that
 * 'schedule --compare' has made beside those that stand. 'show' compares them. */
#include "commands/command_schedule.h"
#include "shared/month_change.h"
#include "sql.h"

static const struct column accept_columns[] = {
    [COMPARE_ACCEPT_MONTH] = {"month", "month", COLUMN_TEXT},
    [COMPARE_ACCEPT_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [COMPARE_ACCEPT_RESULT] = {"result", "now", COLUMN_TEXT},
    [COMPARE_ACCEPT_CHANGED] = {"changed", NULL, COLUMN_BOOL},
    [COMPARE_ACCEPT_OPERATION] = {NULL, NULL, COLUMN_HIDDEN},
    [COMPARE_ACCEPT_ISBNS] = {"isbns_handed_over", "ISBNs queued", COLUMN_NUMBER},
};

static const struct column reject_columns[] = {
    [COMPARE_REJECT_MONTH] = {"month", "month", COLUMN_TEXT},
    [COMPARE_REJECT_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [COMPARE_REJECT_RESULT] = {"result", "now", COLUMN_TEXT},
    [COMPARE_REJECT_CHANGED] = {"changed", NULL, COLUMN_BOOL},
    [COMPARE_REJECT_OPERATION] = {NULL, NULL, COLUMN_HIDDEN},
};

/* month_change.c reads the first columns of each answer as month_cancel.sql has them. */
_Static_assert((int)COMPARE_ACCEPT_CHANGED == (int)MONTH_CANCEL_CHANGED &&
                   (int)COMPARE_ACCEPT_OPERATION == (int)MONTH_CANCEL_OPERATION &&
                   (int)COMPARE_REJECT_CHANGED == (int)MONTH_CANCEL_CHANGED &&
                   (int)COMPARE_REJECT_OPERATION == (int)MONTH_CANCEL_OPERATION,
               "they are told of as months that are cancelled are");

static const struct month_change accept = {
    .what = "accept",
    .verb = "accept",
    .done = "replaced by the new generation",
    .lacking = "has a new generation to accept",
    .statement = &sql_compare_accept,
    .columns = accept_columns,
    .column_count = ARRAY_LEN(accept_columns),
    .older_ms = -1,
    .sends = true,
};

static const struct month_change reject = {
    .what = "reject",
    .verb = "reject",
    .done = "left as before",
    .lacking = "has a new generation to reject",
    .statement = &sql_compare_reject,
    .columns = reject_columns,
    .column_count = ARRAY_LEN(reject_columns),
    .older_ms = -1,
};

int schedule_decide(struct context *context, const struct schedule_request *request,
                    const struct operands *operands, struct error *err)
{
    month_filter.range = request->range;
    month_filter.why = request->why;
    month_filter.yes = request->yes;
    return month_change_perform(context, operands, request->accept ? &accept : &reject, err);
}
