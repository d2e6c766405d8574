/* command_schedule.c: choose months and send them to work. The choice and its operation are one
 * transaction, which the function schedule_begin() of the database makes, as it does for plans and
 * standing orders; the messages go by the relay. */
#include <limits.h>
#include <string.h>

#include "commands/command_schedule.h"
#include "commands/commands.h"
#include "core/choice.h"
#include "core/json_write.h"
#include "model/prompt_set.h"
#include "model/topology.h"
#include "shared/quota.h"
#include "sql.h"

void schedule_outcome_done(struct schedule_outcome *outcome)
{
    text_done(&outcome->throttled);
    text_done(&outcome->paused);
    text_done(&outcome->reason);
    rows_free(outcome->months);
    rows_free(outcome->left_out);
    rows_free(outcome->reasons);
    rows_free(outcome->forecast);
    rows_free(outcome->budgets);
}

/* ---- the throttle ---- */

static void note_throttle(struct text *out, const struct rows *rows, size_t row)
{
    text_clear(out);
    text_add_format(out,
                    "%s has used %s of %s today: what is left and not reserved pays for %s at "
                    "%s calls each, until %s UTC (--no-throttle takes them all the same)",
                    row_text(rows, row, QUOTA_PROVIDER), row_text(rows, row, QUOTA_USED),
                    row_text(rows, row, QUOTA_DAILY_LIMIT),
                    output_count(row_int(rows, row, QUOTA_MONTHS_LEFT), "month", "months"),
                    row_text(rows, row, QUOTA_CALLS_A_MONTH), row_text(rows, row, QUOTA_RESET_AT));
}

/* The provider that pays for the fewest months is the one that is named. */
bool schedule_throttle(struct context *context, const struct schedule_request *request,
                       int64_t months, struct schedule_outcome *outcome, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct quota_need need = {.books = request->books ? request->books : SCHEDULE_BOOKS};
    outcome->allowed = months;
    if (request->unthrottled)
        return true;
    if (!quota_read(context, &need, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        const int64_t paid = row_int(rows, i, QUOTA_MONTHS_LEFT);
        if (row_is_null(rows, i, QUOTA_MONTHS_LEFT) || paid >= outcome->allowed)
            continue;
        outcome->allowed = paid;
        note_throttle(&outcome->throttled, rows, i);
    }
    return true;
}

/* ---- choosing ---- */

/* Called after the configuration was read, because its folder may hold the variant. */
static bool check_variant(const struct schedule_request *request, struct error *err)
{
    CLEANUP(text_done) struct text names = {0};
    choice_add_list(&names, prompt_set_names());
    return !request->variant || prompt_set_find(request->variant) ||
           error_set(err, ERROR_USAGE, 0, "--prompt-variant: '%s' is not possible here: choose %s",
                     request->variant, text_of(&names));
}

static void write_months(struct text *out, const struct schedule_request *request)
{
    if (request->operands->count == 0)
        return;
    json_write_open(out, "months", '[');
    for (int i = 0; i < request->operands->count; i++) {
        struct month month = {0};
        if (month_parse(request->operands->items[i], &month))
            json_write_int(out, NULL, range_number(month));
    }
    json_write_close(out, ']');
}

static void write_month(struct text *out, const char *key, struct month month)
{
    json_write_text(out, key, month.year ? month_text(month).text : NULL);
}

void schedule_write_request(struct text *out, const struct context *context,
                            const struct schedule_request *request)
{
    json_write_open(out, NULL, '{');
    write_month(out, "from", request->range.from);
    write_month(out, "to", request->range.to);
    json_write_text(out, "only", request->only);
    json_write_text(out, "order", request->order);
    json_write_text(out, "prompt_variant", request->variant);
    json_write_bool(out, "force_retry", request->force);
    if (request->books)
        json_write_int(out, "books", request->books);
    json_write_int(out, "after_days", context->config->schedule_after_days);
    json_write_bool(out, "early", request->early);
    if (request->compare)
        json_write_bool(out, "compare", true);
    write_months(out, request);
}

bool schedule_read(struct context *context, struct schedule_outcome *outcome, struct error *err)
{
    const struct sql_param operation = sql_int(outcome->operation);
    return DATABASE_RUN(context->db, &sql_schedule_months, &outcome->months, err, operation) &&
           DATABASE_RUN(context->db, &sql_schedule_left_out, &outcome->left_out, err, operation) &&
           DATABASE_RUN(context->db, &sql_schedule_reasons, &outcome->reasons, err, operation);
}

void schedule_note_pause(struct schedule_outcome *outcome, const char *at, const char *by)
{
    if (at)
        text_add_format(&outcome->paused,
                        "The fleet is paused since %s UTC by %s: months wait until 'resume'.", at,
                        output_shown(by));
}

/* Where no month was left out for it, the throttle has held none back. */
static void drop_idle_throttle(struct schedule_outcome *outcome)
{
    for (size_t i = 0; i < rows_count(outcome->reasons); i++)
        if (strcmp(row_text(outcome->reasons, i, SCHEDULE_REASONS_REASON), "throttled") == 0)
            return;
    text_clear(&outcome->throttled);
}

static bool begin(struct context *context, const struct schedule_request *request,
                  struct schedule_outcome *outcome, struct error *err)
{
    CLEANUP(text_done) struct text json = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    schedule_write_request(&json, context, request);
    json_write_int(&json, "batch_size", request->months);
    json_write_int(&json, "allowed", outcome->allowed);
    json_write_close(&json, '}');
    if (!DATABASE_RUN(context->db, &sql_schedule, &rows, err, sql_text(text_of(&json)),
                      sql_text(context_actor()), sql_text(request->why), sql_bool(request->dry_run),
                      sql_bool(request->yes)))
        return false;
    outcome->operation = row_int(rows, 0, SCHEDULE_OPERATION_ID);
    outcome->is_done = row_bool(rows, 0, SCHEDULE_IS_DONE);
    outcome->buys_again = row_int(rows, 0, SCHEDULE_BUYS_AGAIN);
    schedule_note_pause(outcome, row_text(rows, 0, SCHEDULE_PAUSED_AT),
                        row_text(rows, 0, SCHEDULE_PAUSED_BY));
    return true;
}

/* What was chosen is read before the commit, because an error behind it would leave its messages
 * unsent. */
static bool choose(struct context *context, const struct schedule_request *request,
                   struct schedule_outcome *outcome, struct error *err)
{
    struct database *db = context->db;
    const bool good = database_begin(db, err) && context_carry_trace(context, err) &&
                      begin(context, request, outcome, err) &&
                      schedule_read(context, outcome, err) && database_commit(db, err);
    database_rollback(db); /* undoes a failure; after a commit it does nothing */
    drop_idle_throttle(outcome);
    return good;
}

static bool check_operands(const struct operands *operands, struct error *err)
{
    for (int i = 0; i < operands->count; i++) {
        struct month month = {0};
        if (!command_month(operands->items[i], &month, err))
            return false;
    }
    return true;
}

/* Where the broker lacks our queues, messages could not be sent, so nothing is scheduled. A broker
 * that is away is no reason to refuse, because messages wait in the outbox. */
static bool check_broker(const struct config *config, struct error *err)
{
    return topology_check(config, err) || err->class == ERROR_OWN_SERVERS;
}

static int schedule(struct context *context, struct schedule_request *request, struct error *err)
{
    CLEANUP(schedule_outcome_done) struct schedule_outcome outcome = {.operation = 0};
    const bool sends = !request->dry_run && !request->per_day;
    if (!check_operands(request->operands, err) || !schedule_check(request, err))
        return EXIT_USAGE;
    if (request->accept || request->reject)
        return schedule_decide(context, request, request->operands, err);
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ sends, err) ||
        !check_variant(request, err) || !context_database(context, err) ||
        (sends && !check_broker(context->config, err)))
        return EXIT_BY_ERROR;
    if (request->per_day)
        return schedule_order(context, request, err);
    if (request->plan)
        return schedule_plan(context, request, err);
    if (!schedule_throttle(context, request, request->months, &outcome, err) ||
        !choose(context, request, &outcome, err))
        return EXIT_BY_ERROR;
    return schedule_answer(context, request, &outcome, err);
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
    "month, which keeps its books.\n"
    "What would buy again answers or books that are there is only shown, with its price, unless "
    "--yes is given.\n"
    "--dry-run leaves a plan with a number. 'schedule --plan ID' does exactly that plan, once, or "
    "refuses with exit code 3 and names the months that have changed.\n"
    "The throttle cuts a batch to the months that today's quota of every provider still pays for: "
    "its limit less its buffer, what is used, and what open months will need. A day of which 80 % "
    "or less is used pays for one month at least while none is open, however small the quota is.\n"
    "--per-day gives a standing order: any running consumer schedules so many months a day, once "
    "a day, from the hour of --at on. The first day is today; when its hour has passed, at once. A "
    "day on which nothing ran until midnight UTC is not caught up. With --dry-run nothing is "
    "given: it says when such an order would begin and end. An order keeps --early and "
    "schedule.after_days as they are when it is given, is not throttled, and "
    "goes on while the fleet is paused. With nothing left it completes by itself. See 'order "
    "list'.\n"
    "--compare takes completed months, which are named or of a range, and makes a new generation "
    "of their books, asked for as before but for --prompt-variant and --books. Nothing of it is "
    "handed over: the generation that stands keeps its counts and its ISBNs. 'show MONTH' and "
    "'show --compared' tell which ISBNs would be gained, lost and changed. Then --accept lets the "
    "new generation replace it, and hands over what nobody handed over before; --reject leaves all "
    "as it was. What is lost stays handed over. Until one of them no schedule takes such a month "
    "again. Months that are named are decided at once, those of a range with --yes. A month that "
    "fails, or is cancelled, while it is compared goes back to the generation that stands, is "
    "neither failed nor held, and leaves no dead letter: its attempts say why.";

static struct schedule_request request;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    request.operands = operands;
    if (context->json && request.verbose) {
        (void)error_set(err, ERROR_USAGE, 0, "--json shows all: it does not go with --verbose");
        return EXIT_USAGE;
    }
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
     .max = SCHEDULE_MONTHS_MAX,
     .help = "months at most",
     .fallback = "10"},
    {.name = "books",
     .kind = CLI_INT,
     .value = &request.books,
     .metavar = "N",
     .min = 1,
     .max = 100,
     .help = "books asked of each generator",
     .fallback = "20; as before where books are kept"},
    {.name = "only",
     .kind = CLI_CHOICE,
     .value = &request.only,
     .choices = "missing|failed|partial|unresolved|empty|all",
     .help = "which months",
     .fallback = "missing; with --force-retry all"},
    {.name = "order",
     .kind = CLI_CHOICE,
     .value = &request.order,
     .choices = "newest|oldest",
     .help = "which come first",
     .fallback = "newest"},
    {.name = "prompt-variant",
     .kind = CLI_STRING,
     .value = &request.variant,
     .metavar = "NAME",
     .help = "the prompt",
     .fallback = "baseline before 2020, contemporary-notable from 2020"},
    {.name = "force-retry",
     .kind = CLI_FLAG,
     .value = &request.force,
     .help = "begin a new generation of books whatever there is"},
    {.name = "compare",
     .kind = CLI_FLAG,
     .value = &request.compare,
     .help = "make a new generation beside the one that stands"},
    {.name = "accept",
     .kind = CLI_FLAG,
     .value = &request.accept,
     .help = "let the new generation replace it, and hand its ISBNs over"},
    {.name = "reject",
     .kind = CLI_FLAG,
     .value = &request.reject,
     .help = "let the one that stands stay"},
    {.name = "no-throttle",
     .kind = CLI_FLAG,
     .value = &request.unthrottled,
     .help = "take months that today's quota does not pay for"},
    {.name = "early",
     .kind = CLI_FLAG,
     .value = &request.early,
     .help = "take months that are not over, or not for so long as schedule.after_days says"},
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "say what would be done; a choice of months is kept as a plan"},
    {.name = "plan",
     .kind = CLI_INT,
     .value = &request.plan,
     .metavar = "ID",
     .min = 1,
     .max = INT64_MAX,
     .help = "do this plan of a dry run"},
    {.name = "yes",
     .kind = CLI_FLAG,
     .value = &request.yes,
     .help = "buy again what is there; accept or reject the months of a range"},
    {.name = "verbose",
     .kind = CLI_FLAG,
     .value = &request.verbose,
     .help = "list the months that were left out, and why (--json always does)"},
    {.name = "per-day",
     .kind = CLI_INT,
     .value = &request.per_day,
     .metavar = "N",
     .min = 1,
     .max = SCHEDULE_MONTHS_MAX,
     .help = "give a standing order: so many months every day"},
    {.name = "at",
     .kind = CLI_STRING,
     .value = &request.at,
     .metavar = "HH:MM",
     .help = "with --per-day: from which hour on, UTC, 00:00 to 23:59",
     .fallback = "00:00"},
    {.name = "after",
     .kind = CLI_INT,
     .value = &request.after,
     .metavar = "ORDER",
     .min = 1,
     .max = INT64_MAX,
     .help = "with --per-day: begin on the day after that order has ended"},
    {.name = "budget",
     .kind = CLI_STRING,
     .value = &request.budget,
     .metavar = "AMOUNT",
     .help = "with --per-day: what its months may cost, 0.000001 to 1000000"},
    OPTION_WHY(&request.why),
    OPTION_END,
};

const struct command command_schedule = {
    .name = "schedule",
    .summary = "Choose months and send them to work, now or every day.",
    .arguments = "[MONTH…]",
    .arguments_max = INT_MAX,
    .purpose = "Choose months, give each a job, and send them to the consumers; or give a standing "
               "order to do so every day.",
    .details = details,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
