/* command_list.c: the months that fit some filters, a line each: what failed, what waits, what is
 * partial. A line fits the terminal; 'show' has all of a month. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/choice.h"
#include "core/json_write.h"
#include "core/text_width.h"
#include "screen/terminal.h"
#include "shared/output.h"
#include "shared/table.h"
#include "sql.h"

#define STATUSES "pending|queued|processing|retry|completed|failed|held|partial|refused"
#define OTHER_COLUMNS 60 /* those before the error */
#define ERROR_COLUMNS_MIN 10

static const struct column columns[] = {
    [LIST_MONTHS_MONTH] = {"month", "month", COLUMN_TEXT},
    [LIST_MONTHS_STATUS] = {"status", "status", COLUMN_TEXT},
    [LIST_MONTHS_HELD] = {"held", NULL, COLUMN_BOOL},
    [LIST_MONTHS_PARTIAL] = {"partial", NULL, COLUMN_BOOL},
    [LIST_MONTHS_REFUSED_BY] = {"refused_by", NULL, COLUMN_JSON},
    [LIST_MONTHS_BOOKS_GENERATED] = {"books_generated", "books", COLUMN_NUMBER},
    [LIST_MONTHS_ISBNS_RESOLVED] = {"isbns_resolved", "ISBNs", COLUMN_NUMBER},
    [LIST_MONTHS_RESOLUTION_RATE] = {"resolution_rate", "rate %", COLUMN_NUMBER},
    [LIST_MONTHS_ISBNS_QUEUED] = {"isbns_queued", NULL, COLUMN_NUMBER},
    [LIST_MONTHS_ISBNS_PUBLISHED] = {"isbns_published", NULL, COLUMN_NUMBER},
    [LIST_MONTHS_ISBNS_ENRICHED] = {"isbns_enriched", "enriched", COLUMN_NUMBER},
    [LIST_MONTHS_RETRY_COUNT] = {"retry_count", "fails", COLUMN_NUMBER},
    [LIST_MONTHS_GENERATION] = {"generation", NULL, COLUMN_NUMBER},
    [LIST_MONTHS_STAGE] = {"stage", NULL, COLUMN_TEXT},
    [LIST_MONTHS_PROMPT_VARIANT] = {"prompt_variant", NULL, COLUMN_TEXT},
    [LIST_MONTHS_QUEUED_AT] = {"queued_at", NULL, COLUMN_TEXT},
    [LIST_MONTHS_STARTED_AT] = {"started_at", NULL, COLUMN_TEXT},
    [LIST_MONTHS_COMPLETED_AT] = {"completed_at", NULL, COLUMN_TEXT},
    [LIST_MONTHS_RETRY_AT] = {"retry_at", NULL, COLUMN_TEXT},
    [LIST_MONTHS_ERROR_CLASS] = {"error_class", NULL, COLUMN_TEXT},
    [LIST_MONTHS_ERROR_MESSAGE] = {"error_message", NULL, COLUMN_TEXT},
    [LIST_MONTHS_ERROR] = {NULL, "error", COLUMN_TEXT},
};

static struct {
    struct range range;
    const char *status, *class, *prompt_variant, *text;
    struct month after;
    int64_t limit; /* 0: all */
} request;

/* ---- what is asked for ---- */

static bool add_status(struct sql_array *statuses, const char *word, size_t bytes,
                       struct error *err)
{
    char name[16] = "";
    const char *choice = NULL;
    size_t count = 0;
    while (bytes > 0 && *word == ' ') {
        word++;
        bytes--;
    }
    if (bytes < sizeof(name))
        memcpy(name, word, bytes);
    if (!choice_find(STATUSES, name, &choice, &count))
        return error_set(err, ERROR_USAGE, 0,
                         "--status: '%.*s' is no state of a month: choose of " STATUSES
                         ", with commas between them",
                         bytes < 40 ? (int)bytes : 40, word);
    memcpy(name, choice, count);
    name[count] = '\0';
    sql_array_add(statuses, name);
    return true;
}

static bool read_statuses(struct sql_array *statuses, struct error *err)
{
    for (const char *word = request.status; word;) {
        const char *comma = strchr(word, ',');
        if (!add_status(statuses, word, comma ? (size_t)(comma - word) : strlen(word), err))
            return false;
        word = comma ? comma + 1 : NULL;
    }
    return true;
}

/* ---- what is shown ---- */

/* What the other columns leave of the terminal. Without one nothing is cut, for programs. */
static int error_columns(void)
{
    const int all = terminal_columns();
    if (all <= 0)
        return INT_MAX;
    return all > OTHER_COLUMNS + ERROR_COLUMNS_MIN ? all - OTHER_COLUMNS : ERROR_COLUMNS_MIN;
}

/* The beginning of a text that fits its column, with an ellipsis where it goes on. */
static void add_short(struct text *out, const char *text)
{
    const int columns_left = error_columns();
    CLEANUP(text_done) struct text all = {0};
    text_add_printable(&all, text, strlen(text), SIZE_MAX);
    const char *shown = text_of(&all);
    const bool fits = text_width(shown) <= columns_left;
    const char *cut = fits ? "" : terminal_shows_utf8() ? "…" : "...";
    int taken = 0; /* at most what is asked for */
    text_add_bytes(out, shown, text_fit(shown, columns_left - text_width(cut), &taken));
    text_add(out, cut);
}

static void print_table(const struct rows *rows)
{
    CLEANUP(table_done) struct table table = {0};
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (columns[i].heading)
            table_heading(&table, columns[i].heading, columns[i].kind == COLUMN_NUMBER);
    for (size_t row = 0; row < rows_count(rows); row++) {
        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
            CLEANUP(text_done) struct text cell = {0};
            const char *value = row_text(rows, row, (int)i);
            if (!columns[i].heading)
                continue;
            if (i == LIST_MONTHS_ERROR)
                add_short(&cell, value ? value : "-");
            else
                text_add(&cell, value ? value : "-");
            table_add(&table, text_of(&cell));
        }
    }
    table_print(&table);
}

/* Say how many months there are in each state, because none of them fits. */
static bool say_nothing(struct context *context, struct range range, struct error *err)
{
    static const char *const names[] = {
        [MONTH_STATUSES_PENDING] = "pending",
        [MONTH_STATUSES_QUEUED] = "queued",
        [MONTH_STATUSES_PROCESSING] = "processing",
        [MONTH_STATUSES_RETRY] = "retry",
        [MONTH_STATUSES_COMPLETED] = "completed",
        [MONTH_STATUSES_FAILED] = "failed",
        [MONTH_STATUSES_HELD] = "held",
    };
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(text_done) struct text counts = {0};
    if (!DATABASE_RUN(context->db, &sql_month_statuses, &rows, err,
                      sql_int(range_number(range.from)), sql_int(range_number(range.to))))
        return false;
    for (int i = 0; i < (int)ARRAY_LEN(names); i++)
        if (row_int(rows, 0, i) > 0)
            text_add_format(&counts, "%s%lld %s", counts.count ? ", " : "",
                            (long long)row_int(rows, 0, i), names[i]);
    return error_set(err, ERROR_USAGE, 0, "no month%s fits (%s)",
                     request.range.from.year || request.range.to.year ? " of the range" : "",
                     counts.count ? text_of(&counts) : "none is in the table: see 'seed'");
}

/* The last month of a page that is full; NULL: nothing follows. */
static const char *next_of(const struct rows *rows)
{
    const size_t count = rows_count(rows);
    return request.limit > 0 && (int64_t)count == request.limit
               ? row_text(rows, count - 1, LIST_MONTHS_MONTH)
               : NULL;
}

static void print_json(const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "months", rows, columns, ARRAY_LEN(columns));
    json_write_text(&out, "next", next_of(rows));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int print(struct context *context, struct range range, const struct rows *rows,
                 struct error *err)
{
    if (rows_count(rows) == 0) {
        if (context->json)
            print_json(rows);
        (void)say_nothing(context, range, err);
        return err->class == ERROR_USAGE ? EXIT_NOTHING : EXIT_BY_ERROR;
    }
    if (context->json) {
        print_json(rows);
        return EXIT_DONE;
    }
    print_table(rows);
    (void)printf("\n%s\n", output_count((int64_t)rows_count(rows), "month", "months"));
    if (next_of(rows))
        (void)printf("More of them: --after %s\n", next_of(rows));
    return EXIT_DONE;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(sql_array_done) struct sql_array statuses = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct range range = range_closed(request.range);
    if (!read_statuses(&statuses, err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err) ||
        !DATABASE_RUN(context->db, &sql_list_months, &rows, err, sql_int(range_number(range.from)),
                      sql_int(range_number(range.to)),
                      sql_text(request.status ? sql_array_text(&statuses) : NULL),
                      sql_text(request.class), sql_text(request.prompt_variant),
                      sql_text(request.text),
                      sql_int_or_null(range_number(request.after), request.after.year != 0),
                      sql_int_or_null(request.limit, request.limit > 0)))
        return EXIT_BY_ERROR;
    return print(context, range, rows, err);
}

static const struct cli_option options[] = {
    {.name = "status",
     .kind = CLI_STRING,
     .value = &request.status,
     .metavar = "STATE,…",
     .choices = STATUSES,
     .help = "in one of these states: pending, queued, processing, retry, completed, failed; "
             "held: by an operator; partial: completed while a generator failed; refused: a "
             "generator declined "
             "(default: any)"},
    OPTION_CLASS(&request.class, "months whose last error is of this class"),
    OPTION_FROM(&request.range.from),
    OPTION_TO(&request.range.to),
    {.name = "prompt-variant",
     .kind = CLI_STRING,
     .value = &request.prompt_variant,
     .metavar = "NAME",
     .help = "scheduled with this prompt"},
    {.name = "text",
     .kind = CLI_STRING,
     .value = &request.text,
     .metavar = "TEXT",
     .help = "with this in the error, in capitals or not"},
    {.name = "after",
     .kind = CLI_MONTH,
     .value = &request.after,
     .metavar = "YYYY-MM",
     .help = "only months behind this one: the next page"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .help = "the first so many of them",
     .fallback = "all"},
    OPTION_END,
};

const struct command command_list = {
    .name = "list",
    .summary = "List months, a line each.",
    .purpose = "List the months that fit all filters, a line each, the oldest first.",
    .details =
        "fails: charged failures of the month's job. The error is cut where the terminal ends; "
        "'show MONTH', --json and a pipe have all of it. The exit code is 3 where no month fits.\n"
        "Example: backfill-producer list --status failed,partial --from 2001-01",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
