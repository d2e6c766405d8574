/* command_report.c: the results of months, in the form of a production run's report: on what and
 * how it was made, months by state, each month, all together, quota, queues, and what went
 * wrong. */
#include <stdio.h>

#include "commands/command_report.h"
#include "commands/commands.h"
#include "shared/quality.h"

#define AGO_MAX_MS (36500LL * 86400000) /* a hundred years, which a timestamp can hold */

static struct {
    struct range range;
    int64_t since_ms;
    struct month after;
    int64_t limit; /* 0: all */
    bool markdown, csv, quality;
    const char *by;
} request;

static bool check_request(const struct context *context, struct error *err)
{
    const int forms = (int)context->json + (int)request.markdown + (int)request.csv;
    if (request.by && !request.quality)
        return error_set(err, ERROR_USAGE, 0, "--by goes with --quality");
    if (forms > 1)
        return error_set(err, ERROR_USAGE, 0, "--json, --markdown and --csv: give one of them");
    const char *other = request.since_ms != 0     ? "--since"
                        : request.after.year != 0 ? "--after"
                        : request.limit != 0      ? "--limit"
                                                  : NULL;
    return !request.quality || !other ||
           error_set(err, ERROR_USAGE, 0, "--quality is another report: it does not go with %s",
                     other);
}

static int report(struct context *context, struct error *err)
{
    CLEANUP(report_done)
    struct report report = {
        .context = context,
        .range = range_closed(request.range),
        .in_range = request.range.from.year || request.range.to.year,
        .since_ms = request.since_ms,
        .after = request.after,
        .limit = request.limit,
    };
    if (!report_read(&report, err))
        return EXIT_BY_ERROR;
    if (context->json)
        report_print_json(&report);
    else if (request.csv)
        report_print_csv(&report);
    else
        report_print(&report, request.markdown);
    if (rows_count(report.lists[REPORT_LIST_MONTHS]) > 0)
        return EXIT_DONE;
    (void)error_set(err, ERROR_USAGE, 0, "no month %s: see 'backfill-producer schedule'",
                    report.in_range ? "of the range was ever scheduled"
                                    : "was ever scheduled here");
    return EXIT_NOTHING;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!check_request(context, err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err))
        return EXIT_BY_ERROR;
    if (!request.quality)
        return report(context, err);
    const struct quality_request quality = {.range = range_closed(request.range),
                                            .by = request.by,
                                            .markdown = request.markdown,
                                            .csv = request.csv};
    return quality_report(context, &quality, err) ? EXIT_DONE : EXIT_BY_ERROR;
}

static const struct cli_option options[] = {
    OPTION_FROM(&request.range.from),
    OPTION_TO(&request.range.to),
    {.name = "since",
     .kind = CLI_DURATION,
     .value = &request.since_ms,
     .metavar = "AGO",
     .min = 1000,
     .max = AGO_MAX_MS,
     .help = "show as well how many months were in which state so long ago, such as 12h, and what "
             "each provider had used"},
    {.name = "after",
     .kind = CLI_MONTH,
     .value = &request.after,
     .metavar = "YYYY-MM",
     .help = "list only the months behind this one: the next page"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 1000,
     .help = "list so many months; all else is of the whole range (default: all)"},
    {.name = "markdown", .kind = CLI_FLAG, .value = &request.markdown, .help = "as a document"},
    {.name = "csv",
     .kind = CLI_FLAG,
     .value = &request.csv,
     .help = "only the table of months, or those of --quality, as CSV"},
    {.name = "quality",
     .kind = CLI_FLAG,
     .value = &request.quality,
     .help = "show what the answers of generators were worth instead"},
    {.name = "by",
     .kind = CLI_CHOICE,
     .value = &request.by,
     .metavar = "WHAT",
     .choices = QUALITY_BY,
     .help = "with --quality: one table of it alone, by"},
    OPTION_END,
};

const struct command command_report = {
    .name = "report",
    .summary = "Show what the months gave, month by month.",
    .purpose = "Show what the months gave that were ever scheduled: months by state, books, ISBNs, "
               "rates, calls, retries; what the providers' days have left, what lies on each "
               "queue, what was refused and what failed; with versions and settings. All that is "
               "in the database is of one moment.",
    .details = "What --since shows of states is told by attempts, schedulings, cancels and resets "
               "that are still kept. In CSV a text that a spreadsheet would take for a formula has "
               "an apostrophe before it.\n" QUALITY_HELP,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
