/* command_schedule.c: choose months in one transaction, and send them to work by the relay. A dry
 * run rolls the same statement back, so that it prints exactly what would be done. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "model/prompt_set.h"
#include "model/topology.h"
#include "shared/output.h"
#include "shared/quota.h"
#include "shared/relay_drain.h"
#include "sql.h"

#define BOOKS 20 /* that each generator is asked for; schedule.sql has the same number */

struct request {
    struct range range; /* both sides are set */
    int64_t months;
    int64_t books;         /* 0: as many as before where books are kept, otherwise BOOKS */
    int64_t allowed;       /* how many of the months the throttle allows */
    const char *held_back; /* why it allows fewer; NULL: it allows all */
    const char *only, *order, *variant;
    bool force, dry_run, unthrottled, early;
};

/* The columns of schedule.sql's answer. */
static const struct column columns[] = {
    [SCHEDULE_MONTH] = {"month", "month", COLUMN_TEXT},
    [SCHEDULE_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [SCHEDULE_PROMPT_VARIANT] = {"prompt_variant", "prompt", COLUMN_TEXT},
    [SCHEDULE_GENERATION] = {"generation", "generation", COLUMN_NUMBER},
    [SCHEDULE_NOTE] = {"note", "note", COLUMN_TEXT},
    [SCHEDULE_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
};

/* A dry run makes job ids that are rolled back, so they are left out. */
static size_t columns_shown(bool dry_run)
{
    return ARRAY_LEN(columns) - (dry_run ? 1 : 0);
}

/* ---- choosing ---- */

/* Called after the configuration was read, because its folder may hold the variant. */
static bool check_variant(const struct request *request, struct error *err)
{
    return !request->variant || prompt_set_find(request->variant) ||
           error_set(err, ERROR_USAGE, 0, "--prompt-variant: '%s' is not one of %s",
                     request->variant, prompt_set_names());
}

static int64_t books_asked(const struct request *request)
{
    return request->books > 0 ? request->books : BOOKS;
}

static bool check_request(struct request *request, struct error *err)
{
    if (!request->only)
        request->only = request->force ? "all" : "missing";
    if (strcmp(request->only, "unresolved") == 0 &&
        (request->force || request->variant || request->books))
        return error_set(err, ERROR_USAGE, 0,
                         "--only unresolved keeps the books: it does not go with %s",
                         request->force     ? "--force-retry"
                         : request->variant ? "--prompt-variant"
                                            : "--books");
    request->range = range_closed(request->range);
    return true;
}

static bool choose(struct context *context, const struct request *request, struct rows **ret,
                   struct error *err)
{
    struct database *db = context->db;
    if (!database_begin(db, err))
        return false;
    CLEANUP(rows_free) struct rows *rows = NULL;
    bool good =
        DATABASE_RUN(db, &sql_schedule, &rows, err, sql_int(range_number(request->range.from)),
                     sql_int(range_number(request->range.to)), sql_int(request->allowed),
                     sql_text(request->only), sql_bool(strcmp(request->order, "newest") == 0),
                     sql_text(request->variant), sql_bool(request->force), sql_int(request->books),
                     sql_int(context->config->schedule_after_days), sql_bool(request->early));
    if (good && !request->dry_run)
        good = database_commit(db, err);
    database_rollback(db); /* undoes a dry run or a failure; after a commit it does nothing */
    if (good)
        *ret = TAKE_PTR(rows);
    return good;
}

/* ---- the throttle ---- */

/* When more than 80 % of a provider's calls of the day are spent, allow only as many months as the
 * rest is enough for. Sets how many are allowed.
 * out  ret_why  names the provider that allows the fewest; empty where none holds back */
static bool throttle(struct context *context, struct request *request, struct text *ret_why,
                     struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    request->allowed = request->months;
    if (request->unthrottled)
        return true;
    if (!quota_read(context, /* months= */ 0, books_asked(request), &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        const int64_t months = row_int(rows, i, QUOTA_MONTHS_LEFT);
        if (row_is_null(rows, i, QUOTA_MONTHS_LEFT) || months >= request->allowed)
            continue;
        request->allowed = months;
        text_clear(ret_why);
        text_add_format(ret_why,
                        "%s has used %s of %s today: what is left and not reserved pays for %s at "
                        "%s calls each, until %s UTC (--no-throttle takes them all the same)",
                        row_text(rows, i, QUOTA_PROVIDER), row_text(rows, i, QUOTA_USED),
                        row_text(rows, i, QUOTA_DAILY_LIMIT),
                        output_count(months, "month", "months"),
                        row_text(rows, i, QUOTA_CALLS_A_MONTH), row_text(rows, i, QUOTA_RESET_AT));
    }
    return true;
}

static const struct column forecast_columns[QUOTA_MONTHS_LEFT] = {
    [QUOTA_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [QUOTA_ROLE] = {"role", NULL, COLUMN_TEXT},
    [QUOTA_USED] = {"used", NULL, COLUMN_HIDDEN},
    [QUOTA_DRIFT] = {"drift", NULL, COLUMN_HIDDEN},
    [QUOTA_DAILY_LIMIT] = {"limit", NULL, COLUMN_HIDDEN},
    [QUOTA_BUFFER] = {"buffer", NULL, COLUMN_HIDDEN},
    [QUOTA_LEFT_TODAY] = {"left_today", "left today", COLUMN_NUMBER},
    [QUOTA_RESERVED] = {"reserved", NULL, COLUMN_NUMBER},
    [QUOTA_CALLS_A_MONTH] = {"calls_a_month", "a month", COLUMN_NUMBER},
    [QUOTA_RATE] = {"rate_per_second", NULL, COLUMN_NUMBER},
    [QUOTA_STATE] = {"state", NULL, COLUMN_HIDDEN},
    [QUOTA_CLOSED_UNTIL] = {"closed_until", NULL, COLUMN_HIDDEN},
    [QUOTA_CLOSED_CLASS] = {"closed_class", NULL, COLUMN_HIDDEN},
    [QUOTA_CLOSED_WHY] = {"closed_why", NULL, COLUMN_HIDDEN},
    [QUOTA_RESET_AT] = {"reset_at", NULL, COLUMN_HIDDEN},
    [QUOTA_COST_TODAY] = {"cost_today", NULL, COLUMN_HIDDEN},
    [QUOTA_FORECAST_CALLS] = {"calls", "calls", COLUMN_NUMBER},
    [QUOTA_FORECAST_COST] = {"cost", "cost", COLUMN_NUMBER},
    [QUOTA_FORECAST_HOURS] = {"hours", "hours", COLUMN_NUMBER},
    [QUOTA_FORECAST_DAYS] = {"days_of_quota", "days of quota", COLUMN_NUMBER},
};

/* ---- why nothing or less was chosen ---- */

static const char *const count_names[] = {
    [MONTH_COUNTS_MONTHS] = "months",   [MONTH_COUNTS_PENDING] = "pending",
    [MONTH_COUNTS_QUEUED] = "queued",   [MONTH_COUNTS_PROCESSING] = "processing",
    [MONTH_COUNTS_RETRY] = "retry",     [MONTH_COUNTS_COMPLETED] = "completed",
    [MONTH_COUNTS_FAILED] = "failed",   [MONTH_COUNTS_HELD] = "held",
    [MONTH_COUNTS_NOT_DUE] = "not_due",
};

/* Counted before the choice, because an error behind it would leave its messages unsent. */
static bool count_months(struct context *context, const struct request *request, struct rows **ret,
                         struct error *err)
{
    return DATABASE_RUN(
        context->db, &sql_month_counts, ret, err, sql_int(range_number(request->range.from)),
        sql_int(range_number(request->range.to)), sql_int(context->config->schedule_after_days));
}

/* Write that some months are not due, where there are such. */
static void add_not_due(struct text *out, const struct context *context,
                        const struct request *request, const struct rows *counts)
{
    const int64_t months = row_int(counts, 0, MONTH_COUNTS_NOT_DUE);
    if (months == 0 || request->early)
        return;
    text_add_format(out, "%s%s not due before %s after the end (--early takes %s all the same)",
                    out->count ? ", " : "", output_count(months, "month is", "months are"),
                    output_count(context->config->schedule_after_days, "day", "days"),
                    months == 1 ? "it" : "them");
}

static int say_nothing(const struct context *context, const struct request *request,
                       const struct rows *rows, struct error *err)
{
    CLEANUP(text_done) struct text counts = {0};
    for (int i = MONTH_COUNTS_PENDING; i <= MONTH_COUNTS_HELD; i++)
        if (row_int(rows, 0, i) > 0)
            text_add_format(&counts, "%s%lld %s", counts.count ? ", " : "",
                            (long long)row_int(rows, 0, i), count_names[i]);
    if (row_int(rows, 0, MONTH_COUNTS_MONTHS) == 0)
        text_add(&counts, "the range holds no month: enter some with 'backfill-producer seed'");
    add_not_due(&counts, context, request, rows);
    if (context->json) {
        CLEANUP(text_done) struct text out = {0};
        json_write_open(&out, NULL, '{');
        json_write_bool(&out, "dry_run", request->dry_run);
        json_write_int(&out, "months_selected", 0);
        json_write_text(&out, "throttled", request->held_back);
        json_write_open(&out, "counts", '{');
        for (int i = 0; i < (int)ARRAY_LEN(count_names); i++)
            json_write_int(&out, count_names[i], row_int(rows, 0, i));
        json_write_close(&out, '}');
        json_write_close(&out, '}');
        output_print_json(&out);
    }
    (void)error_set(err, ERROR_USAGE, 0, "nothing selected (--only %s): %s", request->only,
                    request->held_back ? request->held_back : text_of(&counts));
    return EXIT_NOTHING;
}

/* ---- answering ---- */

static void print_json(const struct request *request, const struct rows *rows,
                       const struct rows *forecast, const struct relayed *relayed)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "dry_run", request->dry_run);
    json_write_int(&out, "months_selected", (int64_t)rows_count(rows));
    json_write_text(&out, "throttled", request->held_back);
    json_write_open(&out, "execution_summary", '{');
    json_write_int(&out, "months_scheduled", request->dry_run ? 0 : (int64_t)rows_count(rows));
    json_write_int(&out, "messages_published", relayed->published);
    json_write_int(&out, "messages_waiting", relayed->waiting);
    json_write_text(&out, "only", request->only);
    json_write_text(&out, "order", request->order);
    json_write_int(&out, "batch_size", request->months);
    json_write_int(&out, "books", books_asked(request));
    json_write_close(&out, '}');
    output_rows_json(&out, "months", rows, columns, columns_shown(request->dry_run));
    if (request->dry_run)
        output_rows_json(&out, "forecast", forecast, forecast_columns, ARRAY_LEN(forecast_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct request *request, const struct rows *rows,
                       const struct rows *forecast, const struct relayed *relayed)
{
    const int64_t count = (int64_t)rows_count(rows);
    output_table(rows, columns, columns_shown(request->dry_run));
    if (rows_count(forecast) > 0) {
        (void)printf("\n");
        output_table(forecast, forecast_columns, ARRAY_LEN(forecast_columns));
    }
    if (request->dry_run)
        (void)printf("%s would be scheduled; nothing was written.\n",
                     output_count(count, "month", "months"));
    else if (relayed->waiting > 0)
        (void)printf("%s scheduled; %s in the outbox.\n", output_count(count, "month", "months"),
                     output_count(relayed->waiting, "message waits", "messages wait"));
    else
        (void)printf("%s scheduled and sent.\n", output_count(count, "month", "months"));
}

static int answer(struct context *context, const struct request *request, const struct rows *rows,
                  struct error *err)
{
    struct relayed relayed = {0};
    CLEANUP(rows_free) struct rows *forecast = NULL;
    int code = EXIT_DONE;
    if (request->dry_run &&
        !quota_read(context, (int64_t)rows_count(rows), books_asked(request), &forecast, err))
        return EXIT_BY_ERROR;
    if (!request->dry_run)
        code = relay_drain(context, PROGRAM " schedule", "the months are scheduled", &relayed, err);
    if (context->json)
        print_json(request, rows, forecast, &relayed);
    else
        print_text(request, rows, forecast, &relayed);
    return code;
}

/* Where the broker lacks our queues, messages could not be sent, so nothing is scheduled. A broker
 * that is away is no reason to refuse, because messages wait in the outbox. */
static bool check_broker(const struct config *config, struct error *err)
{
    return topology_check(config, err) || err->class == ERROR_OWN_SERVERS;
}

static int schedule(struct context *context, struct request *request, struct error *err)
{
    if (!check_request(request, err))
        return EXIT_USAGE;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *counts = NULL;
    CLEANUP(text_done) struct text held_back = {0};
    CLEANUP(text_done) struct text not_due = {0};
    const bool sends = !request->dry_run;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ sends, err) ||
        !check_variant(request, err) || !context_database(context, err) ||
        (sends && !check_broker(context->config, err)) ||
        !throttle(context, request, &held_back, err) ||
        !count_months(context, request, &counts, err) || !choose(context, request, &rows, err))
        return EXIT_BY_ERROR;
    if (held_back.count > 0 && (int64_t)rows_count(rows) == request->allowed)
        request->held_back = text_of(&held_back);
    if (rows_count(rows) == 0)
        return say_nothing(context, request, counts, err);
    if (request->held_back)
        (void)fprintf(stderr, "throttled: %s\n", request->held_back);
    if ((int64_t)rows_count(rows) < request->allowed)
        add_not_due(&not_due, context, request, counts);
    if (not_due.count > 0)
        (void)fprintf(stderr, "%s\n", text_of(&not_due));
    return answer(context, request, rows, err);
}

static const char details[] =
    "What --only chooses:\n"
    "missing: months that were never done and that no operator holds\n"
    "failed: months that failed and left a dead letter\n"
    "partial: months that completed while a generator failed: only such generators are asked\n"
    "unresolved: months that completed with books that have no ISBN\n"
    "empty: months that completed without a book, to be taken again after an import\n"
    "all: every month that is not queued, processing or in retry\n"
    "A month is due 30 days after its end, or as many as schedule.after_days says. Months that are "
    "not due are chosen with --early only.\n"
    "Months that an operator holds are never chosen. A failed month goes on from its checkpoints "
    "unless the prompt or the number of books changes or --force-retry is given; so does a partial "
    "month, which keeps its books.";

static struct request request;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    return schedule(context, &request, err);
}

static const struct cli_option options[] = {
    OPTION_FROM(&request.range.from),
    OPTION_TO(&request.range.to),
    {.name = "batch-size",
     .kind = CLI_INT,
     .value = &request.months,
     .metavar = "N",
     .min = 1,
     .max = 5000,
     .help = "months at most",
     .preset = "10"},
    {.name = "books",
     .kind = CLI_INT,
     .value = &request.books,
     .metavar = "N",
     .min = 1,
     .max = 100,
     .help = "books asked of each generator (default 20; as before where books are kept)"},
    {.name = "only",
     .kind = CLI_CHOICE,
     .value = &request.only,
     .choices = "missing|failed|partial|unresolved|empty|all",
     .help = "which months (default missing; with --force-retry all)"},
    {.name = "order",
     .kind = CLI_CHOICE,
     .value = &request.order,
     .choices = "newest|oldest",
     .help = "which come first",
     .preset = "newest"},
    {.name = "prompt-variant",
     .kind = CLI_STRING,
     .value = &request.variant,
     .metavar = "NAME",
     .help = "the prompt (default: baseline before 2020, contemporary-notable from 2020)"},
    {.name = "force-retry",
     .kind = CLI_FLAG,
     .value = &request.force,
     .help = "begin a new generation of books whatever there is"},
    {.name = "no-throttle",
     .kind = CLI_FLAG,
     .value = &request.unthrottled,
     .help = "take months that today's quota no longer pays for"},
    {.name = "early",
     .kind = CLI_FLAG,
     .value = &request.early,
     .help = "take months that are not over, or not for so long as schedule.after_days says"},
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "say what would be done, and write nothing"},
    OPTION_END,
};

const struct command command_schedule = {
    .name = "schedule",
    .summary = "Choose months and send them to work.",
    .purpose = "Choose months, give each a job, and send them to the consumers.",
    .details = details,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
