/* command_plan_text.c: a plan for people: two tables, what it leaves out, when it ends, and what it
 * assumes. */
#include <stdio.h>

#include "commands/command_plan.h"
#include "core/text.h"
#include "shared/plan_money.h"
#include "shared/plan_notes.h"
#include "shared/table.h"
#include "sql.h"

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
        add_number(&table, plan_days_of(phase));
        table_add(&table, plan_has_end(phase) ? plan_day(plan, phase->begins) : "-");
        table_add(&table, plan_has_end(phase) ? plan_day(plan, phase->ends)
                          : phase->to_do > 0  ? plan_stopped(phase)
                                              : "-");
        table_add(&table, phase->order ? plan_order_of(phase) : "-");
    }
    table_print(&table);
}

static void add_provider(struct table *table, int phase_number, const struct phase *phase,
                         size_t row)
{
    const char *of_day = plan_percent(phase, row);
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
    table_add(table, plan_cost(phase, row) ? plan_cost(phase, row) : "-");
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
        add_number(&table, plan_isbns(plan, phase->per_day));
        table_add(&table, "-");
        add_number(&table, plan_isbns(plan, phase->to_do));
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
        if (plan_shared_with(plan, i) >= 0)
            (void)printf("Phases %d and %d name some of the same months: these are counted and "
                         "taken once.\n",
                         plan_shared_with(plan, i) + 1, i + 1);
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
    const char *condition = plan_any_is_stopped(plan) ? ", if what is stopped goes on now" : "";
    if (early < 0)
        (void)printf("Nothing is to be done: %s.\n",
                     has_months(plan) ? "the months in the table are done, open, held or failed"
                                      : "none of these months is in the table");
    else if (early == late)
        (void)printf("It ends on %s%s.\n", plan_day(plan, early), condition);
    else
        (void)printf("It ends between %s and %s%s.\n", plan_day(plan, early), plan_day(plan, late),
                     condition);
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

void plan_print_text(const struct plan *plan)
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
