/* command_dlq_show.c: all that is known of one dead letter: its headers, its body, and the attempts
 * of its month. */
#include <stdio.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "shared/output.h"
#include "sql.h"

#define BODY_SHOWN 65536 /* printable bytes of a body on a terminal */

static const struct column letter_columns[] = {
    [DEAD_LETTER_SHOW_ID] = {"id", "letter", COLUMN_NUMBER},
    [DEAD_LETTER_SHOW_LETTER_ID] = {"letter_id", "its own id", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_QUEUE] = {"queue", "queue", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_STATE] = {"state", "state", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_FINGERPRINT] = {"group", "group", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_NOTE] = {"note", "note on the group", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_FIX] = {"fix", "fix of the group", COLUMN_TEXT},
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
    [DEAD_LETTER_SHOW_SETTLED_BECAUSE] = {"settled_because", "settled because", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_SETTLED_BY] = {"settled_by", "settled by", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_SETTLED_OPERATION] = {"settled_operation", "settled in operation",
                                            COLUMN_NUMBER},
    [DEAD_LETTER_SHOW_REPLAY_OUTCOME] = {"replay_outcome", "its replay", COLUMN_TEXT},
    [DEAD_LETTER_SHOW_REPLAY_OF] = {"replay_of", "replay of letter", COLUMN_NUMBER},
    [DEAD_LETTER_SHOW_EDITED_BODY] = {"edited_body", NULL, COLUMN_HIDDEN},
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

/* Add bytes of the letter as text that a terminal can show. Returns false where there are none. */
static bool add_body(const struct rows *letter, int column, size_t limit, struct text *to)
{
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(letter, 0, column, &bytes);
    if (body)
        text_add_printable(to, body, bytes, limit);
    return body != NULL;
}

static void print_body(const struct rows *letter, int column, const char *heading)
{
    CLEANUP(text_done) struct text printable = {0};
    if (add_body(letter, column, BODY_SHOWN, &printable))
        (void)printf("\n%s\n%s\n", heading, text_of(&printable));
}

static void print_letter(const struct rows *letter, const struct rows *headers,
                         const struct rows *history)
{
    output_lines(letter, 0, letter_columns, ARRAY_LEN(letter_columns));
    (void)printf("\nHeaders\n");
    output_table(headers, header_columns, ARRAY_LEN(header_columns));
    print_body(letter, DEAD_LETTER_SHOW_BODY, "Body");
    print_body(letter, DEAD_LETTER_SHOW_EDITED_BODY, "Edited to");
    if (rows_count(history) == 0)
        return;
    (void)printf("\nHistory of the month\n");
    output_table(history, history_columns, ARRAY_LEN(history_columns));
}

/* A program gets a text as it is; bytes that are none as a terminal shows them. */
static bool write_body(struct text *out, const char *key, const struct rows *letter, int column)
{
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(letter, 0, column, &bytes);
    CLEANUP(text_done) struct text shown = {0};
    const bool is_text = body && text_is_utf8(body, bytes);
    if (is_text)
        text_add_bytes(&shown, body, bytes);
    else if (body)
        text_add_printable(&shown, body, bytes, SIZE_MAX);
    json_write_text(out, key, body ? text_of(&shown) : NULL);
    return is_text;
}

static void print_letter_json(const struct rows *letter, const struct rows *history)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_row_json(&out, letter, 0, letter_columns, ARRAY_LEN(letter_columns));
    const bool is_text = write_body(&out, "body", letter, DEAD_LETTER_SHOW_BODY);
    json_write_bool(&out, "body_is_text", is_text);
    (void)write_body(&out, "edited_body", letter, DEAD_LETTER_SHOW_EDITED_BODY);
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
