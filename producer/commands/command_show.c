/* command_show.c: everything that the database knows of a month: its row, its attempts, its books
 * and its dead letters; and how a generation compares that 'schedule --compare' has made. That is
 * shown here because it is for reading: whoever may read may look, and schedule only decides. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/comparison.h"
#include "shared/output.h"
#include "sql.h"

static const struct column month_columns[] = {
    [SHOW_MONTH_MONTH] = {"month", "month", COLUMN_TEXT},
    [SHOW_MONTH_STATUS] = {"status", "status", COLUMN_TEXT},
    [SHOW_MONTH_HELD] = {"held", "held by an operator", COLUMN_BOOL},
    [SHOW_MONTH_BOOKS_GENERATED] = {"books_generated", "books generated", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_RESOLVED] = {"isbns_resolved", "ISBNs resolved", COLUMN_NUMBER},
    [SHOW_MONTH_RESOLUTION_RATE] = {"resolution_rate", "resolution rate", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_QUEUED] = {"isbns_queued", "ISBNs queued", COLUMN_NUMBER},
    [SHOW_MONTH_GEMINI_CALLS] = {"gemini_calls", NULL, COLUMN_NUMBER},
    [SHOW_MONTH_XAI_CALLS] = {"xai_calls", NULL, COLUMN_NUMBER},
    [SHOW_MONTH_ISBNDB_CALLS] = {"isbndb_calls", NULL, COLUMN_NUMBER},
    [SHOW_MONTH_RETRY_COUNT] = {"retry_count", "failures", COLUMN_NUMBER},
    [SHOW_MONTH_CRASH_COUNT] = {"crash_count", "crashes", COLUMN_NUMBER},
    [SHOW_MONTH_GENERATION] = {"generation", "generation", COLUMN_NUMBER},
    [SHOW_MONTH_STAGE] = {"stage", "checkpoint", COLUMN_TEXT},
    [SHOW_MONTH_PROMPT_VARIANT] = {"prompt_variant", "prompt", COLUMN_TEXT},
    [SHOW_MONTH_BATCH_SIZE] = {"books_asked", "books asked for", COLUMN_NUMBER},
    [SHOW_MONTH_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
    [SHOW_MONTH_QUEUED_AT] = {"queued_at", "scheduled", COLUMN_TEXT},
    [SHOW_MONTH_STARTED_AT] = {"started_at", "started", COLUMN_TEXT},
    [SHOW_MONTH_COMPLETED_AT] = {"completed_at", "ended", COLUMN_TEXT},
    [SHOW_MONTH_RETRY_AT] = {"retry_at", "next try", COLUMN_TEXT},
    [SHOW_MONTH_WAITS_FOR] = {"waits_for", NULL, COLUMN_JSON},
    [SHOW_MONTH_WAITS_FOR_WORDS] = {NULL, "waits for", COLUMN_TEXT},
    [SHOW_MONTH_ERROR_CLASS] = {"error_class", "error class", COLUMN_TEXT},
    [SHOW_MONTH_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [SHOW_MONTH_OWNER] = {"owner", "process", COLUMN_NUMBER},
    [SHOW_MONTH_REPLAY_OF] = {"replay_of", "replay of letter", COLUMN_NUMBER},
};

static const struct column attempt_columns[] = {
    [SHOW_ATTEMPTS_STARTED_AT] = {"started_at", "started", COLUMN_TEXT},
    [SHOW_ATTEMPTS_DURATION_MS] = {"duration_ms", "duration", COLUMN_MS},
    [SHOW_ATTEMPTS_OUTCOME] = {"outcome", "outcome", COLUMN_TEXT},
    [SHOW_ATTEMPTS_GENERATION] = {"generation", "gen", COLUMN_NUMBER},
    [SHOW_ATTEMPTS_WORKER] = {"worker", "worker", COLUMN_TEXT},
    [SHOW_ATTEMPTS_CALLS] = {"calls", "calls", COLUMN_CALLS},
    [SHOW_ATTEMPTS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [SHOW_ATTEMPTS_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [SHOW_ATTEMPTS_JOB_ID] = {"job_id", NULL, COLUMN_TEXT},
};

static const struct column book_columns[] = {
    [SHOW_BOOKS_POSITION] = {"position", "#", COLUMN_NUMBER},
    [SHOW_BOOKS_TITLE] = {"title", "title", COLUMN_TEXT},
    [SHOW_BOOKS_AUTHORS] = {"authors", "authors", COLUMN_TEXT},
    [SHOW_BOOKS_STATUS] = {"status", "status", COLUMN_TEXT},
    [SHOW_BOOKS_ISBN13] = {"isbn13", "ISBN", COLUMN_TEXT},
    [SHOW_BOOKS_CONFIDENCE] = {"confidence", "confidence", COLUMN_TEXT},
    [SHOW_BOOKS_RESOLVER] = {"resolver", "resolver", COLUMN_TEXT},
    [SHOW_BOOKS_PROVIDER] = {"provider", "named by", COLUMN_TEXT},
    [SHOW_BOOKS_PUBLISHER] = {"publisher", NULL, COLUMN_TEXT},
    [SHOW_BOOKS_PUBLICATION_YEAR] = {"publication_year", NULL, COLUMN_NUMBER},
    [SHOW_BOOKS_MATCHED_TITLE] = {"matched_title", NULL, COLUMN_TEXT},
    [SHOW_BOOKS_EVIDENCE] = {"evidence", NULL, COLUMN_JSON},
};

static const struct column letter_columns[] = {
    [SHOW_LETTERS_ID] = {"id", "letter", COLUMN_NUMBER},
    [SHOW_LETTERS_ARCHIVED_AT] = {"archived_at", "archived", COLUMN_TEXT},
    [SHOW_LETTERS_STATE] = {"state", "state", COLUMN_TEXT},
    [SHOW_LETTERS_REASON] = {"reason", "reason", COLUMN_TEXT},
    [SHOW_LETTERS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [SHOW_LETTERS_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [SHOW_LETTERS_JOB_ID] = {"job_id", NULL, COLUMN_TEXT},
};

/* The lists of a month, in the order in which they are shown. */
static const struct part {
    const char *key, *heading;
    const struct sql *statement;
    const struct column *columns;
    size_t count;
} parts[] = {
    {"attempts", "Attempts", &sql_show_attempts, attempt_columns, ARRAY_LEN(attempt_columns)},
    {"books", "Books", &sql_show_books, book_columns, ARRAY_LEN(book_columns)},
    {"dead_letters", "Dead letters", &sql_show_letters, letter_columns, ARRAY_LEN(letter_columns)},
};

static bool ask(struct context *context, const struct sql *statement, struct month month,
                struct rows **ret, struct error *err)
{
    return DATABASE_RUN(context->db, statement, ret, err, sql_int(month.year),
                        sql_int(month.month));
}

static bool show_part(struct context *context, const struct part *part, struct month month,
                      struct text *json, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!ask(context, part->statement, month, &rows, err))
        return false;
    if (context->json) {
        output_rows_json(json, part->key, rows, part->columns, part->count);
    } else if (rows_count(rows) > 0) {
        (void)printf("\n%s\n", part->heading);
        output_table(rows, part->columns, part->count);
    }
    return true;
}

/* The two generations of the month, where it has two. */
static bool show_comparison(struct context *context, struct month month, struct text *json,
                            struct error *err)
{
    CLEANUP(rows_free) struct rows *found = NULL;
    CLEANUP(comparison_done) struct comparison comparison = {.count = 0};
    if (!comparison_find(context, month, &found, err))
        return false;
    if (rows_count(found) == 0) {
        json_write_raw(json, "comparison", NULL);
        return true;
    }
    if (!comparison_read(context, found, 0, &comparison, err))
        return false;
    if (context->json) {
        comparison_write(&comparison, "comparison", json);
        return true;
    }
    (void)printf("\nComparison\n");
    comparison_print(&comparison);
    return true;
}

static int show(struct context *context, struct month month, struct error *err)
{
    CLEANUP(rows_free) struct rows *row = NULL;
    CLEANUP(text_done) struct text json = {0};
    if (!ask(context, &sql_show_month, month, &row, err))
        return EXIT_BY_ERROR;
    if (rows_count(row) == 0) {
        (void)error_set(err, ERROR_USAGE, 0,
                        "%s is not in the table: enter it with 'backfill-producer seed'",
                        month_text(month).text);
        return EXIT_NOTHING;
    }
    json_write_open(&json, NULL, '{');
    output_row_json(&json, row, 0, month_columns, ARRAY_LEN(month_columns));
    if (!context->json)
        output_lines(row, 0, month_columns, ARRAY_LEN(month_columns));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (!show_part(context, &parts[i], month, &json, err))
            return EXIT_BY_ERROR;
    if (!show_comparison(context, month, &json, err))
        return EXIT_BY_ERROR;
    json_write_close(&json, '}');
    if (context->json)
        output_print_json(&json);
    return EXIT_DONE;
}

/* ---- --compared ---- */

static bool show_each(struct context *context, const struct rows *found, struct text *json,
                      struct error *err)
{
    for (size_t i = 0; i < rows_count(found); i++) {
        CLEANUP(comparison_done) struct comparison comparison = {.count = 0};
        if (!comparison_read(context, found, i, &comparison, err))
            return false;
        if (context->json)
            comparison_write(&comparison, NULL, json);
        else
            comparison_print(&comparison);
    }
    return true;
}

static int show_compared(struct context *context, struct error *err)
{
    CLEANUP(rows_free) struct rows *found = NULL;
    CLEANUP(text_done) struct text json = {0};
    json_write_open(&json, NULL, '{');
    json_write_open(&json, "comparisons", '[');
    if (!comparison_find(context, (struct month){0}, &found, err) ||
        !show_each(context, found, &json, err))
        return EXIT_BY_ERROR;
    json_write_close(&json, ']');
    json_write_close(&json, '}');
    if (context->json)
        output_print_json(&json);
    else if (rows_count(found) == 0)
        (void)printf("No month is compared: 'schedule --compare' makes another generation.\n");
    return EXIT_DONE;
}

static bool compared;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    struct month month = {0};
    if (compared == (operands->count > 0)) {
        (void)error_set(err, ERROR_USAGE, 0,
                        compared ? "--compared shows every month that is compared: name none"
                                 : "which month? Name a MONTH, or give --compared");
        return EXIT_USAGE;
    }
    if (compared)
        return context_database(context, err) ? show_compared(context, err) : EXIT_BY_ERROR;
    if (!command_month(operands->items[0], &month, err))
        return EXIT_USAGE;
    return context_database(context, err) ? show(context, month, err) : EXIT_BY_ERROR;
}

static const struct cli_option options[] = {
    {.name = "compared",
     .kind = CLI_FLAG,
     .value = &compared,
     .help = "show only how new generations compare, of every month that has one"},
    OPTION_END,
};

const struct command command_show = {
    .name = "show",
    .summary = "Show all that is known of a month.",
    .arguments = "[MONTH]",
    .purpose = "Show all that is known of a month: its state, attempts, books and dead letters.",
    .details = "A month that 'schedule --compare' has given a new generation shows the ISBNs that "
               "would be gained and lost, and those that are changed: of the same book, by its "
               "folded title and authors, another ISBN.",
    .arguments_max = 1,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
