/* command_reset.c: sends stuck months to the queue again, and makes failed ones pending. */
#include <limits.h>
#include <stdio.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "shared/month_change.h"
#include "sql.h"

#define OLDER_MS 3600000

static struct {
    bool stuck, failed;
    int64_t older_ms; /* -1: not given */
} request = {.older_ms = -1};

static const struct column stuck_columns[] = {
    [RESET_STUCK_MONTH] = {"month", "month", COLUMN_TEXT},
    [RESET_STUCK_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [RESET_STUCK_RESULT] = {"result", "now", COLUMN_TEXT},
    [RESET_STUCK_CHANGED] = {"changed", NULL, COLUMN_BOOL},
    [RESET_STUCK_OPERATION] = {NULL, NULL, COLUMN_HIDDEN},
    [RESET_STUCK_STARTED_AT] = {"started_at", "processing since", COLUMN_TEXT},
    [RESET_STUCK_OWNER] = {"owner", "by", COLUMN_TEXT},
    [RESET_STUCK_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
};
static const struct column failed_columns[] = {
    [RESET_FAILED_MONTH] = {"month", "month", COLUMN_TEXT},
    [RESET_FAILED_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [RESET_FAILED_RESULT] = {"result", "now", COLUMN_TEXT},
    [RESET_FAILED_CHANGED] = {"changed", NULL, COLUMN_BOOL},
    [RESET_FAILED_OPERATION] = {NULL, NULL, COLUMN_HIDDEN},
    [RESET_FAILED_FAILED_AT] = {"failed_at", "failed at", COLUMN_TEXT},
    [RESET_FAILED_ERROR] = {"error", "error", COLUMN_TEXT},
    [RESET_FAILED_JOB_ID] = {"job_id", NULL, COLUMN_TEXT},
};

static bool check_request(struct error *err)
{
    if (request.stuck == request.failed)
        return error_set(err, ERROR_USAGE, 0, "reset needs one of --stuck and --failed");
    if (request.failed && request.older_ms >= 0)
        return error_set(err, ERROR_USAGE, 0, "--older-than: goes with --stuck only");
    if (request.stuck && month_filter.class)
        return error_set(err, ERROR_USAGE, 0, "--class: goes with --failed only");
    return true;
}

static int reset_stuck(struct context *context, const struct operands *operands, struct error *err)
{
    const int64_t older_ms = request.older_ms < 0 ? OLDER_MS : request.older_ms;
    char older[24], lacking[64];
    clock_duration_text(older_ms, older);
    (void)snprintf(lacking, sizeof(lacking), "has been processing for longer than %s", older);
    const struct month_change change = {
        .what = "stuck",
        .verb = "reset",
        .done = "queued again",
        .lacking = lacking,
        .statement = &sql_reset_stuck,
        .columns = stuck_columns,
        .column_count = ARRAY_LEN(stuck_columns),
        .older_ms = older_ms,
        .all = true,
        .sends = true,
    };
    return month_change_perform(context, operands, &change, err);
}

static int reset_failed(struct context *context, const struct operands *operands, struct error *err)
{
    const struct month_change change = {
        .what = "failed",
        .verb = "reset",
        .done = "pending again, for 'schedule' to choose",
        .lacking = "has failed",
        .statement = &sql_reset_failed,
        .columns = failed_columns,
        .column_count = ARRAY_LEN(failed_columns),
        .older_ms = -1,
        .all = true,
    };
    return month_change_perform(context, operands, &change, err);
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    if (!check_request(err))
        return EXIT_USAGE;
    return request.stuck ? reset_stuck(context, operands, err)
                         : reset_failed(context, operands, err);
}

static const struct cli_option options[] = {
    {.name = "stuck",
     .kind = CLI_FLAG,
     .value = &request.stuck,
     .help = "months that have been processing for too long: queued again, same job"},
    {.name = "older-than",
     .kind = CLI_DURATION,
     .value = &request.older_ms,
     .metavar = "TIME",
     .help = "what is too long",
     .fallback = "1h"},
    {.name = "failed",
     .kind = CLI_FLAG,
     .value = &request.failed,
     .help = "months that failed: pending again, checkpoints kept"},
    OPTIONS_MONTH_FILTER,
    OPTION_END,
};

const struct command command_reset = {
    .name = "reset",
    .summary = "Give stuck months to the queue again, or failed ones back.",
    .arguments = "[MONTH…]",
    .purpose = "Take stuck months back to the queue, or failed ones back to pending.",
    .details = "Months that are named are reset at once. All others, or those of a range or a "
               "filter, are listed, and reset with --yes. A stuck month is taken even from a "
               "worker that is alive: that worker can no longer change the month. 'schedule "
               "--only failed' takes failed months again without a reset.",
    .arguments_max = INT_MAX,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
