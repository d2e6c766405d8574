/* command_dlq_show.c: looking at the archive of dead letters. Moves nothing. */
#include <stdio.h>
#include <string.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/mem.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "sql.h"

#define BODY_SHOWN 65536 /* printable bytes of a body on a terminal */

/* ---- list ---- */

static const struct column list_columns[] = {
    {"id", "letter", COLUMN_NUMBER},       {"archived_at", "archived", COLUMN_TEXT},
    {"queue", "queue", COLUMN_TEXT},       {"state", "state", COLUMN_TEXT},
    {"reason", "reason", COLUMN_TEXT},     {"month", "month", COLUMN_TEXT},
    {"error_class", "class", COLUMN_TEXT}, {"error_message", "error", COLUMN_TEXT},
    {"attempts", NULL, COLUMN_NUMBER},     {"body_bytes", NULL, COLUMN_NUMBER},
    {"job_id", NULL, COLUMN_TEXT},         {"message_id", NULL, COLUMN_TEXT},
    {"type", NULL, COLUMN_TEXT},
};

static const char *const state_names[] = {"archived", "replayed", "discarded"};

static void print_list_json(const struct rows *rows, const struct rows *counts,
                            const struct depths *depths)
{
    CLEANUP(text_done) struct text out = {0};
    json_open(&out, NULL, '{');
    rows_to_json(&out, "letters", rows, list_columns, ARRAY_LEN(list_columns));
    json_open(&out, "counts", '{');
    for (int i = 0; i < (int)ARRAY_LEN(state_names); i++)
        json_int(&out, state_names[i], row_int(counts, 0, i));
    json_close(&out, '}');
    depths_to_json(&out, "queues", depths);
    json_close(&out, '}');
    json_print(&out);
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
                         counted(depths->of[i].ready, "letter waits", "letters wait"),
                         depths->of[i].queue);
}

static void print_list(const struct rows *rows, const struct rows *counts,
                       const struct depths *depths)
{
    rows_to_table(rows, list_columns, ARRAY_LEN(list_columns));
    (void)printf("%sIn the archive: ", rows_count(rows) > 0 ? "\n" : "");
    for (int i = 0; i < (int)ARRAY_LEN(state_names); i++)
        (void)printf("%s%lld %s", i > 0 ? ", " : "", (long long)row_int(counts, 0, i),
                     state_names[i]);
    (void)printf(".\n");
    print_waiting(depths);
}

int command_dlq_list(struct context *context, int argc, char **argv, struct error *err)
{
    const char *state = "archived";
    int64_t limit = 100;
    const struct cli_option options[] = {
        {.name = "state",
         .kind = CLI_CHOICE,
         .value = &state,
         .choices = "archived|replayed|discarded|all",
         .help = "which letters (default archived)"},
        {.name = "limit",
         .kind = CLI_INT,
         .value = &limit,
         .metavar = "N",
         .min = 1,
         .max = 100000,
         .help = "the newest so many (default 100)"},
        OPTION_CONFIG(context),
        OPTION_JSON(context),
        OPTION_END,
    };
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "dlq list",
        .summary = "List the archive of dead letters, and say how many still wait on the broker. "
                   "Moves nothing.",
        .options = options,
    };
    struct operands operands;
    int code = EXIT_BY_ERROR;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code;
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

/* ---- show ---- */

static const struct column letter_columns[] = {
    {"id", "letter", COLUMN_NUMBER},
    {"letter_id", "its own id", COLUMN_TEXT},
    {"queue", "queue", COLUMN_TEXT},
    {"state", "state", COLUMN_TEXT},
    {"reason", "reason", COLUMN_TEXT},
    {"error_class", "error class", COLUMN_TEXT},
    {"error_message", "error", COLUMN_TEXT},
    {"attempts", "attempts", COLUMN_NUMBER},
    {"worker", "worker", COLUMN_TEXT},
    {"first_at", "first try", COLUMN_TEXT},
    {"last_at", "last try", COLUMN_TEXT},
    {"month", "month", COLUMN_TEXT},
    {"job_id", "job", COLUMN_TEXT},
    {"message_id", "message id", COLUMN_TEXT},
    {"type", "type", COLUMN_TEXT},
    {"body_bytes", "body, bytes", COLUMN_NUMBER},
    {"archived_at", "archived", COLUMN_TEXT},
    {"settled_at", "settled", COLUMN_TEXT},
    {"replay_job_id", "replayed as job", COLUMN_TEXT},
    {"headers", NULL, COLUMN_JSON},
};
enum { LETTER_HEADERS = 19, LETTER_BODY = 20, LETTER_YEAR = 21, LETTER_MONTH = 22 };

static const struct column header_columns[] = {{"name", "header", COLUMN_TEXT},
                                               {"value", "value", COLUMN_TEXT}};

static const struct column history_columns[] = {
    {"started_at", "started", COLUMN_TEXT}, {"duration_ms", "duration", COLUMN_MS},
    {"outcome", "outcome", COLUMN_TEXT},    {"generation", "gen", COLUMN_NUMBER},
    {"worker", "worker", COLUMN_TEXT},      {"calls", "calls", COLUMN_CALLS},
    {"error_class", "class", COLUMN_TEXT},  {"error_message", "error", COLUMN_TEXT},
    {"job_id", "job", COLUMN_TEXT},
};

static bool read_history(struct context *context, const struct rows *letter, struct rows **ret,
                         struct error *err)
{
    if (row_is_null(letter, 0, LETTER_YEAR))
        return true;
    return DATABASE_RUN(context->db, &sql_show_attempts, ret, err,
                        sql_int(row_int(letter, 0, LETTER_YEAR)),
                        sql_int(row_int(letter, 0, LETTER_MONTH)));
}

static void print_letter(const struct rows *letter, const struct rows *headers,
                         const struct rows *history)
{
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(letter, 0, LETTER_BODY, &bytes);
    CLEANUP(text_done) struct text printable = {0};
    text_add_printable(&printable, body, bytes, BODY_SHOWN);
    row_to_lines(letter, 0, letter_columns, ARRAY_LEN(letter_columns));
    (void)printf("\nHeaders\n");
    rows_to_table(headers, header_columns, ARRAY_LEN(header_columns));
    (void)printf("\nBody\n%s\n", text_of(&printable));
    if (rows_count(history) == 0)
        return;
    (void)printf("\nHistory of the month\n");
    rows_to_table(history, history_columns, ARRAY_LEN(history_columns));
}

static void print_letter_json(const struct rows *letter, const struct rows *history)
{
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(letter, 0, LETTER_BODY, &bytes);
    CLEANUP(text_done) struct text printable = {0};
    CLEANUP(text_done) struct text out = {0};
    text_add_printable(&printable, body, bytes, bytes * 4);
    json_open(&out, NULL, '{');
    row_to_json(&out, letter, 0, letter_columns, ARRAY_LEN(letter_columns));
    json_text(&out, "body", text_of(&printable));
    rows_to_json(&out, "history", history, history_columns, ARRAY_LEN(history_columns));
    json_close(&out, '}');
    json_print(&out);
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
        return dlq_no_letter(id, err);
    if (!DATABASE_RUN(context->db, &sql_dead_letter_headers, &headers, err, sql_int(id)) ||
        !read_history(context, letter, &history, err))
        return EXIT_BY_ERROR;
    if (context->json)
        print_letter_json(letter, history);
    else
        print_letter(letter, headers, history);
    return EXIT_DONE;
}

int command_dlq_show(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_JSON(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "dlq show",
        .arguments = "LETTER",
        .summary = "Show a dead letter: why, headers, body, and the history of its month.",
        .options = options,
        .arguments_min = 1,
        .arguments_max = 1,
    };
    struct operands operands;
    int64_t id = 0;
    int code = EXIT_BY_ERROR;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code;
    return dlq_parse_id(&operands, &id, err) ? show(context, id, err) : EXIT_USAGE;
}
