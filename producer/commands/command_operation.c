/* command_operation.c: the operations on many letters or months: what they have done, and whether
 * they go on. */
#include <stdio.h>
#include <string.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "shared/month_change.h"
#include "shared/operation.h"
#include "shared/pace.h"
#include "sql.h"

#define WATCH_MS 1000

static bool operation_id(const struct operands *operands, int64_t *ret, struct error *err)
{
    return text_to_int(operands->items[0], 1, INT64_MAX, ret) ||
           error_set(err, ERROR_USAGE, 0,
                     "'%s' is not the number of an operation (see 'operation list')",
                     operands->items[0]);
}

static int missing(int64_t id, struct error *err)
{
    (void)error_set(err, ERROR_MISSING, 0, "there is no operation %lld: see 'operation list'",
                    (long long)id);
    return EXIT_NOTHING;
}

/* ---- list ---- */

static const char *kind, *state;
static int64_t limit, after;

static int perform_operation_list(struct context *context, const struct operands *operands,
                                  struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_operation_show, &rows, err, sql_null(), sql_text(kind),
                      sql_text(state), sql_int_or_null(after, after > 0), sql_int(limit)))
        return EXIT_BY_ERROR;
    if (context->json)
        output_page("operations", rows, operation_columns, OPERATION_COLUMNS,
                    (struct page){OPERATION_SHOW_ID, limit});
    else if (rows_count(rows) > 0)
        output_table(rows, operation_columns, OPERATION_COLUMNS);
    else
        (void)printf("There are no such operations.\n");
    return EXIT_DONE;
}

static const struct cli_option operation_list_options[] = {
    {.name = "kind",
     .kind = CLI_CHOICE,
     .value = &kind,
     .choices = "replay|discard|restore|cancel|unhold|reset|schedule|accept|reject",
     .help = "operations of this kind"},
    {.name = "state",
     .kind = CLI_CHOICE,
     .value = &state,
     .choices = "planned|running|paused|completed|cancelled",
     .help = "operations in this state"},
    {.name = "after",
     .kind = CLI_INT,
     .value = &after,
     .metavar = "ID",
     .min = 1,
     .max = INT64_MAX,
     .help = "only operations behind this one, with a lower number: the next page"},
    {.name = "before",
     .kind = CLI_INT,
     .value = &after,
     .metavar = "ID",
     .min = 1,
     .max = INT64_MAX,
     .help = "an older name of --after"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &limit,
     .metavar = "N",
     .min = 1,
     .max = 10000,
     .help = "the newest so many of them",
     .preset = "20"},
    OPTION_END,
};

static const struct command command_operation_list = {
    .name = "operation list",
    .summary = "List operations, the newest first.",
    .purpose = "List the operations on many letters or months, the newest first.",
    .options = operation_list_options,
    .prints_json = true,
    .perform = perform_operation_list,
};

/* ---- show ---- */

static const struct column item_columns[] = {
    [OPERATION_ITEMS_POSITION] = {"position", "no.", COLUMN_NUMBER},
    [OPERATION_ITEMS_LETTER_ID] = {"letter", "letter", COLUMN_NUMBER},
    [OPERATION_ITEMS_MONTH] = {"month", "month", COLUMN_TEXT},
    [OPERATION_ITEMS_STATE] = {"state", "state", COLUMN_TEXT},
    [OPERATION_ITEMS_RESULT] = {"result", "result", COLUMN_TEXT},
    [OPERATION_ITEMS_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
    [OPERATION_ITEMS_OUTCOME] = {"outcome", "ended as", COLUMN_TEXT},
    [OPERATION_ITEMS_DONE_AT] = {"done_at", "at", COLUMN_TEXT},
    [OPERATION_ITEMS_MEANWHILE] = {"meanwhile", "meanwhile", COLUMN_TEXT},
};

static bool watch;

static void print_operation(const struct rows *operation, const struct rows *items)
{
    CLEANUP(text_done) struct text said = {0};
    output_lines(operation, 0, operation_columns, OPERATION_COLUMNS);
    operation_say(operation, 0, &said);
    (void)printf("\n%s\n\n", text_of(&said));
    output_table(items, item_columns, ARRAY_LEN(item_columns));
    const size_t shown = rows_count(items);
    if ((int64_t)shown == limit)
        (void)printf("\nMore of them: --after %s\n",
                     row_text(items, shown - 1, OPERATION_ITEMS_POSITION));
}

static void print_operation_json(const struct rows *operation, const struct rows *items)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_row_json(&out, operation, 0, operation_columns, OPERATION_COLUMNS);
    output_rows_json(&out, "list", items, item_columns, ARRAY_LEN(item_columns));
    output_next(&out, items, (struct page){OPERATION_ITEMS_POSITION, limit});
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* A line each time that something has changed, until it does not run any more. */
static bool watch_operation(struct context *context, int64_t id, struct error *err)
{
    CLEANUP(text_done) struct text last = {0};
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        CLEANUP(text_done) struct text said = {0};
        if (!operation_read(context, id, &rows, err))
            return false;
        operation_say(rows, 0, &said);
        if (strcmp(text_of(&said), text_of(&last)) != 0) {
            (void)fprintf(stderr, "%s\n", text_of(&said));
            text_clear(&last);
            text_add(&last, text_of(&said));
        }
        if (strcmp(row_text(rows, 0, OPERATION_SHOW_STATE), "running") != 0)
            return true;
        clock_sleep_ms(WATCH_MS);
    }
}

static int perform_operation_show(struct context *context, const struct operands *operands,
                                  struct error *err)
{
    CLEANUP(rows_free) struct rows *operation = NULL;
    CLEANUP(rows_free) struct rows *items = NULL;
    int64_t id = 0;
    if (!operation_id(operands, &id, err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !operation_read(context, id, &operation, err))
        return EXIT_BY_ERROR;
    if (rows_count(operation) == 0)
        return missing(id, err);
    if (watch) {
        rows_free(TAKE_PTR(operation));
        if (!watch_operation(context, id, err) || !operation_read(context, id, &operation, err))
            return EXIT_BY_ERROR;
    }
    if (!DATABASE_RUN(context->db, &sql_operation_items, &items, err, sql_int(id), sql_int(after),
                      sql_int(limit)))
        return EXIT_BY_ERROR;
    if (context->json)
        print_operation_json(operation, items);
    else
        print_operation(operation, items);
    return EXIT_DONE;
}

static const struct cli_option operation_show_options[] = {
    {.name = "watch",
     .kind = CLI_FLAG,
     .value = &watch,
     .help = "wait until it does not run any more, and say what changes"},
    {.name = "after",
     .kind = CLI_INT,
     .value = &after,
     .metavar = "NO",
     .min = 0,
     .max = INT32_MAX,
     .help = "only letters or months behind this one: the next page"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .help = "at most so many letters or months",
     .preset = "100"},
    OPTION_END,
};

static const struct command command_operation_show = {
    .name = "operation show",
    .summary = "Show an operation, its letters or months, and how each has ended.",
    .arguments = "ID",
    .purpose = "Show an operation: who began it and why, how far it is, its letters or months, and "
               "how each has ended.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = operation_show_options,
    .prints_json = true,
    .perform = perform_operation_show,
};

/* ---- pause, resume, cancel, rate ---- */

static const char *why;

static int change(struct context *context, int64_t id, const char *action, struct sql_param rate,
                  struct error *err)
{
    CLEANUP(rows_free) struct rows *changed = NULL;
    CLEANUP(rows_free) struct rows *operation = NULL;
    if ((!context->db && !context_database(context, err)) ||
        !DATABASE_RUN(context->db, &sql_operation_change, &changed, err, sql_int(id),
                      sql_text(action), sql_text(context_actor()), rate, sql_text(why)) ||
        !operation_read(context, id, &operation, err))
        return EXIT_BY_ERROR;
    if (rows_count(operation) == 0)
        return missing(id, err);
    if (rows_count(changed) == 0) {
        (void)error_set(err, ERROR_USAGE, 0, "operation %lld is %s: '%s' does not apply",
                        (long long)id, row_text(operation, 0, OPERATION_SHOW_STATE), action);
        return EXIT_NOTHING;
    }
    CLEANUP(text_done) struct text said = {0};
    operation_say(operation, 0, &said);
    if (context->json) {
        output_rows(/* as_json= */ true, "operations", operation, operation_columns,
                    OPERATION_COLUMNS);
        return EXIT_DONE;
    }
    (void)printf("operation %lld is %s: %s\n", (long long)id,
                 row_text(operation, 0, OPERATION_SHOW_STATE), text_of(&said));
    return EXIT_DONE;
}

static int change_named(struct context *context, const struct operands *operands,
                        const char *action, struct error *err)
{
    int64_t id = 0;
    return operation_id(operands, &id, err) ? change(context, id, action, sql_null(), err)
                                            : EXIT_USAGE;
}

static int perform_operation_pause(struct context *context, const struct operands *operands,
                                   struct error *err)
{
    return change_named(context, operands, "pause", err);
}

static int perform_operation_resume(struct context *context, const struct operands *operands,
                                    struct error *err)
{
    struct dead_letters_collected collected = {0};
    int64_t id = 0;
    if (!operation_id(operands, &id, err))
        return EXIT_USAGE;
    /* What has died meanwhile is known before more is sent. */
    if (!command_dlq_collect_first(context, &collected, err))
        return EXIT_BY_ERROR;
    return change(context, id, "resume", sql_null(), err);
}

static int perform_operation_cancel(struct context *context, const struct operands *operands,
                                    struct error *err)
{
    return change_named(context, operands, "cancel", err);
}

static int perform_operation_rate(struct context *context, const struct operands *operands,
                                  struct error *err)
{
    int64_t id = 0, rate = 0;
    if (!operation_id(operands, &id, err))
        return EXIT_USAGE;
    if (strcmp(operands->items[1], "none") != 0 && !pace_read_rate(operands->items[1], &rate, err))
        return EXIT_USAGE;
    return change(context, id, "rate", sql_int_or_null(rate, rate > 0), err);
}

static const struct cli_option change_options[] = {
    OPTION_WHY(&why),
    OPTION_END,
};

static const struct command command_operation_pause = {
    .name = "operation pause",
    .summary = "Stop an operation for now.",
    .arguments = "ID",
    .purpose = "Stop an operation for now. What it has done stays done; 'operation resume' goes on "
               "with the rest.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = change_options,
    .prints_json = true,
    .perform = perform_operation_pause,
};

static const struct command command_operation_resume = {
    .name = "operation resume",
    .summary = "Let a paused operation go on.",
    .arguments = "ID",
    .purpose = "Let a paused operation go on, also one that stopped because a letter died again: "
               "deaths that were known before do not stop it once more. Dead letters are collected "
               "first. Any running consumer carries it on.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = change_options,
    .prints_json = true,
    .perform = perform_operation_resume,
};

static const struct command command_operation_cancel = {
    .name = "operation cancel",
    .summary = "End an operation; what waits in it stays as it is.",
    .arguments = "ID",
    .purpose = "End an operation. What it has done stays done; the letters and months that wait in "
               "it stay as they are, and nothing is lost.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = change_options,
    .prints_json = true,
    .perform = perform_operation_cancel,
};

static const struct command command_operation_rate_command = {
    .name = "operation rate",
    .summary = "Change how fast an operation sends.",
    .arguments = "ID N/m|none",
    .purpose = "Change how many letters a minute (30/m) or a second (2/s) an operation sends, also "
               "while it runs; none takes the limit away.",
    .arguments_min = 2,
    .arguments_max = 2,
    .options = change_options,
    .prints_json = true,
    .perform = perform_operation_rate,
};

static const struct command *const group[] = {&command_operation_list,
                                              &command_operation_show,
                                              &command_operation_pause,
                                              &command_operation_resume,
                                              &command_operation_rate_command,
                                              &command_operation_cancel,
                                              NULL};

const struct command command_operation = {
    .name = "operation",
    .summary = "What was done to many letters or months: list, show, pause, resume.",
    .commands = group,
};
