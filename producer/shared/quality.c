/* quality.c: prints what report_quality.sql and show_generators.sql count. What is not known, such
 * as the model of an answer that was deleted, is "-". */
#include "shared/quality.h"

#include <stdio.h>
#include <string.h>

#include "core/cli.h"
#include "core/json_write.h"
#include "shared/markdown.h"
#include "shared/output_csv.h"
#include "shared/table.h"
#include "sql.h"

/* ---- report ---- */

#define WIDTH 80 /* columns of a terminal */

#define COUNTS(label_, alone_)                                                                     \
    [REPORT_QUALITY_LABEL] = {label_, label_, COLUMN_TEXT},                                        \
    [REPORT_QUALITY_ANSWERS] = {"answers", NULL, COLUMN_NUMBER},                                   \
    [REPORT_QUALITY_NAMED] = {"named", "named", COLUMN_NUMBER},                                    \
    [REPORT_QUALITY_FOUND] = {"found", "found", COLUMN_NUMBER},                                    \
    [REPORT_QUALITY_STANDING] = {"standing", NULL, COLUMN_NUMBER},                                 \
    [REPORT_QUALITY_ALONE] = {"found_by_it_alone", alone_, COLUMN_NUMBER},                         \
    [REPORT_QUALITY_NOWHERE] = {"nowhere", "nowhere", COLUMN_NUMBER},                              \
    [REPORT_QUALITY_NOWHERE_PERCENT] = {"nowhere_percent", "%", COLUMN_NUMBER},                    \
    [REPORT_QUALITY_OPEN] = {"open", "open", COLUMN_NUMBER},                                       \
    [REPORT_QUALITY_REFUSALS] = {"refusals", "refused", COLUMN_NUMBER},                            \
    [REPORT_QUALITY_ISBNS] = {"isbns", NULL, COLUMN_NUMBER},                                       \
    [REPORT_QUALITY_CALLS] = {"calls", NULL, COLUMN_NUMBER},                                       \
    [REPORT_QUALITY_UNPRICED] = {"unpriced", NULL, COLUMN_NUMBER},                                 \
    [REPORT_QUALITY_COST] = {"cost", "cost", COLUMN_NUMBER},                                       \
    [REPORT_QUALITY_COST_PER_ISBN] = {"cost_per_isbn", "/ISBN", COLUMN_NUMBER},

static const struct column by_generator[] = {COUNTS("generator", "alone")};
static const struct column by_model[] = {COUNTS("model", NULL)};
static const struct column by_prompt[] = {COUNTS("prompt", NULL)};
static const struct column by_year[] = {COUNTS("year", NULL)};
static const struct column by_any[] = {COUNTS("name", "alone")}; /* in CSV, behind "by" */

static const struct grouping {
    const char *word, *key, *heading;
    const struct column *columns;
} groupings[] = {
    {"generator", "by_generator", "By generator", by_generator},
    {"model", "by_model", "By model", by_model},
    {"prompt", "by_prompt", "By prompt", by_prompt},
    {"year", "by_year", "By year", by_year},
};

struct report {
    struct context *context;
    const struct quality_request *request;
    struct text json;
    struct csv_writer csv;
    size_t rows;      /* of the tables so far */
    int64_t unpriced; /* calls of the last of them that have no price */
    bool replaced;    /* some of the books are of generations that stand no more */
};
static void report_done(struct report *report)
{
    text_done(&report->json);
    csv_writer_done(&report->csv);
}
CLEANUP_STRUCT(struct report, report_done)

static void print_words(const char *words)
{
    CLEANUP(text_done) struct text lines = {0};
    cli_add_words(&lines, words, /* at= */ 0, /* indent= */ 0);
    (void)printf("%s\n", text_of(&lines));
}

static void print_group(const struct grouping *grouping, const struct rows *rows, bool markdown)
{
    CLEANUP(table_done) struct table table = {0};
    CLEANUP(text_done) struct text out = {0};
    if (rows_count(rows) == 0)
        return;
    if (!markdown) {
        output_table_within(rows, grouping->columns, ARRAY_LEN(by_generator), WIDTH);
        (void)printf("\n");
        return;
    }
    output_fill_table(&table, rows, grouping->columns, ARRAY_LEN(by_generator));
    markdown_table(&out, &table);
    (void)printf("\n## %s\n\n%s", grouping->heading, text_of(&out));
}

/* All tables in one, told apart by their first column. */
static void write_group(struct csv_writer *csv, const struct grouping *grouping,
                        const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        csv_write_value(csv, grouping->word);
        output_csv_row(csv, rows, i, by_any, ARRAY_LEN(by_any));
    }
}

/* Of all rows those of one grouping, from first on, become what is shown.
 * returns the first behind them */
static size_t show_group(struct rows *rows, size_t first, size_t total, const char *word)
{
    size_t end = first;
    rows_show(rows, 0, total);
    while (end < total && text_equal(row_text(rows, end, REPORT_QUALITY_GROUPING), word))
        end++;
    rows_show(rows, first, end - first);
    return end;
}

static void report_by(struct report *report, const struct grouping *grouping,
                      const struct rows *rows)
{
    report->rows += rows_count(rows);
    report->unpriced = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        report->unpriced += row_int(rows, i, REPORT_QUALITY_UNPRICED);
        report->replaced |=
            row_int(rows, i, REPORT_QUALITY_FOUND) > row_int(rows, i, REPORT_QUALITY_STANDING);
    }
    if (report->context->json)
        output_rows_json(&report->json, grouping->key, rows, grouping->columns,
                         ARRAY_LEN(by_generator));
    else if (report->request->csv)
        write_group(&report->csv, grouping, rows);
    else
        print_group(grouping, rows, report->request->markdown);
}

/* All groupings are read at once, because they are made of the same sums. */
static bool report_groups(struct report *report, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const char *by = report->request->by;
    size_t next = 0;
    if (!DATABASE_RUN(report->context->db, &sql_report_quality, &rows, err,
                      sql_int(range_number(report->request->range.from)),
                      sql_int(range_number(report->request->range.to)), sql_text(by)))
        return false;
    const size_t total = rows_count(rows);
    for (size_t i = 0; i < ARRAY_LEN(groupings); i++)
        if (!by || strcmp(by, groupings[i].word) == 0) {
            next = show_group(rows, next, total, groupings[i].word);
            report_by(report, &groupings[i], rows);
        }
    return true;
}

static void print_legend(const struct report *report)
{
    CLEANUP(text_done) struct text words = {0};
    if (report->rows == 0) {
        (void)printf("No generator has answered in these months.\n");
        return;
    }
    text_add(&words, "Books: named; found, with a verified ISBN (alone: and named by no other); "
                     "nowhere, which no resolver has (%: of those that were looked up); open, not "
                     "looked up by all. /ISBN is what a verified ISBN has cost.");
    if (report->replaced)
        text_add(&words,
                 " Months that were taken again count with each of their generations, which "
                 "were all paid for; 'report' counts the books that stand.");
    if (report->unpriced > 0)
        text_add_format(&words, " %s no price: what they cost is not known, and in no sum.",
                        output_count(report->unpriced, "call has", "calls have"));
    if (report->request->markdown)
        (void)printf("\n");
    print_words(text_of(&words));
}

static bool report_overlaps(struct report *report, struct error *err)
{
    CLEANUP(rows_free) struct rows *overlaps = NULL;
    if (!overlap_read(report->context, report->request->range, &overlaps, err))
        return false;
    if (report->context->json)
        overlap_write(overlaps, "overlaps", &report->json);
    else
        overlap_print(overlaps, report->request->markdown);
    return true;
}

static bool report_all(struct report *report, struct error *err)
{
    if (!report_groups(report, err))
        return false;
    if (report->request->csv)
        return true;
    if (!report->context->json)
        print_legend(report);
    return report->request->by || report_overlaps(report, err);
}

bool quality_report(struct context *context, const struct quality_request *request,
                    struct error *err)
{
    CLEANUP(report_done) struct report report = {.context = context, .request = request};
    json_write_open(&report.json, NULL, '{');
    csv_write_value(&report.csv, "by");
    output_csv_head(&report.csv, by_any, ARRAY_LEN(by_any));
    if (request->markdown)
        (void)printf("# What the answers of generators were worth\n");
    if (!report_all(&report, err))
        return false;
    json_write_close(&report.json, '}');
    if (context->json)
        output_print_json(&report.json);
    else if (request->csv)
        (void)fputs(text_of(&report.csv.text), stdout);
    return true;
}

/* ---- one month ---- */

static const struct column generator_columns[] = {
    [SHOW_GENERATORS_GENERATOR] = {"generator", "generator", COLUMN_TEXT},
    [SHOW_GENERATORS_MODEL] = {"model", "model", COLUMN_TEXT},
    [SHOW_GENERATORS_PROMPT] = {"prompt", "prompt", COLUMN_TEXT},
    [SHOW_GENERATORS_OUTCOME] = {"outcome", "outcome", COLUMN_TEXT},
    [SHOW_GENERATORS_ANSWERED_AT] = {"answered_at", NULL, COLUMN_TEXT},
    [SHOW_GENERATORS_NAMED] = {"named", "named", COLUMN_NUMBER},
    [SHOW_GENERATORS_FOUND] = {"found", "found", COLUMN_NUMBER},
    [SHOW_GENERATORS_ALONE] = {"found_by_it_alone", NULL, COLUMN_NUMBER},
    [SHOW_GENERATORS_NOWHERE] = {"nowhere", "nowhere", COLUMN_NUMBER},
    [SHOW_GENERATORS_OPEN] = {"open", "open", COLUMN_NUMBER},
    [SHOW_GENERATORS_REFUSAL] = {"refusal", NULL, COLUMN_TEXT},
    [SHOW_GENERATORS_ERROR_CLASS] = {"error_class", NULL, COLUMN_TEXT},
    [SHOW_GENERATORS_ERROR_MESSAGE] = {"error_message", NULL, COLUMN_TEXT},
};

/* Why a generator gave no books, in its provider's words. */
static void print_reason(const struct rows *rows, size_t row, struct month month)
{
    const char *name = output_shown(row_text(rows, row, SHOW_GENERATORS_GENERATOR));
    const char *outcome = row_text(rows, row, SHOW_GENERATORS_OUTCOME);
    if (text_equal(outcome, "failed"))
        (void)printf("%s failed (%s): %s\n", name,
                     output_shown(row_text(rows, row, SHOW_GENERATORS_ERROR_CLASS)),
                     output_shown(row_text(rows, row, SHOW_GENERATORS_ERROR_MESSAGE)));
    else if (text_equal(outcome, "refused") && !row_is_null(rows, row, SHOW_GENERATORS_REFUSAL))
        (void)printf("%s declined: %s\n", name,
                     output_shown(row_text(rows, row, SHOW_GENERATORS_REFUSAL)));
    else if (text_equal(outcome, "refused"))
        (void)printf("%s declined: 'answers %s' has its words\n", name, month_text(month).text);
}

static void print_generators(const struct rows *rows, const struct rows *overlaps,
                             struct month month)
{
    if (rows_count(rows) == 0)
        return;
    (void)printf("\nGenerators\n");
    output_table(rows, generator_columns, ARRAY_LEN(generator_columns));
    for (size_t i = 0; i < rows_count(rows); i++)
        print_reason(rows, i, month);
    overlap_print_month(overlaps);
}

bool quality_show(struct context *context, struct month month, struct text *json, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *overlaps = NULL;
    const struct range only = {.from = month, .to = month};
    if (!DATABASE_RUN(context->db, &sql_show_generators, &rows, err, sql_int(month.year),
                      sql_int(month.month)) ||
        !overlap_read(context, only, &overlaps, err))
        return false;
    if (context->json) {
        output_rows_json(json, "generators", rows, generator_columns, ARRAY_LEN(generator_columns));
        overlap_write(overlaps, "overlaps", json);
        return true;
    }
    print_generators(rows, overlaps, month);
    return true;
}
