/* command_show_month.c: all that is known of a month: its row, its attempts, books, dead letters
 * and timeline, and how its two generations compare where it has two. */
#include <stdio.h>

#include "commands/command_show.h"
#include "core/json_write.h"
#include "shared/comparison.h"
#include "shared/quality.h"
#include "sql.h"

static const struct column month_columns[] = {
    [SHOW_MONTH_MONTH] = {"month", "month", COLUMN_TEXT},
    [SHOW_MONTH_STATUS] = {"status", "status", COLUMN_TEXT},
    [SHOW_MONTH_HELD] = {"held", "held by an operator", COLUMN_BOOL},
    [SHOW_MONTH_BOOKS_GENERATED] = {"books_generated", "books generated", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_RESOLVED] = {"isbns_resolved", "ISBNs resolved", COLUMN_NUMBER},
    [SHOW_MONTH_RESOLUTION_RATE] = {"resolution_rate", "resolution rate", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_QUEUED] = {"isbns_queued", "ISBNs queued", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_PUBLISHED] = {"isbns_published", "ISBNs published", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_ENRICHED] = {"isbns_enriched", "ISBNs enriched", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_WAITING] = {"isbns_waiting", "ISBNs that wait", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_NOT_FOUND] = {"isbns_not_found", "ISBNs not found", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_FAILED] = {"isbns_failed", "ISBNs failed", COLUMN_NUMBER},
    [SHOW_MONTH_ISBNS_WAITING_BECAUSE] = {"isbns_waiting_because", "they wait because of",
                                          COLUMN_CALLS},
    [SHOW_MONTH_ISBN_OLDEST] = {"isbn_oldest", "the oldest that waits", COLUMN_TEXT},
    [SHOW_MONTH_ISBN_OLDEST_SINCE] = {"isbn_oldest_since", "since", COLUMN_TEXT},
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
    [SHOW_MONTH_CALLS] = {"calls", "calls", COLUMN_CALLS},
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
    [SHOW_BOOKS_PROVIDER] = {"provider", NULL, COLUMN_TEXT},
    [SHOW_BOOKS_PUBLISHER] = {"publisher", NULL, COLUMN_TEXT},
    [SHOW_BOOKS_PUBLICATION_YEAR] = {"publication_year", NULL, COLUMN_NUMBER},
    [SHOW_BOOKS_MATCHED_TITLE] = {"matched_title", NULL, COLUMN_TEXT},
    [SHOW_BOOKS_EVIDENCE] = {"evidence", NULL, COLUMN_JSON},
    [SHOW_BOOKS_NAMED_BY] = {"named_by", NULL, COLUMN_JSON},
    [SHOW_BOOKS_NAMED_BY_WORDS] = {NULL, "named by", COLUMN_TEXT},
    [SHOW_BOOKS_WORK_KEY] = {"work_key", NULL, COLUMN_TEXT},
    [SHOW_BOOKS_SYNTHETIC] = {"synthetic", "synthetic work", COLUMN_BOOL},
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

static const struct column timeline_columns[] = {
    [SHOW_TIMELINE_AT] = {"at", "at", COLUMN_TEXT},
    [SHOW_TIMELINE_EVENT] = {"event", "event", COLUMN_TEXT},
    [SHOW_TIMELINE_WHO] = {"who", "who", COLUMN_TEXT},
    [SHOW_TIMELINE_NOTE] = {"note", "note", COLUMN_TEXT},
    [SHOW_TIMELINE_CALLS] = {"calls", "calls", COLUMN_CALLS},
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
    {"timeline", "Timeline", &sql_show_timeline, timeline_columns, ARRAY_LEN(timeline_columns)},
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

bool show_month(struct context *context, struct month month, struct text *json, bool *ret_known,
                struct error *err)
{
    CLEANUP(rows_free) struct rows *row = NULL;
    if (!ask(context, &sql_show_month, month, &row, err))
        return false;
    *ret_known = rows_count(row) > 0;
    if (!*ret_known)
        return true;
    if (context->json)
        output_row_json(json, row, 0, month_columns, ARRAY_LEN(month_columns));
    else
        output_lines(row, 0, month_columns, ARRAY_LEN(month_columns));
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (!show_part(context, &parts[i], month, json, err))
            return false;
    return quality_show(context, month, json, err) && show_comparison(context, month, json, err);
}
