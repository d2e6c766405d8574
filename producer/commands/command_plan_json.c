/* command_plan_json.c: a plan as a document. */
#include "commands/command_plan.h"
#include "core/json_write.h"
#include "shared/money.h"
#include "shared/plan_money.h"
#include "shared/plan_notes.h"
#include "sql.h"

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
        json_write_raw(out, "percent_of_a_day", plan_percent(phase, i));
        json_write_raw(out, "in_all", row_text(phase->all, i, QUOTA_FORECAST_CALLS));
        json_write_raw(out, "days_of_quota", row_text(phase->all, i, QUOTA_FORECAST_DAYS));
        json_write_raw(out, "cost", plan_cost(phase, i));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void phase_json(struct text *out, const struct plan *plan, const struct phase *phase)
{
    json_write_open(out, NULL, '{');
    json_write_text(out, "from", month_text(phase->range.from).text);
    json_write_text(out, "to", month_text(phase->range.to).text);
    json_write_raw(out, "order", plan_order_of(phase));
    json_write_text(out, "only", phase->only);
    json_write_text(out, "stopped", plan_stopped(phase));
    json_write_bool(out, "shares_months", plan_shared_with(plan, (int)(phase - plan->phases)) >= 0);
    json_write_int(out, "per_day", phase->per_day);
    json_write_int(out, "months", phase->to_do);
    json_write_int(out, "days", plan_days_of(phase));
    json_write_text(out, "begins", phase->stopped ? NULL : plan_day(plan, phase->begins));
    json_write_text(out, "ends", plan_has_end(phase) ? plan_day(plan, phase->ends) : NULL);
    json_write_text(out, "ends_late", plan_has_end(phase) ? plan_day(plan, phase->late) : NULL);
    for (int i = PLAN_PHASE_OPEN; i <= PLAN_PHASE_COMPLETED; i++) {
        static const char *const names[] = {[PLAN_PHASE_OPEN] = "open",
                                            [PLAN_PHASE_HELD] = "held",
                                            [PLAN_PHASE_FAILED] = "failed",
                                            [PLAN_PHASE_COMPLETED] = "completed"};
        json_write_int(out, names[i], row_int(phase->months, 0, i));
    }
    json_write_int(out, "not_in_table", plan_phase_missing(phase));
    json_write_int(out, "not_due", row_int(phase->months, 0, PLAN_PHASE_NOT_DUE));
    json_write_int(out, "isbns_a_day", plan_isbns(plan, phase->per_day));
    json_write_int(out, "isbns", plan_isbns(plan, phase->to_do));
    calls_json(out, plan, phase);
    money_total_json(out, phase->all);
    json_write_close(out, '}');
}

static const struct column left_out_columns[] = {
    [PLAN_LEFT_OUT_FIRST] = {"from", NULL, COLUMN_TEXT},
    [PLAN_LEFT_OUT_LAST] = {"to", NULL, COLUMN_TEXT},
    [PLAN_LEFT_OUT_MONTHS] = {"months", NULL, COLUMN_NUMBER},
};

void plan_print_json(const struct plan *plan)
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
    json_write_bool(out, "ends_if_resumed", any && plan_any_is_stopped(plan));
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
