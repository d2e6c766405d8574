/* command_answers.c: the raw answers of generators, as they were stored before anything read them:
 * what a book came from, or why a month has none. They are bytes from outside, so a terminal gets
 * them escaped; --raw gives one of them to a file or to another program as it is. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "core/provider_table.h"
#include "shared/output.h"
#include "sql.h"

static const struct column columns[] = {
    [SHOW_ANSWERS_GENERATION] = {"generation", NULL, COLUMN_NUMBER},
    [SHOW_ANSWERS_PROVIDER] = {"provider", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_RECEIVED_AT] = {"received_at", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_OUTCOME] = {"outcome", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_MODEL] = {"model", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_PROMPT_NAME] = {"prompt_name", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_PROMPT_HASH] = {"prompt_hash", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_REFUSAL] = {"refusal", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_PRUNED_AT] = {"pruned_at", NULL, COLUMN_TEXT},
    [SHOW_ANSWERS_BYTES] = {"bytes", NULL, COLUMN_NUMBER},
};

static struct {
    struct month month;
    const char *provider;
    int64_t generation; /* 0: all */
    bool raw;
} request;

static bool is_kept(const struct rows *rows, size_t row)
{
    return row_int(rows, row, SHOW_ANSWERS_BYTES) > 0;
}

/* ---- as text ---- */

static const char *shown(const struct rows *rows, size_t row, int column)
{
    return row_is_null(rows, row, column) ? "not known" : output_shown(row_text(rows, row, column));
}

static void print_pruned(const struct context *context, const struct rows *rows, size_t row)
{
    if (!row_is_null(rows, row, SHOW_ANSWERS_REFUSAL))
        (void)printf("It declined: %s\n", shown(rows, row, SHOW_ANSWERS_REFUSAL));
    if (!row_is_null(rows, row, SHOW_ANSWERS_PRUNED_AT))
        (void)printf("The answer was pruned %s: ", shown(rows, row, SHOW_ANSWERS_PRUNED_AT));
    else
        (void)printf("The answer was pruned: ");
    (void)printf("retention.answers_days keeps them for %lld days.\n",
                 (long long)context->config->retention_answers_days);
}

static void print_one(const struct context *context, const struct rows *rows, size_t row)
{
    size_t count = 0;
    CLEANUP(mem_free) char *body = row_bytes(rows, row, SHOW_ANSWERS_BODY, &count);
    CLEANUP(text_done) struct text text = {0};
    (void)printf("%s%s, generation %lld, %s", row > 0 ? "\n" : "", month_text(request.month).text,
                 (long long)row_int(rows, row, SHOW_ANSWERS_GENERATION),
                 shown(rows, row, SHOW_ANSWERS_PROVIDER));
    if (!row_is_null(rows, row, SHOW_ANSWERS_OUTCOME))
        (void)printf(": %s %s, model %s, prompt %s", shown(rows, row, SHOW_ANSWERS_OUTCOME),
                     shown(rows, row, SHOW_ANSWERS_RECEIVED_AT),
                     shown(rows, row, SHOW_ANSWERS_MODEL),
                     shown(rows, row, SHOW_ANSWERS_PROMPT_NAME));
    (void)printf("\n");
    if (!is_kept(rows, row)) {
        print_pruned(context, rows, row);
        return;
    }
    output_add_escaped(&text, body, count);
    (void)printf("%s%s", text_of(&text), text.bytes[text.count - 1] == '\n' ? "" : "\n");
}

/* ---- as JSON ---- */

/* What is UTF-8 is a string; anything else keeps its bytes in hexadecimal digits. */
static void write_body(const struct rows *rows, size_t row, struct text *json)
{
    size_t count = 0;
    CLEANUP(mem_free) char *body = row_bytes(rows, row, SHOW_ANSWERS_BODY, &count);
    CLEANUP(text_done) struct text hex = {0};
    json_write_bool(json, "pruned", !is_kept(rows, row));
    json_write_text(json, "content_type",
                    !is_kept(rows, row)         ? NULL
                    : text_is_utf8(body, count) ? "text/plain; charset=utf-8"
                                                : "application/octet-stream");
    if (!is_kept(rows, row) || text_is_utf8(body, count)) {
        json_write_text(json, "body", is_kept(rows, row) ? body : NULL);
        return;
    }
    text_add_hex(&hex, body, count);
    json_write_text(json, "body", NULL);
    json_write_text(json, "body_hex", text_of(&hex));
}

static void print_json(const struct rows *rows)
{
    CLEANUP(text_done) struct text json = {0};
    json_write_open(&json, NULL, '{');
    json_write_text(&json, "month", month_text(request.month).text);
    json_write_open(&json, "answers", '[');
    for (size_t i = 0; i < rows_count(rows); i++) {
        json_write_open(&json, NULL, '{');
        output_row_json(&json, rows, i, columns, ARRAY_LEN(columns));
        write_body(rows, i, &json);
        json_write_close(&json, '}');
    }
    json_write_close(&json, ']');
    json_write_close(&json, '}');
    output_print_json(&json);
}

/* ---- as it is ---- */

static int print_raw(const struct rows *rows, struct error *err)
{
    size_t found = 0, last = 0, count = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (!is_kept(rows, i))
            continue;
        found++;
        last = i;
    }
    if (found != 1) {
        (void)error_set(err, ERROR_USAGE, 0,
                        found == 0 ? "what was answered for %s was pruned"
                                   : "--raw: several answers for %s are there: choose one with "
                                     "--provider and --generation",
                        month_text(request.month).text);
        return found == 0 ? EXIT_NOTHING : EXIT_USAGE;
    }
    CLEANUP(mem_free) char *body = row_bytes(rows, last, SHOW_ANSWERS_BODY, &count);
    (void)fwrite(body, 1, count, stdout); /* main checks stdout once, at the end */
    return EXIT_DONE;
}

/* Why is there no answer? */
static int say_nothing(struct context *context, struct error *err)
{
    const struct month_text month = month_text(request.month);
    CLEANUP(rows_free) struct rows *found = NULL;
    if (!DATABASE_RUN(context->db, &sql_show_month, &found, err, sql_int(request.month.year),
                      sql_int(request.month.month)))
        return EXIT_BY_ERROR;
    if (rows_count(found) == 0)
        (void)error_set(err, ERROR_MISSING, 0,
                        "%s is not in the table: enter it with 'backfill-producer seed'",
                        month.text);
    else
        (void)error_set(err, ERROR_USAGE, 0, "no generator has answered for %s%s", month.text,
                        request.provider || request.generation > 0
                            ? " that fits --provider and --generation"
                            : " yet");
    return EXIT_NOTHING;
}

static int print(struct context *context, const struct rows *rows, struct error *err)
{
    if (rows_count(rows) == 0)
        return say_nothing(context, err);
    if (request.raw)
        return print_raw(rows, err);
    if (context->json)
        print_json(rows);
    else
        for (size_t i = 0; i < rows_count(rows); i++)
            print_one(context, rows, i);
    return EXIT_DONE;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (request.raw && context->json) {
        (void)error_set(err, ERROR_USAGE, 0, "--raw and --json: give one of them");
        return EXIT_USAGE;
    }
    if (!command_month(operands->items[0], &request.month, err))
        return EXIT_USAGE;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_show_answers, &rows, err, sql_int(request.month.year),
                      sql_int(request.month.month),
                      sql_int_or_null(request.generation, request.generation > 0),
                      sql_text(request.provider)))
        return EXIT_BY_ERROR;
    return print(context, rows, err);
}

static const struct cli_option options[] = {
    {.name = "provider",
     .kind = CLI_STRING,
     .value = &request.provider,
     .metavar = "NAME",
     .choices = PROVIDER_GENERATORS,
     .help = "only what this generator answered"},
    {.name = "generation",
     .kind = CLI_INT,
     .value = &request.generation,
     .metavar = "N",
     .min = 1,
     .max = INT32_MAX,
     .help = "only of this generation of the month (default: all)"},
    {.name = "raw",
     .kind = CLI_FLAG,
     .value = &request.raw,
     .help = "the bytes of one answer as they came, for a file or another program"},
    OPTION_END,
};

const struct command command_answers = {
    .name = "answers",
    .summary = "Print what generators answered for a month.",
    .arguments = "MONTH",
    .purpose = "Print what generators answered for a month, as it was stored before it was read, "
               "and what they refused. What a terminal would obey is escaped.",
    .details = "Answers of completed months are kept for retention.answers_days; of one that was "
               "pruned only that is said. With --json an answer that is no UTF-8 is 'body_hex'.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
