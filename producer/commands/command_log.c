/* command_log.c: what people did, the newest first: operations, and what was done to one month, one
 * letter, a provider or the fleet. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "sql.h"

#define AGO_MAX_MS (36500LL * 86400000) /* a hundred years, which a timestamp can hold */

static const struct column columns[] = {
    [OPERATOR_LOG_ID] = {"id", "line", COLUMN_NUMBER},
    [OPERATOR_LOG_AT] = {"at", "at", COLUMN_TEXT},
    [OPERATOR_LOG_ACTOR] = {"actor", "who", COLUMN_TEXT},
    [OPERATOR_LOG_ACTION] = {"action", "did", COLUMN_TEXT},
    [OPERATOR_LOG_SUBJECT] = {"subject", "to", COLUMN_TEXT},
    [OPERATOR_LOG_WHY] = {"why", "why", COLUMN_TEXT},
    [OPERATOR_LOG_NOTE] = {"note", "note", COLUMN_TEXT},
    [OPERATOR_LOG_DETAIL] = {"detail", NULL, COLUMN_JSON},
};

static struct {
    struct month month;
    int64_t letter, after, limit;
    const char *who, *action;
    int64_t since_ms, until_ms;
} request;

/* Whatever is written into operator_action, as choices. */
#define ACTIONS                                                                                    \
    "accept|cancel|conflict_dismiss|conflict_reopen|conflict_resolve|discard|dlq_discard|dlq_fix|" \
    "dlq_note|dlq_replay|dlq_restore|edition_restore|edition_withdraw|operation_cancel|"           \
    "operation_pause|operation_rate|operation_resume|order|order_budget|order_cancel|order_pause|" \
    "order_resume|pause|provider close|provider open|prune|reconcile|reject|replay|reread|reset|"  \
    "reset_failed|reset_stuck|restore|resume|schedule|unhold|work_merge|work_merge_undo|"          \
    "work_split|work_split_undo"

/* Some names have '_' between their words, others a blank: either is good. */
static bool is_action(const char *given, const char *action, size_t bytes)
{
    if (strlen(given) != bytes)
        return false;
    for (size_t i = 0; i < bytes; i++)
        if (given[i] != action[i] && !(given[i] == '_' && action[i] == ' ') &&
            !(given[i] == ' ' && action[i] == '_'))
            return false;
    return true;
}

static bool check_action(const char *given, char *ret, size_t ret_bytes, struct error *err)
{
    for (const char *at = ACTIONS; given && *at != '\0';) {
        const size_t bytes = strcspn(at, "|");
        if (is_action(given, at, bytes)) {
            (void)snprintf(ret, ret_bytes, "%.*s", (int)bytes, at);
            return true;
        }
        at += bytes + (at[bytes] == '|');
    }
    return !given || error_set(err, ERROR_USAGE, 0,
                               "--action: '%.40s' is none of those that the help names, as accept, "
                               "pause or schedule",
                               given);
}

static bool read_lines(struct context *context, const char *action, struct rows **ret,
                       struct error *err)
{
    const struct month_text name = month_text(request.month);
    return DATABASE_RUN(context->db, &sql_operator_log, ret, err, sql_int(request.limit),
                        sql_int_or_null(request.after, request.after > 0),
                        sql_text(request.month.year ? name.text : NULL),
                        sql_int_or_null(request.letter, request.letter > 0), sql_text(request.who),
                        sql_text(*action == '\0' ? NULL : action),
                        sql_int_or_null(request.since_ms, request.since_ms > 0),
                        sql_int_or_null(request.until_ms, request.until_ms > 0));
}

static void print_lines(const struct rows *rows)
{
    const size_t count = rows_count(rows);
    output_table(rows, columns, ARRAY_LEN(columns));
    if (count == 0)
        (void)printf("Nothing was done that fits.\n");
    else if ((int64_t)count == request.limit)
        (void)printf("\nOlder lines: --after %s\n", row_text(rows, count - 1, OPERATOR_LOG_ID));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (request.month.year && request.letter > 0) {
        (void)error_set(err, ERROR_USAGE, 0, "--month and --letter: give one of them");
        return EXIT_USAGE;
    }
    char action[32] = "";
    if (!check_action(request.action, action, sizeof(action), err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !read_lines(context, action, &rows, err))
        return EXIT_BY_ERROR;
    if (context->json)
        output_page("log", rows, columns, ARRAY_LEN(columns),
                    (struct page){OPERATOR_LOG_ID, request.limit});
    else
        print_lines(rows);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "month",
     .kind = CLI_MONTH,
     .value = &request.month,
     .metavar = "YYYY-MM",
     .help = "what was done to this month and its dead letters"},
    {.name = "letter",
     .kind = CLI_INT,
     .value = &request.letter,
     .metavar = "LETTER",
     .min = 1,
     .max = INT64_MAX,
     .help = "what was done to this dead letter"},
    {.name = "who",
     .kind = CLI_STRING,
     .value = &request.who,
     .metavar = "NAME",
     .help = "by this person: NAME, or NAME@HOST; over HTTP it is operator or cron"},
    {.name = "action",
     .kind = CLI_STRING,
     .value = &request.action,
     .metavar = "ACTION",
     .choices = ACTIONS,
     .help = "only this, such as pause, replay or 'provider open'; all are named below"},
    {.name = "since",
     .kind = CLI_DURATION,
     .value = &request.since_ms,
     .metavar = "AGO",
     .min = 1000,
     .max = AGO_MAX_MS,
     .help = "within this time, such as 7d"},
    {.name = "until",
     .kind = CLI_DURATION,
     .value = &request.until_ms,
     .metavar = "AGO",
     .min = 1000,
     .max = AGO_MAX_MS,
     .help = "longer ago than this"},
    {.name = "after",
     .kind = CLI_INT,
     .value = &request.after,
     .metavar = "LINE",
     .min = 1,
     .max = INT64_MAX,
     .help = "only lines behind this one, which are older: the next page"},
    {.name = "before",
     .kind = CLI_INT,
     .value = &request.after,
     .metavar = "LINE",
     .min = 1,
     .max = INT64_MAX,
     .help = "an older name of --after"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .help = "the newest so many of them",
     .preset = "50"},
    OPTION_END,
};

const struct command command_log = {
    .name = "log",
    .summary = "Show what people did, and why.",
    .purpose = "Show what people did, the newest first: who, when, to what, and why. Changes "
               "nothing.",
    .details = "An operation on many months or letters is one line; --month and --letter show "
               "what was done to one of them by whatever way, and 'operation show' has all of "
               "an operation.\n"
               "Actions: accept, cancel, conflict_dismiss, conflict_reopen, conflict_resolve, "
               "discard, dlq_discard, dlq_fix, dlq_note, dlq_replay, dlq_restore, edition_restore, "
               "edition_withdraw, operation_cancel, operation_pause, operation_rate, "
               "operation_resume, order, order_budget, order_cancel, order_pause, order_resume, "
               "pause, 'provider close', 'provider open', prune, reconcile, reject, replay, "
               "reread, reset, "
               "reset_failed, reset_stuck, restore, resume, schedule, unhold, work_merge, "
               "work_merge_undo, work_split, work_split_undo.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
