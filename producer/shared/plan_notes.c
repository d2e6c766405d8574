/* plan_notes.c: a number of a plan is worth what it assumes, so each assumption is said. */
#include "shared/plan_notes.h"

#include "core/json_write.h"
#include "shared/quota.h"
#include "sql.h"

static void add(struct plan_notes *list, const char *sentence)
{
    if (list->as_json)
        json_write_text(&list->out, NULL, sentence);
    else
        text_add_format(&list->out, "- %s\n", sentence);
}

static void add_calls(struct plan_notes *list, const struct plan *plan)
{
    const struct rows *rows = plan->phases[0].day;
    for (size_t i = 0; i < rows_count(rows); i++) {
        CLEANUP(text_done) struct text line = {0};
        const char *name = row_text(rows, i, QUOTA_PROVIDER);
        const bool measured = plan_is_measured(plan, name);
        text_add_format(
            &line, "%s calls of %s a month, %s", row_text(rows, i, QUOTA_CALLS_A_MONTH), name,
            measured ? "as the last months took" : "assumed until ten months have been measured");
        add(list, text_of(&line));
        if (!row_bool(rows, i, QUOTA_COST_ASSUMED))
            continue;
        text_clear(&line);
        text_add_format(&line,
                        "%d tokens in and %d a book out for a call of %s, assumed until one has "
                        "been measured",
                        QUOTA_TOKENS_IN, QUOTA_TOKENS_OUT_A_BOOK, name);
        add(list, text_of(&line));
    }
}

static void add_stopped(struct plan_notes *list, const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++) {
        CLEANUP(text_done) struct text line = {0};
        if (!plan->phases[i].paused && !plan->phases[i].spent)
            continue;
        text_add_format(&line, "order %lld, %s, goes on now", (long long)plan->phases[i].order,
                        plan->phases[i].paused ? "which is paused" : "whose budget is spent");
        add(list, text_of(&line));
    }
}

void plan_assumes(struct plan_notes *list, const struct plan *plan)
{
    CLEANUP(text_done) struct text line = {0};
    add_calls(list, plan);
    text_add_format(&line,
                    "%.1f ISBNs a month for enrichment, %s; enriching them takes calls of "
                    "its own, which are not counted here",
                    plan->isbns_a_month,
                    plan->isbns_assumed ? "assumed" : "as the last months gave");
    add(list, text_of(&line));
    text_clear(&line);
    text_add_format(&line, "the later day: %.0f %% of the months are taken again, %s",
                    plan->failing * 100,
                    plan->failing_assumed ? "assumed until ten months have ended"
                                          : "as many as failed of the last");
    if (plan->actual_a_day > 0)
        text_add_format(&line,
                        "; and the days go on as the last whole ones, with %.1f months each, "
                        "where that is slower",
                        plan->actual_a_day);
    add(list, text_of(&line));
    add_stopped(list, plan);
    add(list, "consumers run all day, and nobody pauses them");
}

static void add_moves_of(struct plan_notes *list, const struct plan *plan, int i)
{
    const struct phase *phase = &plan->phases[i];
    const int64_t held = row_int(phase->months, 0, PLAN_PHASE_HELD);
    const int64_t not_due = row_int(phase->months, 0, PLAN_PHASE_NOT_DUE);
    CLEANUP(text_done) struct text line = {0};
    for (size_t row = 0; row < rows_count(phase->day); row++) {
        if (!plan_day_is_short(phase, row))
            continue;
        text_clear(&line);
        text_add_format(&line,
                        "phase %d: a day of %s does not pay for %lld months: a higher limit "
                        "would end it sooner",
                        i + 1, row_text(phase->day, row, QUOTA_PROVIDER),
                        (long long)phase->per_day);
        add(list, text_of(&line));
    }
    if (not_due > 0) {
        text_clear(&line);
        text_add_format(
            &line,
            "phase %d: %s not due yet, the last in %s: 'schedule --early' does "
            "not wait",
            i + 1, output_count(not_due, "month is", "months are"),
            output_count(row_int(phase->months, 0, PLAN_PHASE_LAST_DUE_DAYS), "day", "days"));
        add(list, text_of(&line));
    }
    if (held > 0) {
        text_clear(&line);
        text_add_format(&line, "phase %d: %s held and not counted: 'unhold' would add %s", i + 1,
                        output_count(held, "month is", "months are"), held == 1 ? "it" : "them");
        add(list, text_of(&line));
    }
}

void plan_moved_by(struct plan_notes *list, const struct plan *plan)
{
    for (int i = 0; i < plan->count; i++)
        add_moves_of(list, plan, i);
    add(list, "each day without a consumer, paused, or with a provider closed that no other can "
              "replace adds a day");
    add(list, "a higher pace ends it sooner, as long as the providers' days pay for it");
}
