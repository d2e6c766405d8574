/* command_status.c: the state of all work. It is shown once, or again and again with a progress bar
 * until the work is done. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "shared/progress.h"
#include "shared/why.h"
#include "sql.h"

#define ALIVE_MS 10000 /* a process writes its heartbeat every second */
#define STUCK_MS 3600000
#define SLICE_MS 50 /* the longest time until a signal is noticed */

static const struct column columns[] = {
    [STATUS_MONTHS] = {"months", NULL, COLUMN_NUMBER},
    [STATUS_PENDING] = {"pending", NULL, COLUMN_NUMBER},
    [STATUS_QUEUED] = {"queued", NULL, COLUMN_NUMBER},
    [STATUS_PROCESSING] = {"processing", NULL, COLUMN_NUMBER},
    [STATUS_RETRY] = {"retry", NULL, COLUMN_NUMBER},
    [STATUS_COMPLETED] = {"completed", NULL, COLUMN_NUMBER},
    [STATUS_FAILED] = {"failed", NULL, COLUMN_NUMBER},
    [STATUS_HELD] = {"held", NULL, COLUMN_NUMBER},
    [STATUS_RETRY_DUE] = {"retry_due", NULL, COLUMN_NUMBER},
    [STATUS_STUCK] = {"stuck", NULL, COLUMN_NUMBER},
    [STATUS_BOOKS_GENERATED] = {"books_generated", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_RESOLVED] = {"isbns_resolved", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_QUEUED] = {"isbns_queued", NULL, COLUMN_NUMBER},
    [STATUS_RESOLUTION_RATE] = {"resolution_rate", NULL, COLUMN_NUMBER},
    [STATUS_MEAN_OF_MONTHLY_RATES] = {"mean_of_monthly_rates", NULL, COLUMN_NUMBER},
    [STATUS_OUTBOX_DUE] = {"outbox_due", NULL, COLUMN_NUMBER},
    [STATUS_OUTBOX_LATER] = {"outbox_later", NULL, COLUMN_NUMBER},
    [STATUS_OUTBOX_NEXT] = {"outbox_next", NULL, COLUMN_TIME},
    [STATUS_PROCESSES_ALIVE] = {"processes_alive", NULL, COLUMN_NUMBER},
    [STATUS_PAUSED] = {"paused", NULL, COLUMN_BOOL},
    [STATUS_PAUSED_AT] = {"paused_at", NULL, COLUMN_TIME},
    [STATUS_PAUSED_BY] = {"paused_by", NULL, COLUMN_TEXT},
    [STATUS_DEAD_LETTERS] = {"dead_letters", NULL, COLUMN_NUMBER},
    [STATUS_COMPLETED_WITHOUT_BOOKS] = {"completed_without_books", NULL, COLUMN_NUMBER},
    [STATUS_PENDING_NOT_DUE] = {"pending_not_due", NULL, COLUMN_NUMBER},
    [STATUS_COMPLETED_PARTIAL] = {"completed_partial", NULL, COLUMN_NUMBER},
};

static const struct column month_columns[] = {
    [STATUS_MONTHS_MONTH] = {"month", "month", COLUMN_TEXT},
    [STATUS_MONTHS_STATE] = {"state", "state", COLUMN_TEXT},
    [STATUS_MONTHS_AT] = {"at", "due or since (UTC)", COLUMN_TIME},
    [STATUS_MONTHS_RETRY_COUNT] = {"retry_count", "failures", COLUMN_NUMBER},
    [STATUS_MONTHS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [STATUS_MONTHS_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
};

static const struct column wall_columns[] = {
    [STATUS_WALLS_PROVIDER] = {"provider", NULL, COLUMN_TEXT},
    [STATUS_WALLS_ERROR_CLASS] = {"error_class", NULL, COLUMN_TEXT},
    [STATUS_WALLS_MONTHS] = {"months", NULL, COLUMN_NUMBER},
    [STATUS_WALLS_UNTIL] = {"until", NULL, COLUMN_TIME},
};

struct request {
    bool watch, until_empty;
    int64_t interval_ms;
};

struct status {
    struct rows *now, *months, *walls, *why;
    struct depths depths;
};
static void status_done(struct status *status)
{
    rows_free(status->now);
    rows_free(status->months);
    rows_free(status->walls);
    rows_free(status->why);
    *status = (struct status){.now = NULL};
}
CLEANUP_STRUCT(struct status, status_done)

/* The broker is asked once, but not again and again. */
static bool read_status(struct context *context, bool with_depths, struct status *ret,
                        struct error *err)
{
    if (with_depths)
        depths_read(context->config, &ret->depths);
    return DATABASE_RUN(context->db, &sql_status, &ret->now, err, sql_int(ALIVE_MS),
                        sql_int(STUCK_MS), sql_int(context->config->schedule_after_days)) &&
           DATABASE_RUN(context->db, &sql_status_months, &ret->months, err, sql_int(STUCK_MS)) &&
           DATABASE_RUN0(context->db, &sql_status_walls, &ret->walls, err) &&
           why_read(context, /* month= */ NULL, with_depths ? &ret->depths : NULL, &ret->why, err);
}

static int64_t number(const struct status *status, int column)
{
    return row_int(status->now, 0, column);
}

/* ---- once ---- */

static void print_json(const struct status *status, bool with_depths)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    why_json(&out, "why", status->why, 0);
    output_row_json(&out, status->now, 0, columns, ARRAY_LEN(columns));
    if (with_depths)
        depths_json(&out, "queues", &status->depths);
    output_rows_json(&out, "walls", status->walls, wall_columns, ARRAY_LEN(wall_columns));
    output_rows_json(&out, "waiting", status->months, month_columns, ARRAY_LEN(month_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_why(const struct status *status)
{
    CLEANUP(text_done) struct text sentence = {0};
    why_text(&sentence, status->why, 0);
    (void)printf("%s\n\n", text_of(&sentence));
}

static void print_months(const struct status *status)
{
    (void)printf("months        %lld: ", (long long)number(status, STATUS_MONTHS));
    for (int i = STATUS_PENDING; i <= STATUS_HELD; i++)
        (void)printf("%s%s %lld", i > STATUS_PENDING ? ", " : "", columns[i].key,
                     (long long)number(status, i));
    (void)printf("\n");
    const char *rate = row_text(status->now, 0, STATUS_RESOLUTION_RATE);
    const char *mean = row_text(status->now, 0, STATUS_MEAN_OF_MONTHLY_RATES);
    (void)printf("books         %lld generated, %lld with an ISBN",
                 (long long)number(status, STATUS_BOOKS_GENERATED),
                 (long long)number(status, STATUS_ISBNS_RESOLVED));
    if (rate)
        (void)printf(": %s %% (mean of the months %s %%)", rate, mean ? mean : "-");
    (void)printf("\nISBNs         %lld handed over\n",
                 (long long)number(status, STATUS_ISBNS_QUEUED));
    const int64_t not_due = number(status, STATUS_PENDING_NOT_DUE);
    if (not_due > 0)
        (void)printf("not due       %s of the pending: 'schedule' leaves %s until then\n",
                     output_count(not_due, "month", "months"), not_due == 1 ? "it" : "them");
    const int64_t empty = number(status, STATUS_COMPLETED_WITHOUT_BOOKS);
    if (empty > 0) /* perhaps the catalogue did not have their books yet */
        (void)printf("no books      %s completed without any: 'schedule --only empty' takes %s "
                     "again\n",
                     output_count(empty, "month", "months"), empty == 1 ? "it" : "them");
    const int64_t partial = number(status, STATUS_COMPLETED_PARTIAL);
    if (partial > 0)
        (void)printf("partial       %s completed while a generator failed: 'schedule --only "
                     "partial' asks again\n",
                     output_count(partial, "month", "months"));
}

/* Print lines such as "12 months wait for isbndb: quota, until 2026-11-24 00:00 UTC". */
static void print_walls(const struct rows *walls)
{
    for (size_t i = 0; i < rows_count(walls); i++) {
        const char *provider = row_text(walls, i, STATUS_WALLS_PROVIDER);
        (void)printf(
            "%-14s%s%s%s: %s, until %s UTC\n", i == 0 ? "walls" : "",
            output_count(row_int(walls, i, STATUS_WALLS_MONTHS), "month waits", "months wait"),
            provider ? " for " : "", provider ? output_shown(provider) : "",
            output_shown(row_text(walls, i, STATUS_WALLS_ERROR_CLASS)),
            output_shown(row_text(walls, i, STATUS_WALLS_UNTIL)));
    }
}

static void print_servers(const struct status *status)
{
    CLEANUP(text_done) struct text queues = {0};
    depths_text(&queues, &status->depths);
    const char *next = row_text(status->now, 0, STATUS_OUTBOX_NEXT);
    (void)printf("outbox        %lld due, %lld later", (long long)number(status, STATUS_OUTBOX_DUE),
                 (long long)number(status, STATUS_OUTBOX_LATER));
    (void)printf("%s%s\nqueues        %s\n", next ? ", the next at " : "", next ? next : "",
                 text_of(&queues));
    const int64_t letters = depths_letters(&status->depths);
    (void)printf("dead letters  %lld open", (long long)number(status, STATUS_DEAD_LETTERS));
    if (letters > 0)
        (void)printf(", %lld on the broker: 'dlq collect' takes %s into the archive",
                     (long long)letters, letters == 1 ? "it" : "them");
    (void)printf("\n");
    (void)printf("processes     %lld alive\n", (long long)number(status, STATUS_PROCESSES_ALIVE));
    if (row_bool(status->now, 0, STATUS_PAUSED)) {
        (void)printf("paused        since %s by %s: 'backfill-producer resume' ends it\n",
                     output_shown(row_text(status->now, 0, STATUS_PAUSED_AT)),
                     output_shown(row_text(status->now, 0, STATUS_PAUSED_BY)));
    }
}

static int show_once(struct context *context, struct error *err)
{
    CLEANUP(status_done) struct status status = {0};
    if (!context_database(context, err) ||
        !read_status(context, /* with_depths= */ true, &status, err))
        return EXIT_BY_ERROR;
    if (context->json) {
        print_json(&status, /* with_depths= */ true);
        return EXIT_DONE;
    }
    print_why(&status);
    print_months(&status);
    print_walls(status.walls);
    print_servers(&status);
    if (rows_count(status.months) > 0)
        (void)printf("\n");
    output_table(status.months, month_columns, ARRAY_LEN(month_columns));
    return EXIT_DONE;
}

/* ---- again and again ---- */

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t looking; /* servers are asked, which may take long */

static void on_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
    if (looking)
        _exit(EXIT_DONE); /* nothing was written, and what was printed has left */
}

static void watch_signals(void)
{
    const struct sigaction action = {.sa_handler = on_interrupt};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

static void wait_interval(int64_t ms)
{
    const int64_t until = clock_monotonic_ms() + ms;
    for (int64_t left = ms; left > 0 && !interrupted; left = until - clock_monotonic_ms())
        clock_sleep_ms(left < SLICE_MS ? left : SLICE_MS);
}

/* The progress is that of all months which have ended since the watch began or are open now. */
static void show_progress(struct progress *progress, const struct status *status)
{
    const int64_t ended = number(status, STATUS_COMPLETED) + number(status, STATUS_FAILED);
    const int64_t open = number(status, STATUS_QUEUED) + number(status, STATUS_PROCESSING) +
                         number(status, STATUS_RETRY);
    if (progress->started_ms == 0) {
        progress_start(progress, "months", 0);
        progress->base = ended;
    }
    const int64_t done = ended > progress->base ? ended - progress->base : 0;
    CLEANUP(text_done) struct text note = {0};
    text_add_format(&note, "%lld processing, %lld in retry, %lld failed",
                    (long long)number(status, STATUS_PROCESSING),
                    (long long)number(status, STATUS_RETRY),
                    (long long)number(status, STATUS_FAILED));
    const char *rate = row_text(status->now, 0, STATUS_RESOLUTION_RATE);
    if (rate)
        text_add_format(&note, ", %s %% resolved", rate);
    if (row_bool(status->now, 0, STATUS_PAUSED))
        text_add(&note, ", paused");
    progress_show(progress, done, done + open, text_of(&note));
}

/* Read the status. Where the connection was lost, open another one first. */
static bool look(struct context *context, struct status *status, struct error *err)
{
    if (context->db && !database_alive(context->db)) {
        database_close(context->db);
        context->db = NULL;
    }
    return (context->db || context_database(context, err)) &&
           read_status(context, /* with_depths= */ false, status, err);
}

static bool is_empty(const struct status *status)
{
    return number(status, STATUS_QUEUED) == 0 && number(status, STATUS_PROCESSING) == 0 &&
           number(status, STATUS_RETRY_DUE) == 0;
}

static int watch(struct context *context, const struct request *request, struct error *err)
{
    struct progress progress = {.what = ""};
    bool away = false;
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    watch_signals();
    while (!interrupted) {
        CLEANUP(status_done) struct status status = {0};
        looking = 1;
        const bool good = look(context, &status, err);
        looking = 0;
        if (!good && err->class != ERROR_OWN_SERVERS)
            return EXIT_BY_ERROR;
        if (!good && !away)
            (void)fprintf(stderr, "\n%s: waiting for it\n", err->message);
        away = !good;
        if (good && context->json)
            print_json(&status, /* with_depths= */ false);
        else if (good)
            show_progress(&progress, &status);
        (void)fflush(stdout);
        if (good && request->until_empty && is_empty(&status))
            break;
        wait_interval(request->interval_ms);
    }
    progress_end(&progress, /* keep= */ true);
    return EXIT_DONE;
}

static struct request request;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (request.until_empty && !request.watch) {
        (void)error_set(err, ERROR_USAGE, 0, "--until-empty: goes with --watch only");
        return EXIT_USAGE;
    }
    return request.watch ? watch(context, &request, err) : show_once(context, err);
}

static const struct cli_option options[] = {
    {.name = "watch",
     .kind = CLI_FLAG,
     .value = &request.watch,
     .help = "look again and again, with a progress bar"},
    {.name = "until-empty",
     .kind = CLI_FLAG,
     .value = &request.until_empty,
     .help = "with --watch: end when nothing is queued, processing or due for a retry"},
    {.name = "interval",
     .kind = CLI_DURATION,
     .value = &request.interval_ms,
     .metavar = "TIME",
     .min = SLICE_MS,
     .help = "with --watch: time between two looks",
     .preset = "1s"},
    OPTION_END,
};

const struct command command_status = {
    .name = "status",
    .summary = "Show where things stand; --watch with a progress bar.",
    .purpose = "Show where things stand: months, rates, outbox, queues, processes, what waits "
               "and until when.",
    .details = "The first line is what 'why' says first. Works without the broker. The resolution "
               "rate is that of all books together; "
               "the mean of the months' rates is shown beside it.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
