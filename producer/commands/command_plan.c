/* command_plan.c: what a pace means: months, days, calls and money by phase, what it leaves out,
 * between which days it ends, what that assumes, and what was really done of late. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "core/text.h"
#include "shared/plan_money.h"
#include "shared/plan_notes.h"
#include "shared/table.h"
#include "sql.h"

#define PER_DAY 15 /* the pace of the production report's first phases */

/* ---- numbers ---- */

static double number(const struct rows *rows, size_t row, int column)
{
    double value = 0;
    const char *text = row_text(rows, row, column);
    return text && text_to_double(text, 0, 1e12, &value) ? value : 0;
}

/* How much of its day, without the buffer kept back, the calls of a day take; NULL: no limit. */
static const char *percent(const struct phase *phase, size_t row)
{
    static char text[32];
    if (row_is_null(phase->day, row, QUOTA_DAILY_LIMIT))
        return NULL;
    const double limit = number(phase->day, row, QUOTA_DAILY_LIMIT);
    const double calls = number(phase->day, row, QUOTA_FORECAST_CALLS);
    (void)snprintf(text, sizeof(text), "%.1f", limit > 0 ? calls * 100 / limit : 0);
    return text;
}

/* NULL: it is not known. */
static const char *cost(const struct phase *phase, size_t row)
{
    return row_text(phase->all, row, QUOTA_FORECAST_COST);
}

static int64_t days_of(const struct phase *phase)
{
    return phase->ends - phase->begins + 1;
}

static int64_t isbns(const struct plan *plan, int64_t months)
{
    return (int64_t)((double)months * plan->isbns_a_month + 0.5);
}

/* ---- JSON ---- */

static void calls_json(struct text *out, const struct plan *plan, const struct phase *phase)
{
    json_write_open(out, "calls", '[');
    for (size_t i = 0; i < rows_count(phase->day); i++) {
        const char *name = row_text(phase->day, i, QUOTA_PROVIDER);
        json_write_open(out, NULL, '{');
        json_write_text(out, "provider", name);
        json_write_text(out, "role", row_text(phase->day, i, QUOTA_ROLE));
        json_write_raw(out, "a_month", row_text(phase->day, i, QUOTA_CALLS_A_MONTH));
        json_write_bool(out, "measured", plan_is_measured(plan, name));
        json_write_raw(out, "a_day", row_text(phase->day, i, QUOTA_FORECAST_CALLS));
        json_write_raw(out, "percent_of_a_day", percent(phase, i));
        json_write_raw(out, "in_all", row_text(phase->all, i, QUOTA_FORECAST_CALLS));
        json_write_raw(out, "days_of_quota", row_text(phase->all, i, QUOTA_FORECAST_DAYS));
        json_write_raw(out, "cost", cost(phase, i));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static const char *order_of(const struct phase *phase)
{
    static char text[24];
    (void)snprintf(text, sizeof(text), "%lld", (long long)phase->order);
    return phase->order ? text : NULL;
}

/* The first phase before this one that names some of its months, too; -1: none does. One of them
 * counts them. */
static int shared_with(const struct plan *plan, int phase)
{
    const struct range *range = &plan->phases[phase].range;
    for (int i = 0; i < phase; i++)
        if (range_number(plan->phases[i].range.from) <= range_number(range->to) &&
            range_number(range->from) <= range_number(plan->phases[i].range.to))
            return i;
    return -1;
}

static void phase_json(struct text *out, const struct plan *plan, const struct phase *phase)
{
    json_write_open(out, NULL, '{');
    json_write_text(out, "from", month_text(phase->range.from).text);
    json_write_text(out, "to", month_text(phase->range.to).text);
    json_write_raw(out, "order", order_of(phase));
    json_write_bool(out, "shares_months", shared_with(plan, (int)(phase - plan->phases)) >= 0);
    json_write_int(out, "per_day", phase->per_day);
    json_write_int(out, "months", phase->to_do);
    json_write_int(out, "days", days_of(phase));
    json_write_text(out, "begins", plan_day(plan, phase->begins));
    json_write_text(out, "ends", phase->to_do > 0 ? plan_day(plan, phase->ends) : NULL);
    json_write_text(out, "ends_late", phase->to_do > 0 ? plan_day(plan, phase->late) : NULL);
    for (int i = PLAN_PHASE_OPEN; i <= PLAN_PHASE_COMPLETED; i++) {
        static const char *const names[] = {[PLAN_PHASE_OPEN] = "open",
                                            [PLAN_PHASE_HELD] = "held",
                                            [PLAN_PHASE_FAILED] = "failed",
                                            [PLAN_PHASE_COMPLETED] = "completed"};
        json_write_int(out, names[i], row_int(phase->months, 0, i));
    }
    json_write_int(out, "not_in_table", plan_phase_missing(phase));
    json_write_int(out, "not_due", row_int(phase->months, 0, PLAN_PHASE_NOT_DUE));
    json_write_int(out, "isbns_a_day", isbns(plan, phase->per_day));
    json_write_int(out, "isbns", isbns(plan, phase->to_do));
    calls_json(out, plan, phase);
    json_write_close(out, '}');
}

static const struct column left_out_columns[] = {
    [PLAN_LEFT_OUT_FIRST] = {"from", NULL, COLUMN_TEXT},
    [PLAN_LEFT_OUT_LAST] = {"to", NULL, COLUMN_TEXT},
    [PLAN_LEFT_OUT_MONTHS] = {"months", NULL, COLUMN_NUMBER},
};

static void print_json(const struct plan *plan)
{
    struct plan_notes list = {.as_json = true};
    struct text *out = &list.out;
    const bool any = plan_ends(plan, /* late= */ false) >= 0;
    json_write_open(out, NULL, '{');
    json_write_open(out, "phases", '[');
    for (int i = 0; i < plan->count; i++)
        phase_json(out, plan, &plan->phases[i]);
    json_write_close(out, ']');
    output_rows_json(out, "left_out", plan->left_out, left_out_columns,
                     ARRAY_LEN(left_out_columns));
    json_write_text(out, "ends_early", any ? plan_day(plan, plan_ends(plan, false)) : NULL);
    json_write_text(out, "ends_late", any ? plan_day(plan, plan_ends(plan, true)) : NULL);
    json_write_open(out, "assumes", '[');
    plan_assumes(&list, plan);
    json_write_close(out, ']');
    json_write_open(out, "moved_by", '[');
    plan_moved_by(&list, plan);
    json_write_close(out, ']');
    plan_money_json(out, plan);
    json_write_raw(out, "done_by_day", row_text(plan->actual, 0, PLAN_ACTUAL_DAILY));
    json_write_raw(out, "done_by_hour", row_text(plan->actual, 0, PLAN_ACTUAL_HOURLY));
    if (plan->actual_a_day < 0)
        json_write_raw(out, "done_a_day", NULL);
    else
        json_write_double(out, "done_a_day", plan->actual_a_day, 2);
    json_write_close(out, '}');
    output_print_json(out);
    text_done(out);
}

/* ---- for people ---- */

static void add_number(struct table *table, int64_t value)
{
    char digits[24];
    (void)snprintf(digits, sizeof(digits), "%lld", (long long)value);
    table_add(table, digits);
}

static void print_phases(const struct plan *plan)
{
    static const struct {
        const char *heading;
        bool right;
    } headings[] = {{"phase", true}, {"months", false}, {"to do", true}, {"a day", true},
                    {"days", true},  {"begins", false}, {"ends", false}, {"order", true}};
    CLEANUP(table_done) struct table table = {0};
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        table_heading(&table, headings[i].heading, headings[i].right);
    for (int i = 0; i < plan->count; i++) {
        const struct phase *phase = &plan->phases[i];
        char months[32];
        const char *first = row_text(phase->months, 0, PLAN_PHASE_FIRST);
        const char *last = row_text(phase->months, 0, PLAN_PHASE_LAST);
        (void)snprintf(months, sizeof(months), "%s to %s", first ? first : "-", last ? last : "-");
        add_number(&table, i + 1);
        table_add(&table, months);
        add_number(&table, phase->to_do);
        add_number(&table, phase->per_day);
        add_number(&table, days_of(phase));
        table_add(&table, phase->to_do > 0 ? plan_day(plan, phase->begins) : "-");
        table_add(&table, phase->to_do > 0 ? plan_day(plan, phase->ends) : "-");
        table_add(&table, phase->order ? order_of(phase) : "-");
    }
    table_print(&table);
}

static void add_provider(struct table *table, int phase_number, const struct phase *phase,
                         size_t row)
{
    const char *of_day = percent(phase, row);
    char share[40];
    (void)snprintf(share, sizeof(share), "%s %%", of_day ? of_day : "");
    add_number(table, phase_number);
    char name[64];
    (void)snprintf(name, sizeof(name), "%.40s (%s)", row_text(phase->day, row, QUOTA_PROVIDER),
                   text_equal(row_text(phase->day, row, QUOTA_ROLE), "resolver") ? "lookups"
                                                                                 : "generation");
    table_add(table, name);
    table_add(table, row_text(phase->day, row, QUOTA_CALLS_A_MONTH));
    table_add(table, row_text(phase->day, row, QUOTA_FORECAST_CALLS));
    table_add(table, of_day ? share : "-");
    table_add(table, row_text(phase->all, row, QUOTA_FORECAST_CALLS));
    table_add(table, cost(phase, row) ? cost(phase, row) : "-");
}

static void print_calls(const struct plan *plan)
{
    static const char *const headings[] = {"phase",      "calls of", "a month",    "a day",
                                           "of its day", "in all",   "cost in all"};
    CLEANUP(table_done) struct table table = {0};
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        table_heading(&table, headings[i], i != 1);
    for (int i = 0; i < plan->count; i++) {
        const struct phase *phase = &plan->phases[i];
        for (size_t row = 0; row < rows_count(phase->day); row++)
            add_provider(&table, i + 1, phase, row);
        add_number(&table, i + 1);
        table_add(&table, "enrichment (ISBNs)");
        char each[32];
        (void)snprintf(each, sizeof(each), "%.2f", plan->isbns_a_month);
        table_add(&table, each);
        add_number(&table, isbns(plan, phase->per_day));
        table_add(&table, "-");
        add_number(&table, isbns(plan, phase->to_do));
        table_add(&table, "-");
    }
    table_print(&table);
}

static void print_left_out(const struct plan *plan)
{
    const size_t count = rows_count(plan->left_out);
    if (count == 0)
        (void)printf("No month that was never done is left out.\n");
    for (size_t i = 0; i < count; i++)
        (void)printf(
            "Left out: %s to %s, %s.\n", row_text(plan->left_out, i, PLAN_LEFT_OUT_FIRST),
            row_text(plan->left_out, i, PLAN_LEFT_OUT_LAST),
            output_count(row_int(plan->left_out, i, PLAN_LEFT_OUT_MONTHS), "month", "months"));
}

static void print_not_taken(const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++) {
        const struct phase *phase = &plan->phases[i];
        const int64_t held = row_int(phase->months, 0, PLAN_PHASE_HELD);
        const int64_t missing = plan_phase_missing(phase);
        if (held > 0)
            (void)printf("Held in phase %d: %s; 'unhold' lets schedule choose %s.\n", i + 1,
                         output_count(held, "month", "months"), held == 1 ? "it" : "them");
        if (missing > 0)
            (void)printf("Not in the table in phase %d: %s; 'seed' enters %s.\n", i + 1,
                         output_count(missing, "month", "months"), missing == 1 ? "it" : "them");
    }
}

static void print_shared(const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++)
        if (shared_with(plan, i) >= 0)
            (void)printf("Phases %d and %d name some of the same months: these are counted and "
                         "taken once.\n",
                         shared_with(plan, i) + 1, i + 1);
}

static bool has_months(const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++)
        if (row_int(plan->phases[i].months, 0, PLAN_PHASE_IN_TABLE) > 0)
            return true;
    return false;
}

static void print_finish(const struct plan *plan)
{
    const int64_t early = plan_ends(plan, /* late= */ false);
    const int64_t late = plan_ends(plan, /* late= */ true);
    if (early < 0)
        (void)printf("Nothing is to be done: %s.\n",
                     has_months(plan) ? "the months in the table are done, open, held or failed"
                                      : "none of these months is in the table");
    else if (early == late)
        (void)printf("It ends on %s.\n", plan_day(plan, early));
    else
        (void)printf("It ends between %s and %s.\n", plan_day(plan, early), plan_day(plan, late));
}

/* Of the first phase in which something is left. */
static int64_t pace_now(const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++)
        if (plan->phases[i].to_do > 0)
            return plan->phases[i].per_day;
    return plan->phases[0].per_day;
}

static void print_actual(const struct plan *plan)
{
    if (plan->actual_a_day < 0) {
        (void)printf("Forecast and actual: no whole day with completed months lies behind yet.\n");
        return;
    }
    (void)printf("Forecast and actual: %s since %s, %.1f a day; the pace is %lld a day.\n",
                 output_count(row_int(plan->actual, 0, PLAN_ACTUAL_MONTHS_DONE),
                              "month was completed", "months were completed"),
                 row_text(plan->actual, 0, PLAN_ACTUAL_FIRST_DAY), plan->actual_a_day,
                 (long long)pace_now(plan));
}

static void print_text(const struct plan *plan)
{
    struct plan_notes assumed = {.as_json = false}, moves = {.as_json = false};
    plan_assumes(&assumed, plan);
    plan_moved_by(&moves, plan);
    print_phases(plan);
    (void)printf("\n");
    print_calls(plan);
    (void)printf("\n");
    print_left_out(plan);
    print_not_taken(plan);
    print_shared(plan);
    print_finish(plan);
    plan_money_print(plan);
    print_actual(plan);
    (void)printf("\nIt assumes:\n%s\nWhat would move it:\n%s", text_of(&assumed.out),
                 text_of(&moves.out));
    text_done(&assumed.out);
    text_done(&moves.out);
}

/* ---- the command ---- */

static struct range range;
static int64_t per_day;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(plan_done) struct plan plan = {.count = 0};
    const bool of_orders = per_day == 0 && !range.from.year && !range.to.year;
    if (!context_database(context, err) || (of_orders && !plan_read_orders(context, &plan, err)))
        return EXIT_BY_ERROR;
    if (plan.count == 0) {
        plan.phases[0] = (struct phase){
            .range = range_closed(range), .per_day = per_day > 0 ? per_day : PER_DAY, .after = -1};
        plan.count = 1;
    }
    if (!plan_read(context, &plan, err) || !plan_money_read(context, &plan, err))
        return EXIT_BY_ERROR;
    if (context->json)
        print_json(&plan);
    else
        print_text(&plan);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "per-day",
     .kind = CLI_INT,
     .value = &per_day,
     .metavar = "N",
     .min = 1,
     .max = 5000,
     .help = "the pace: months a day",
     .fallback = "15; without a range: the standing orders"},
    OPTION_FROM(&range.from),
    OPTION_TO(&range.to),
    OPTION_END,
};

const struct command command_plan = {
    .name = "plan",
    .summary = "Say what a pace takes: days, calls, money, and when it ends.",
    .purpose = "Say what a pace takes: days, calls of each provider and their part of its day, "
               "money, and between which days it ends. Changes nothing.",
    .details = "The months are those that were never done, as 'schedule --only missing' takes "
               "them. The earlier day is that of the pace, as far as the providers' days pay for "
               "it. Without a pace and a range the phases are the standing orders. What is "
               "assumed, because too little has been measured yet, is said.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
