/* command_status.c: the state of all work. It is shown once, as a screen that is drawn again and
 * again, or as lines where there is no terminal. */
#include "commands/command_status.h"

#include <stdio.h>

#include "commands/commands.h"
#include "screen/screen.h"
#include "screen/snapshot_read.h"
#include "screen/terminal.h"
#include "sql.h"

#define RECENT_MONTHS 20

void status_done(struct status *status)
{
    snapshot_done(&status->snapshot);
    rows_free(status->recent);
    *status = (struct status){.with_depths = false};
}

bool status_read(struct context *context, bool with_depths, struct status *ret, struct error *err)
{
    if (with_depths)
        depths_read(context->config, &ret->depths);
    ret->with_depths = with_depths;
    const struct snapshot_question question = {.depths = with_depths ? &ret->depths : NULL,
                                               .lists = true};
    return snapshot_read(context, &question, &ret->snapshot, err);
}

static bool watches, heatmap, plain, overview, recent;

static int show_once(struct context *context, struct error *err)
{
    CLEANUP(status_done) struct status status = {.with_depths = false};
    if (!status_read(context, /* with_depths= */ true, &status, err) ||
        (recent && !DATABASE_RUN(context->db, &sql_status_recent, &status.recent, err,
                                 sql_int(RECENT_MONTHS))))
        return EXIT_BY_ERROR;
    if (overview)
        status_print_overview(&status);
    else if (context->json)
        status_print_json(&status);
    else
        status_print_text(context, &status, terminal_columns());
    return EXIT_DONE;
}

static int show_heatmap(struct context *context, struct error *err)
{
    CLEANUP(snapshot_done) struct snapshot snapshot = {.first_year = 0};
    const struct snapshot_question question = {.depths = NULL};
    if (!snapshot_read(context, &question, &snapshot, err))
        return EXIT_BY_ERROR;
    screen_heatmap(&snapshot, terminal_columns());
    return EXIT_DONE;
}

static struct status_watch options_of_watch;

static int watch(struct context *context, struct error *err)
{
    const struct screen_options options = {options_of_watch.interval_ms,
                                           options_of_watch.until_empty};
    if (context->json || plain || !terminal_is_there())
        return status_watch(context, &options_of_watch, err);
    return screen_run(context, &options, err) ? EXIT_DONE : EXIT_BY_ERROR;
}

static int refuse(struct error *err, const char *why)
{
    (void)error_set(err, ERROR_USAGE, 0, "%s", why);
    return EXIT_USAGE;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if ((options_of_watch.until_empty || plain) && !watches)
        return refuse(err, options_of_watch.until_empty ? "--until-empty: goes with --watch only"
                                                        : "--plain: goes with --watch only");
    if (heatmap && (watches || context->json))
        return refuse(err, "--heatmap: goes without --watch, which shows it too, and --json");
    if ((overview || recent) && (watches || !context->json))
        return refuse(err, "--overview and --recent: go with --json, and without --watch");
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    if (watches)
        return watch(context, err);
    return heatmap ? show_heatmap(context, err) : show_once(context, err);
}

static const struct cli_option options[] = {
    {.name = "watch",
     .kind = CLI_FLAG,
     .value = &watches,
     .help = "show it on the whole screen and look again and again; '?' there tells the keys"},
    {.name = "plain",
     .kind = CLI_FLAG,
     .value = &plain,
     .help = "with --watch: plain lines, as where there is no terminal"},
    {.name = "until-empty",
     .kind = CLI_FLAG,
     .value = &options_of_watch.until_empty,
     .help = "with --watch: end when nothing is queued, processing or due for a retry"},
    {.name = "interval",
     .kind = CLI_DURATION,
     .value = &options_of_watch.interval_ms,
     .metavar = "TIME",
     .min = 50, /* more often than this the database would be kept busy by it */
     .help = "with --watch: time between two looks",
     .preset = "2s"},
    {.name = "heatmap",
     .kind = CLI_FLAG,
     .value = &heatmap,
     .help = "print only the years and months, a sign for each state"},
    {.name = "overview",
     .kind = CLI_FLAG,
     .value = &overview,
     .help = "with --json: all that a page shows, every month, too"},
    {.name = "recent",
     .kind = CLI_FLAG,
     .value = &recent,
     .help = "with --json: the 20 months, too, that something happened to last"},
    OPTION_END,
};

const struct command command_status = {
    .name = "status",
    .summary = "Show where things stand; --watch as a screen.",
    .purpose = "Show where things stand: months, rates, providers, consumers, orders, queues, what "
               "waits and until when.",
    .details =
        "The first line is what 'why' says first, then comes what alarms. Works without the "
        "broker. The resolution rate is that of all books together; the mean of the months' "
        "rates is shown beside it. NO_COLOR is respected.\n"
        "Where there is no terminal, or TERM is dumb, --watch prints a line at the start and "
        "then only when something has changed, and ends with 0 when its reader is gone.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
