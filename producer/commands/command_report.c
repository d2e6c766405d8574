/* command_report.c: the results of months, in the form of a production run's report: each month,
 * then all together, and how many messages are on each queue. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "shared/quality.h"
#include "sql.h"

static const struct column columns[] = {
    [REPORT_MONTH] = {"month", "month", COLUMN_TEXT},
    [REPORT_STATUS] = {"status", "status", COLUMN_TEXT},
    [REPORT_BOOKS_GENERATED] = {"books_generated", "books", COLUMN_NUMBER},
    [REPORT_ISBNS_RESOLVED] = {"isbns_resolved", "resolved", COLUMN_NUMBER},
    [REPORT_RESOLUTION_RATE] = {"resolution_rate", "rate %", COLUMN_NUMBER},
    [REPORT_ISBNS_QUEUED] = {"isbns_queued", "queued", COLUMN_NUMBER},
    [REPORT_DURATION_MS] = {"duration_ms", "duration", COLUMN_MS},
    [REPORT_CALLS] = {"calls", "calls", COLUMN_CALLS},
    [REPORT_RETRY_COUNT] = {"retry_count", "retries", COLUMN_NUMBER},
    [REPORT_ERROR_MESSAGE] = {"error_message", NULL, COLUMN_TEXT},
};

static const struct column totals[] = {
    [REPORT_TOTALS_MONTHS] = {"months", NULL, COLUMN_NUMBER},
    [REPORT_TOTALS_COMPLETED] = {"completed", NULL, COLUMN_NUMBER},
    [REPORT_TOTALS_FAILED] = {"failed", NULL, COLUMN_NUMBER},
    [REPORT_TOTALS_BOOKS_GENERATED] = {"books_generated", "books generated", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_RESOLVED] = {"isbns_resolved", "ISBNs resolved", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_QUEUED] = {"isbns_queued", "ISBNs queued", COLUMN_NUMBER},
    [REPORT_TOTALS_RESOLUTION_RATE] = {"resolution_rate", "resolution rate %, all books together",
                                       COLUMN_NUMBER},
    [REPORT_TOTALS_MEAN_OF_MONTHLY_RATES] = {"mean_of_monthly_rates", "mean of the months' rates %",
                                             COLUMN_NUMBER},
    [REPORT_TOTALS_DURATION_MS] = {"duration_ms", "time of completed months", COLUMN_MS},
    [REPORT_TOTALS_RETRY_COUNT] = {"retry_count", "retries", COLUMN_NUMBER},
    [REPORT_TOTALS_CALLS] = {"calls", "calls", COLUMN_CALLS},
};

struct report {
    struct rows *months, *totals, *outbox;
    struct depths depths;
};
static void report_done(struct report *report)
{
    rows_free(report->months);
    rows_free(report->totals);
    rows_free(report->outbox);
}
CLEANUP_STRUCT(struct report, report_done)

static bool read_report(struct context *context, struct range range, struct report *ret,
                        struct error *err)
{
    const int64_t from = range_number(range.from), to = range_number(range.to);
    if (!DATABASE_RUN(context->db, &sql_report, &ret->months, err, sql_int(from), sql_int(to)) ||
        !DATABASE_RUN(context->db, &sql_report_totals, &ret->totals, err, sql_int(from),
                      sql_int(to)) ||
        !DATABASE_RUN0(context->db, &sql_outbox_state, &ret->outbox, err))
        return false;
    depths_read(context->config, &ret->depths);
    return true;
}

static void print_json(const struct report *report)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "months", report->months, columns, ARRAY_LEN(columns));
    json_write_open(&out, "totals", '{');
    output_row_json(&out, report->totals, 0, totals, ARRAY_LEN(totals));
    json_write_close(&out, '}');
    depths_json(&out, "queues", &report->depths);
    json_write_open(&out, "outbox", '{');
    json_write_int(&out, "due", row_int(report->outbox, 0, OUTBOX_STATE_DUE));
    json_write_int(&out, "later", row_int(report->outbox, 0, OUTBOX_STATE_LATER));
    json_write_close(&out, '}');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct report *report)
{
    CLEANUP(text_done) struct text queues = {0};
    depths_text(&queues, &report->depths);
    output_table(report->months, columns, ARRAY_LEN(columns));
    (void)printf("\n%s: %lld completed, %lld failed\n",
                 output_count(row_int(report->totals, 0, REPORT_TOTALS_MONTHS), "month", "months"),
                 (long long)row_int(report->totals, 0, REPORT_TOTALS_COMPLETED),
                 (long long)row_int(report->totals, 0, REPORT_TOTALS_FAILED));
    output_lines(report->totals, 0, totals, ARRAY_LEN(totals));
    (void)printf("queues  %s\noutbox  %lld due, %lld later\n", text_of(&queues),
                 (long long)row_int(report->outbox, 0, OUTBOX_STATE_DUE),
                 (long long)row_int(report->outbox, 0, OUTBOX_STATE_LATER));
}

static struct range range;
static bool quality;
static const char *by;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(report_done) struct report report = {0};
    if (by && !quality) {
        (void)error_set(err, ERROR_USAGE, 0, "--by goes with --quality");
        return EXIT_USAGE;
    }
    if (quality)
        return context_database(context, err) &&
                       quality_report(context, range_closed(range), by, err)
                   ? EXIT_DONE
                   : EXIT_BY_ERROR;
    if (!context_database(context, err) || !read_report(context, range_closed(range), &report, err))
        return EXIT_BY_ERROR;
    if (context->json)
        print_json(&report);
    else
        print_text(&report);
    if (rows_count(report.months) > 0)
        return EXIT_DONE;
    (void)error_set(err, ERROR_USAGE, 0,
                    "no month was ever scheduled here: see 'backfill-producer schedule'");
    return EXIT_NOTHING;
}

static const struct cli_option options[] = {
    OPTION_FROM(&range.from),
    OPTION_TO(&range.to),
    {.name = "quality",
     .kind = CLI_FLAG,
     .value = &quality,
     .help = "show what the answers of generators were worth instead"},
    {.name = "by",
     .kind = CLI_CHOICE,
     .value = &by,
     .metavar = "WHAT",
     .choices = QUALITY_BY,
     .help = "with --quality: one table of it, " QUALITY_BY},
    OPTION_END,
};

const struct command command_report = {
    .name = "report",
    .summary = "Show what the months gave, month by month.",
    .purpose = "Show what the months gave that were ever scheduled: books, ISBNs, rates, "
               "calls, retries; and what lies on each queue.",
    .details = QUALITY_HELP,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
