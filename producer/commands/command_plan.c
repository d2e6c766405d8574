/* command_plan.c: what a pace means: months, days, calls and money by phase, what it leaves out,
 * between which days it ends, what that assumes, and what was really done of late. */
#include "commands/command_plan.h"

#include <stdio.h>

#include "commands/commands.h"
#include "core/text.h"
#include "shared/plan_money.h"
#include "sql.h"

#define PER_DAY 15 /* the pace of the production report's first phases */

/* ---- numbers ---- */

static double number(const struct rows *rows, size_t row, int column)
{
    double value = 0;
    const char *text = row_text(rows, row, column);
    return text && text_to_double(text, 0, 1e12, &value) ? value : 0;
}

const char *plan_percent(const struct phase *phase, size_t row)
{
    static char text[32];
    if (row_is_null(phase->day, row, QUOTA_DAILY_LIMIT))
        return NULL;
    const double limit = number(phase->day, row, QUOTA_DAILY_LIMIT);
    const double calls = number(phase->day, row, QUOTA_FORECAST_CALLS);
    (void)snprintf(text, sizeof(text), "%.1f",
                   limit > 0 ? (double)(int64_t)(calls * 1000 / limit) / 10 : 0);
    return text;
}

const char *plan_cost(const struct phase *phase, size_t row)
{
    return row_text(phase->all, row, QUOTA_FORECAST_COST);
}

int64_t plan_days_of(const struct phase *phase)
{
    return phase->ends - phase->begins + 1;
}

int64_t plan_isbns(const struct plan *plan, int64_t months)
{
    return (int64_t)((double)months * plan->isbns_a_month + 0.5);
}

const char *plan_order_of(const struct phase *phase)
{
    static char text[24];
    (void)snprintf(text, sizeof(text), "%lld", (long long)phase->order);
    return phase->order ? text : NULL;
}

const char *plan_stopped(const struct phase *phase)
{
    return phase->paused ? "paused" : phase->spent ? "spent" : phase->stopped ? "waits" : NULL;
}

bool plan_has_end(const struct phase *phase)
{
    return phase->to_do > 0 && !phase->stopped;
}

bool plan_any_is_stopped(const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++)
        if (plan->phases[i].stopped && plan->phases[i].to_do > 0)
            return true;
    return false;
}

int plan_shared_with(const struct plan *plan, int phase)
{
    const struct range *range = &plan->phases[phase].range;
    for (int i = 0; i < phase; i++)
        if (range_number(plan->phases[i].range.from) <= range_number(range->to) &&
            range_number(range->from) <= range_number(plan->phases[i].range.to))
            return i;
    return -1;
}

/* ---- the command ---- */

static struct range range;
static int64_t per_day;
static const char *only;
static bool early;

static struct phase asked_phase(void)
{
    struct phase phase = {.range = range_closed(range),
                          .per_day = per_day > 0 ? per_day : PER_DAY,
                          .early = early,
                          .after = -1};
    text_copy(phase.only, sizeof(phase.only), only ? only : "missing");
    return phase;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(plan_done) struct plan plan = {.count = 0};
    const bool of_orders = per_day == 0 && !range.from.year && !range.to.year && !only && !early;
    if (!context_database(context, err) || (of_orders && !plan_read_orders(context, &plan, err)))
        return EXIT_BY_ERROR;
    if (plan.count == 0) {
        plan.phases[0] = asked_phase();
        plan.count = 1;
    }
    if (!plan_read(context, &plan, err) || !plan_money_read(context, &plan, err))
        return EXIT_BY_ERROR;
    if (context->json)
        plan_print_json(&plan);
    else
        plan_print_text(&plan);
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
    {.name = "only",
     .kind = CLI_CHOICE,
     .value = &only,
     .choices = "missing|failed|partial|unresolved|empty",
     .help = "which months, as 'schedule --only' takes them",
     .fallback = "missing"},
    {.name = "early",
     .kind = CLI_FLAG,
     .value = &early,
     .help = "count months that are not due yet as if they were"},
    OPTION_FROM(&range.from),
    OPTION_TO(&range.to),
    OPTION_END,
};

const struct command command_plan = {
    .name = "plan",
    .summary = "Say what a pace takes: days, calls, money, and when it ends.",
    .purpose = "Say what a pace takes: days, calls of each provider and their part of its day, "
               "money, and between which days it ends. Changes nothing.",
    .details = "The months are those that 'schedule' takes, by default those that were never "
               "done. A standing order that is paused, or whose budget is spent, has no end, nor "
               "have those that wait for it. The earlier day is that of the pace, as far as the "
               "providers' days pay for "
               "it. Without a pace and a range the phases are the standing orders. What is "
               "assumed, because too little has been measured yet, is said.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
