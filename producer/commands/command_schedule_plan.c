/* command_schedule_plan.c: schedule --plan does exactly what a dry run has shown, once, or refuses
 * and names the months that have changed since. The database decides, with the months locked. */
#include <stdio.h>
#include <string.h>

#include "commands/command_schedule.h"
#include "sql.h"

#define CHANGED_NAMED 6 /* months that an error has room for */

/* Why a plan was not done. */
static const struct refusal {
    const char *verdict;
    const char *text;
} refusals[] = {
    {"completed", "was done already: a plan is done once"},
    {"cancelled", "was cancelled"},
    {"changed", "was not done, because months have changed since: plan again"},
    {"throttled", "was not done, because today's quota does not pay for it any more"},
};

static void print_changed(const struct rows *changed)
{
    for (size_t i = 0; i < rows_count(changed); i++)
        (void)fprintf(stderr, "%s: %s\n", row_text(changed, i, SCHEDULE_CHANGED_MONTH),
                      row_text(changed, i, SCHEDULE_CHANGED_CHANGES));
}

static const struct column changed_columns[] = {
    [SCHEDULE_CHANGED_MONTH] = {"month", "month", COLUMN_TEXT},
    [SCHEDULE_CHANGED_CHANGES] = {"changes", "changes", COLUMN_TEXT},
};

/* For programs that get the error alone: it names the months, as many as it holds. */
static void refuse_changed(const struct schedule_request *request, const struct rows *changed,
                           struct error *err)
{
    CLEANUP(text_done) struct text months = {0};
    for (size_t i = 0; i < rows_count(changed); i++) {
        if (i == CHANGED_NAMED) {
            text_add_format(&months, " and %zu more", rows_count(changed) - i);
            break;
        }
        text_add_format(&months, "%s%s (%s)", i > 0 ? ", " : "",
                        row_text(changed, i, SCHEDULE_CHANGED_MONTH),
                        row_text(changed, i, SCHEDULE_CHANGED_CHANGES));
    }
    (void)error_set(err, ERROR_USAGE, 0,
                    "plan %lld was not done, because months have changed since: %s; plan again",
                    (long long)request->plan, text_of(&months));
}

static int refuse(const struct context *context, const struct schedule_request *request,
                  const char *verdict, const struct rows *changed, struct error *err)
{
    const char *text = "is not there: 'schedule --dry-run' makes one";
    for (size_t i = 0; verdict && i < ARRAY_LEN(refusals); i++)
        if (strcmp(refusals[i].verdict, verdict) == 0)
            text = refusals[i].text;
    if (context->json)
        output_rows(true, "changed", changed, changed_columns, ARRAY_LEN(changed_columns));
    else if (text_equal(verdict, "changed"))
        print_changed(changed);
    if (context->json && text_equal(verdict, "changed")) {
        refuse_changed(request, changed, err);
        return EXIT_NOTHING;
    }
    (void)error_set(err, verdict ? ERROR_USAGE : ERROR_MISSING, 0, "plan %lld %s",
                    (long long)request->plan, text);
    return EXIT_NOTHING;
}

struct answers {
    struct rows *verdict, *changed;
};
static void answers_done(struct answers *answers)
{
    rows_free(answers->verdict);
    rows_free(answers->changed);
}
CLEANUP_STRUCT(struct answers, answers_done)

/* The months that have changed are read in the transaction that has locked them. */
static bool do_plan(struct context *context, const struct schedule_request *request,
                    struct schedule_outcome *outcome, struct answers *ret, struct error *err)
{
    struct database *db = context->db;
    outcome->operation = request->plan;
    const bool good =
        database_begin(db, err) && context_carry_trace(context, err) &&
        DATABASE_RUN(db, &sql_schedule_plan, &ret->verdict, err, sql_int(request->plan),
                     sql_text(context_actor()), sql_text(request->why), sql_bool(request->yes),
                     sql_int(outcome->allowed)) &&
        DATABASE_RUN(db, &sql_schedule_changed, &ret->changed, err, sql_int(request->plan)) &&
        schedule_read(context, outcome, err) && database_commit(db, err);
    database_rollback(db); /* undoes a failure; after a commit it does nothing */
    return good;
}

int schedule_plan(struct context *context, const struct schedule_request *request,
                  struct error *err)
{
    CLEANUP(schedule_outcome_done) struct schedule_outcome outcome = {.operation = 0};
    CLEANUP(answers_done) struct answers answers = {.verdict = NULL};
    if (!schedule_throttle(context, request, SCHEDULE_MONTHS_MAX, &outcome, err) ||
        !do_plan(context, request, &outcome, &answers, err))
        return EXIT_BY_ERROR;
    const char *verdict = row_text(answers.verdict, 0, SCHEDULE_PLAN_VERDICT);
    if (text_equal(verdict, "throttled"))
        (void)fprintf(stderr, "throttled: %s\n", text_of(&outcome.throttled));
    text_clear(&outcome.throttled); /* otherwise it has held nothing back */
    outcome.is_done = text_equal(verdict, "done");
    if (!outcome.is_done && !text_equal(verdict, "wants_yes"))
        return refuse(context, request, verdict, answers.changed, err);
    outcome.buys_again = row_int(answers.verdict, 0, SCHEDULE_PLAN_BUYS_AGAIN);
    schedule_note_pause(&outcome, row_text(answers.verdict, 0, SCHEDULE_PLAN_PAUSED_AT),
                        row_text(answers.verdict, 0, SCHEDULE_PLAN_PAUSED_BY));
    return schedule_answer(context, request, &outcome, err);
}
