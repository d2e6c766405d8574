/* command_reset.c: sends stuck months to the queue again, and makes failed ones pending. Without
 * --yes the same statement is rolled back, so that what it prints is what would be done. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "shared/relay_drain.h"
#include "sql.h"

struct request {
    bool stuck, failed, yes;
    int64_t older_ms; /* -1: not given */
    bool in_range;    /* a range was given */
    struct range range;
};

static const struct column stuck_columns[] = {
    [RESET_STUCK_MONTH] = {"month", "month", COLUMN_TEXT},
    [RESET_STUCK_STARTED_AT] = {"started_at", "processing since", COLUMN_TEXT},
    [RESET_STUCK_OWNER] = {"owner", "by", COLUMN_TEXT},
    [RESET_STUCK_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
};
static const struct column failed_columns[] = {
    [RESET_FAILED_MONTH] = {"month", "month", COLUMN_TEXT},
    [RESET_FAILED_FAILED_AT] = {"failed_at", "failed at", COLUMN_TEXT},
    [RESET_FAILED_ERROR] = {"error", "error", COLUMN_TEXT},
    [RESET_FAILED_JOB_ID] = {"job_id", NULL, COLUMN_TEXT},
};

static bool check_request(struct request *request, struct error *err)
{
    if (request->stuck == request->failed)
        return error_set(err, ERROR_USAGE, 0, "reset needs one of --stuck and --failed");
    if (request->failed && request->older_ms >= 0)
        return error_set(err, ERROR_USAGE, 0, "--older-than: goes with --stuck only");
    if (request->older_ms < 0)
        request->older_ms = 3600000;
    request->in_range = request->range.from.year || request->range.to.year;
    request->range = range_closed(request->range);
    return true;
}

static bool change(struct database *db, const struct request *request, struct rows **ret,
                   struct error *err)
{
    const int64_t from = range_number(request->range.from), to = range_number(request->range.to);
    const char *actor = context_actor();
    if (request->stuck)
        return DATABASE_RUN(db, &sql_reset_stuck, ret, err, sql_int(request->older_ms),
                            sql_int(from), sql_int(to), sql_text(actor));
    return DATABASE_RUN(db, &sql_reset_failed, ret, err, sql_int(from), sql_int(to),
                        sql_text(actor));
}

static bool reset(struct database *db, const struct request *request, struct rows **ret,
                  struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const bool good = database_begin(db, err) && change(db, request, &rows, err) &&
                      (!request->yes || database_commit(db, err));
    database_rollback(db); /* undoes a preview or a failure; after a commit it does nothing */
    if (good)
        *ret = TAKE_PTR(rows);
    return good;
}

static void print_rows(const struct context *context, const struct request *request,
                       const struct rows *rows)
{
    const struct column *columns = request->stuck ? stuck_columns : failed_columns;
    const int64_t count = (int64_t)rows_count(rows);
    if (context->json) {
        CLEANUP(text_done) struct text out = {0};
        json_write_open(&out, NULL, '{');
        json_write_bool(&out, "done", request->yes);
        json_write_int(&out, "months_reset", request->yes ? count : 0);
        output_rows_json(&out, "months", rows, columns, ARRAY_LEN(stuck_columns));
        json_write_close(&out, '}');
        output_print_json(&out);
        return;
    }
    output_table(rows, columns, ARRAY_LEN(stuck_columns));
    if (count > 0 && !request->yes)
        (void)printf("would reset %s; with --yes it is done\n",
                     output_count(count, "month", "months"));
    else if (count > 0)
        (void)printf("%s reset: %s\n", output_count(count, "month", "months"),
                     request->stuck ? "queued again" : "pending again, for 'schedule' to choose");
}

static int finish(struct context *context, const struct request *request, const struct rows *rows,
                  struct error *err)
{
    const bool sends = request->stuck && request->yes && rows_count(rows) > 0;
    print_rows(context, request, rows);
    if (rows_count(rows) == 0) {
        char older[24];
        clock_duration_text(request->older_ms, older);
        (void)error_set(err, ERROR_USAGE, 0, "nothing selected: no month%s %s%s",
                        request->in_range ? " of the range" : "",
                        request->stuck ? "has been processing for longer than " : "has failed",
                        request->stuck ? older : "");
        return EXIT_NOTHING;
    }
    if (!sends)
        return EXIT_DONE;
    struct relayed relayed = {0};
    return relay_drain(context, PROGRAM " reset", "the months are reset", &relayed, err);
}

static struct request request = {.older_ms = -1};

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!check_request(&request, err))
        return EXIT_USAGE;
    const bool sends = request.stuck && request.yes;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ sends, err) ||
        !context_database(context, err) || !reset(context->db, &request, &rows, err))
        return EXIT_BY_ERROR;
    return finish(context, &request, rows, err);
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
     .help = "what is too long (default 1h)"},
    {.name = "failed",
     .kind = CLI_FLAG,
     .value = &request.failed,
     .help = "months that failed: pending again, checkpoints kept"},
    OPTION_FROM(&request.range.from),
    OPTION_TO(&request.range.to),
    {.name = "yes",
     .kind = CLI_FLAG,
     .value = &request.yes,
     .help = "do it; without it, only say what would be done"},
    OPTION_END,
};

const struct command command_reset = {
    .name = "reset",
    .summary = "Give stuck months to the queue again, or failed ones back.",
    .purpose = "Take stuck months back to the queue, or failed ones back to pending.",
    .details = "A stuck month is taken even from a worker that is alive: that worker can no longer "
               "change the month. 'schedule --only failed' takes failed months again without a "
               "reset.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
