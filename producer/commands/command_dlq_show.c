/* command_dlq_show.c: the commands that only look at dead letters. They read the archive, and never
 * the messages on a dead-letter queue, where reading counts as a delivery. */
#include <stdio.h>
#include <string.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "sql.h"

#define BODY_SHOWN 65536 /* printable bytes of a body on a terminal */

/* ---- list ---- */

static const struct column list_columns[] = {
    [DEAD_LETTER_LIST_ID] = {"id", "letter", COLUMN_NUMBER},
    [DEAD_LETTER_LIST_ARCHIVED_AT] = {"archived_at", "archived", COLUMN_TEXT},
    [DEAD_LETTER_LIST_QUEUE] = {"queue", "queue", COLUMN_TEXT},
    [DEAD_LETTER_LIST_STATE] = {"state", "state", COLUMN_TEXT},
    [DEAD_LETTER_LIST_REASON] = {"reason", "reason", COLUMN_TEXT},
    [DEAD_LETTER_LIST_MONTH] = {"month", "month", COLUMN_TEXT},
    [DEAD_LETTER_LIST_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [DEAD_LETTER_LIST_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [DEAD_LETTER_LIST_ATTEMPTS] = {"attempts", NULL, COLUMN_NUMBER},
    [DEAD_LETTER_LIST_BODY_BYTES] = {"body_bytes", NULL, COLUMN_NUMBER},
    [DEAD_LETTER_LIST_JOB_ID] = {"job_id", NULL, COLUMN_TEXT},
    [DEAD_LETTER_LIST_MESSAGE_ID] = {"message_id", NULL, COLUMN_TEXT},
    [DEAD_LETTER_LIST_TYPE] = {"type", NULL, COLUMN_TEXT},
};

static const char *const state_names[] = {
    [DEAD_LETTER_COUNTS_ARCHIVED] = "archived",
    [DEAD_LETTER_COUNTS_REPLAYED] = "replayed",
    [DEAD_LETTER_COUNTS_DISCARDED] = "discarded",
};

static void print_list_json(const struct rows *rows, const struct rows *counts,
                            const struct depths *depths)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "letters", rows, list_columns, ARRAY_LEN(list_columns));
    json_write_open(&out, "counts", '{');
    for (int i = 0; i < (int)ARRAY_LEN(state_names); i++)
        json_write_int(&out, state_names[i], row_int(counts, 0, i));
    json_write_close(&out, '}');
    depths_json(&out, "queues", depths);
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* How many letters are not in the archive yet. */
static void print_waiting(const struct depths *depths)
{
    if (!depths->known) {
        (void)printf("How many wait on the broker is not known: %s\n", depths->why.message);
        return;
    }
    for (size_t i = 2; i < DEPTHS_QUEUES; i++)
        if (depths->of[i].ready > 0)
            (void)printf("%s still in %s: 'backfill-producer dlq collect' moves them here.\n",
                         output_count(depths->of[i].ready, "letter waits", "letters wait"),
                         depths->of[i].queue);
}

static void print_list(const struct rows *rows, const struct rows *counts,
                       const struct depths *depths)
{
    output_table(rows, list_columns, ARRAY_LEN(list_columns));
    (void)printf("%sIn the archive: ", rows_count(rows) > 0 ? "\n" : "");
    for (int i = 0; i < (int)ARRAY_LEN(state_names); i++)
        (void)printf("%s%lld %s", i > 0 ? ", " : "", (long long)row_int(counts, 0, i),
                     state_names[i]);
    (void)printf(".\n");
    print_waiting(depths);
}

static const char *state;
static int64_t limit;

static int perform_dlq_list(struct context *context, const struct operands *operands,
                            struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *counts = NULL;
    struct depths depths = {.known = false};
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_dead_letter_list, &rows, err,
                      sql_text(strcmp(state, "all") == 0 ? NULL : state), sql_int(limit)) ||
        !DATABASE_RUN0(context->db, &sql_dead_letter_counts, &counts, err))
        return EXIT_BY_ERROR;
    depths_read(context->config, &depths);
    if (context->json)
        print_list_json(rows, counts, &depths);
    else
        print_list(rows, counts, &depths);
    return EXIT_DONE;
}

static const struct cli_option dlq_list_options[] = {
    {.name = "state",
     .kind = CLI_CHOICE,
     .value = &state,
     .choices = "archived|replayed|discarded|all",
     .help = "which letters",
     .preset = "archived"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .help = "the newest so many",
     .preset = "100"},
    OPTION_END,
};

const struct command command_dlq_list = {
    .name = "dlq list",
    .summary = "List the archive, and say how many still wait on the broker.",
    .purpose = "List the archive of dead letters, and say how many still wait on the broker. "
               "Moves nothing.",
    .options = dlq_list_options,
    .prints_json = true,
    .perform = perform_dlq_list,
};

/* ---- show ---- */

static const struct column letter_columns[] = {
    [DEAD_LETTER_SHOW_ID] = {"id", "letter", COLUMN_NUMBER},
    [DEAD_LETTER_SHOW_LETTER_ID] = {"letter_id", "its own id", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_QUEUE] = {"queue", "queue", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_STATE] = {"state", "state", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_REASON] = {"reason", "reason", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_ERROR_CLASS] = {"error_class", "error class", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_ATTEMPTS] = {"attempts", "attempts", COLUMN_NUMBER},
    [DEAD_LETTER_SHOW_WORKER] = {"worker", "worker", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_FIRST_AT] = {"first_at", "first try", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_LAST_AT] = {"last_at", "last try", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_MONTH] = {"month", "month", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_MESSAGE_ID] = {"message_id", "message id", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_TYPE] = {"type", "type", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_BODY_BYTES] = {"body_bytes", "body, bytes", COLUMN_NUMBER},
    [DEAD_LETTER_SHOW_ARCHIVED_AT] = {"archived_at", "archived", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_SETTLED_AT] = {"settled_at", "settled", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_REPLAY_JOB_ID] = {"replay_job_id", "replayed as job", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_HEADERS] = {"headers", NULL, COLUMN_JSON},
};

static const struct column header_columns[] = {
    [DEAD_LETTER_SHOW_HEADERS_NAME] = {"name", "header", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_HEADERS_VALUE] = {"value", "value", COLUMN_TEXT},
};

static const struct column history_columns[] = {
    [SHOW_ATTEMPTS_STARTED_AT] = {"started_at", "started", COLUMN_TEXT},
    [SHOW_ATTEMPTS_DURATION_MS] = {"duration_ms", "duration", COLUMN_MS},
    [SHOW_ATTEMPTS_OUTCOME] = {"outcome", "outcome", COLUMN_TEXT},
    [SHOW_ATTEMPTS_GENERATION] = {"generation", "gen", COLUMN_NUMBER},
    [SHOW_ATTEMPTS_WORKER] = {"worker", "worker", COLUMN_TEXT},
    [SHOW_ATTEMPTS_CALLS] = {"calls", "calls", COLUMN_CALLS},
    [SHOW_ATTEMPTS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [SHOW_ATTEMPTS_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [SHOW_ATTEMPTS_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
};

static bool read_history(struct context *context, const struct rows *letter, struct rows **ret,
                         struct error *err)
{
    if (row_is_null(letter, 0, DEAD_LETTER_SHOW_YEAR))
        return true;
    return DATABASE_RUN(context->db, &sql_show_attempts, ret, err,
                        sql_int(row_int(letter, 0, DEAD_LETTER_SHOW_YEAR)),
                        sql_int(row_int(letter, 0, DEAD_LETTER_SHOW_MONTH_OF_YEAR)));
}

static void print_letter(const struct rows *letter, const struct rows *headers,
                         const struct rows *history)
{
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(letter, 0, DEAD_LETTER_SHOW_BODY, &bytes);
    CLEANUP(text_done) struct text printable = {0};
    text_add_printable(&printable, body, bytes, BODY_SHOWN);
    output_lines(letter, 0, letter_columns, ARRAY_LEN(letter_columns));
    (void)printf("\nHeaders\n");
    output_table(headers, header_columns, ARRAY_LEN(header_columns));
    (void)printf("\nBody\n%s\n", text_of(&printable));
    if (rows_count(history) == 0)
        return;
    (void)printf("\nHistory of the month\n");
    output_table(history, history_columns, ARRAY_LEN(history_columns));
}

static void print_letter_json(const struct rows *letter, const struct rows *history)
{
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(letter, 0, DEAD_LETTER_SHOW_BODY, &bytes);
    CLEANUP(text_done) struct text printable = {0};
    CLEANUP(text_done) struct text out = {0};
    text_add_printable(&printable, body, bytes, bytes * 4);
    json_write_open(&out, NULL, '{');
    output_row_json(&out, letter, 0, letter_columns, ARRAY_LEN(letter_columns));
    json_write_text(&out, "body", text_of(&printable));
    output_rows_json(&out, "history", history, history_columns, ARRAY_LEN(history_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int show(struct context *context, int64_t id, struct error *err)
{
    CLEANUP(rows_free) struct rows *letter = NULL;
    CLEANUP(rows_free) struct rows *headers = NULL;
    CLEANUP(rows_free) struct rows *history = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_dead_letter_show, &letter, err, sql_int(id)))
        return EXIT_BY_ERROR;
    if (rows_count(letter) == 0)
        return command_dlq_missing(id, err);
    if (!DATABASE_RUN(context->db, &sql_dead_letter_show_headers, &headers, err, sql_int(id)) ||
        !read_history(context, letter, &history, err))
        return EXIT_BY_ERROR;
    if (context->json)
        print_letter_json(letter, history);
    else
        print_letter(letter, headers, history);
    return EXIT_DONE;
}

static int perform_dlq_show(struct context *context, const struct operands *operands,
                            struct error *err)
{
    int64_t id = 0;
    return command_dlq_letter(operands, &id, err) ? show(context, id, err) : EXIT_USAGE;
}

const struct command command_dlq_show = {
    .name = "dlq show",
    .summary = "Show a letter: why, headers, body, history of its month.",
    .arguments = "LETTER",
    .purpose = "Show a dead letter: why, headers, body, and the history of its month.",
    .arguments_min = 1,
    .arguments_max = 1,
    .prints_json = true,
    .perform = perform_dlq_show,
};
