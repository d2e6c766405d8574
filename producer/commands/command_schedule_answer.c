/* command_schedule_answer.c: what schedule prints: the months that it has taken or would take, why
 * others were left out, what it costs, and what stands in the way. */
#include <stdio.h>
#include <string.h>

#include "commands/command_schedule.h"
#include "core/json_write.h"
#include "shared/money.h"
#include "shared/quota.h"
#include "shared/relay_drain.h"
#include "sql.h"

static const struct column columns[] = {
    [SCHEDULE_MONTHS_MONTH] = {"month", "month", COLUMN_TEXT},
    [SCHEDULE_MONTHS_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [SCHEDULE_MONTHS_PROMPT_VARIANT] = {"prompt_variant", "prompt", COLUMN_TEXT},
    [SCHEDULE_MONTHS_BOOKS] = {"books", NULL, COLUMN_NUMBER},
    [SCHEDULE_MONTHS_GENERATION] = {"generation", "generation", COLUMN_NUMBER},
    [SCHEDULE_MONTHS_NOTE] = {"note", "note", COLUMN_TEXT},
    [SCHEDULE_MONTHS_BUYS_AGAIN] = {"buys_again", NULL, COLUMN_BOOL},
    [SCHEDULE_MONTHS_ASKS] = {NULL, NULL, COLUMN_HIDDEN},
    [SCHEDULE_MONTHS_NUMBER] = {NULL, NULL, COLUMN_HIDDEN},
    [SCHEDULE_MONTHS_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
};

static const struct column left_out_columns[] = {
    [SCHEDULE_LEFT_OUT_MONTH] = {"month", "left out", COLUMN_TEXT},
    [SCHEDULE_LEFT_OUT_REASON] = {"reason", "reason", COLUMN_TEXT},
    [SCHEDULE_LEFT_OUT_STATUS] = {"status", "status", COLUMN_TEXT},
    [SCHEDULE_LEFT_OUT_UNTIL] = {"until", "not before", COLUMN_TEXT},
};

static const struct column reason_columns[] = {
    [SCHEDULE_REASONS_REASON] = {"reason", NULL, COLUMN_TEXT},
    [SCHEDULE_REASONS_MONTHS] = {"months", NULL, COLUMN_NUMBER},
    [SCHEDULE_REASONS_UNTIL] = {"until", NULL, COLUMN_TEXT},
};

/* A plan has no jobs yet, so their column, the last, is left out. */
static size_t columns_shown(const struct schedule_outcome *outcome)
{
    return ARRAY_LEN(columns) - (outcome->is_done ? 0 : 1);
}

/* ---- why months were left out ---- */

static const struct reason {
    const char *reason;
    const char *text;
} reasons_known[] = {
    {"not_seeded", "not in the table ('" PROGRAM " seed' enters them)"},
    {"compared", "that wait for --accept or --reject ('show --compared')"},
    {"throttled", "that today's quota does not pay for"},
    {"in_change", "being changed by somebody else at this moment"},
};

static void add_reason(struct text *out, const struct schedule_request *request,
                       const struct rows *reasons, size_t row)
{
    const char *reason = row_text(reasons, row, SCHEDULE_REASONS_REASON);
    for (size_t i = 0; i < ARRAY_LEN(reasons_known); i++)
        if (strcmp(reason, reasons_known[i].reason) == 0) {
            text_add(out, reasons_known[i].text);
            return;
        }
    if (strcmp(reason, "beyond_batch") == 0 && request->plan)
        text_add(out, "beyond its --batch-size");
    else if (strcmp(reason, "beyond_batch") == 0)
        text_add_format(out, "beyond the %s of --batch-size",
                        output_count(request->months, "month", "months"));
    else if (strcmp(reason, "not_due") == 0)
        text_add_format(out, "not due before %s%s (--early takes %s all the same)",
                        row_text(reasons, row, SCHEDULE_REASONS_UNTIL),
                        row_int(reasons, row, SCHEDULE_REASONS_MONTHS) == 1 ? "" : " or later",
                        row_int(reasons, row, SCHEDULE_REASONS_MONTHS) == 1 ? "it" : "them");
    else
        text_add(out, reason); /* "held", or the status that does not fit */
    if (strcmp(reason, "completed") == 0 && strcmp(request->only, "missing") != 0 &&
        strcmp(request->only, "failed") != 0 && !request->compare)
        text_add_format(out, ", but not %s", request->only);
}

void schedule_add_reasons(struct text *out, const struct schedule_request *request,
                          const struct rows *reasons)
{
    for (size_t i = 0; i < rows_count(reasons); i++) {
        text_add_format(out, "%s%lld ", i > 0 ? ", " : "",
                        (long long)row_int(reasons, i, SCHEDULE_REASONS_MONTHS));
        add_reason(out, request, reasons, i);
    }
}

static void print_left_out(const struct schedule_request *request,
                           const struct schedule_outcome *outcome)
{
    CLEANUP(text_done) struct text text = {0};
    const int64_t count = (int64_t)rows_count(outcome->left_out);
    if (count == 0)
        return;
    schedule_add_reasons(&text, request, outcome->reasons);
    (void)printf("%s left out: %s.\n", output_count(count, "month was", "months were"),
                 text_of(&text));
    if (request->verbose)
        output_table(outcome->left_out, left_out_columns, ARRAY_LEN(left_out_columns));
}

/* ---- what it costs ---- */

static void add_price(struct text *out, const struct rows *forecast)
{
    if (rows_count(forecast) == 0)
        text_add(out, "no call that is counted, because all providers are local");
    for (size_t i = 0; i < rows_count(forecast); i++) {
        const char *cost = row_text(forecast, i, QUOTA_FORECAST_COST);
        text_add_format(out, "%s%s %s, cost %s", i > 0 ? "; " : "",
                        row_text(forecast, i, QUOTA_PROVIDER),
                        output_count(row_int(forecast, i, QUOTA_FORECAST_CALLS), "call", "calls"),
                        cost ? cost : "-");
    }
}

/* How far the budgets of the configuration go, for the months of a plan. */
static struct money_need need_of(const struct schedule_outcome *outcome)
{
    struct money_need need = {.known = true, .months = (int64_t)rows_count(outcome->months)};
    if (outcome->forecast)
        money_add(&need, outcome->forecast);
    return need;
}

static void print_budgets(const struct schedule_outcome *outcome)
{
    CLEANUP(text_done) struct text out = {0};
    const struct money_need need = need_of(outcome);
    for (size_t i = 0; outcome->budgets && i < rows_count(outcome->budgets); i++)
        money_say(&out, outcome->budgets, i, &need);
    (void)fputs(text_of(&out), stdout);
}

static void write_budgets(struct text *out, const struct schedule_outcome *outcome)
{
    const struct money_need need = need_of(outcome);
    json_write_open(out, "budgets", '[');
    for (size_t i = 0; outcome->budgets && i < rows_count(outcome->budgets); i++)
        money_json(out, outcome->budgets, i, &need);
    json_write_close(out, ']');
}

static void print_plan(const struct schedule_request *request,
                       const struct schedule_outcome *outcome)
{
    const int64_t count = (int64_t)rows_count(outcome->months);
    const long long id = (long long)outcome->operation;
    if (outcome->buys_again == 0) {
        (void)printf("%s would be scheduled; nothing was scheduled. 'schedule --plan %lld' does "
                     "exactly this.\n",
                     output_count(count, "month", "months"), id);
        return;
    }
    CLEANUP(text_done) struct text price = {0};
    add_price(&price, outcome->forecast);
    (void)printf("%s would be scheduled, %lld of them with answers or books that would be bought "
                 "again. At most: %s.\n",
                 output_count(count, "month", "months"), (long long)outcome->buys_again,
                 text_of(&price));
    (void)printf("Nothing was scheduled. %s'schedule --plan %lld --yes' does exactly this.\n",
                 request->dry_run || request->plan ? "" : "--yes does it; ", id);
}

/* ---- the answer ---- */

static void write_summary(struct text *out, const struct schedule_request *request,
                          const struct schedule_outcome *outcome, const struct relayed *relayed)
{
    const int64_t count = (int64_t)rows_count(outcome->months);
    json_write_open(out, "execution_summary", '{');
    json_write_int(out, "months_scheduled", outcome->is_done ? count : 0);
    json_write_int(out, "messages_published", relayed->published);
    json_write_int(out, "messages_waiting", relayed->waiting);
    if (!request->plan) {
        json_write_text(out, "only", request->only);
        json_write_bool(out, "compare", request->compare);
        json_write_text(out, "order", request->order);
        json_write_int(out, "batch_size", request->months);
        json_write_int(out, "books", request->books ? request->books : SCHEDULE_BOOKS);
    }
    json_write_close(out, '}');
}

static const char *text_or_null(const struct text *text)
{
    return text->count > 0 ? text_of(text) : NULL;
}

/* How many months of the whole table are in which state, after what was done. */
static void write_totals(struct text *out, const struct rows *totals)
{
    static const struct column total_columns[] = {
        [MONTH_STATUSES_PENDING] = {"pending", NULL, COLUMN_NUMBER},
        [MONTH_STATUSES_QUEUED] = {"queued", NULL, COLUMN_NUMBER},
        [MONTH_STATUSES_PROCESSING] = {"processing", NULL, COLUMN_NUMBER},
        [MONTH_STATUSES_RETRY] = {"retry", NULL, COLUMN_NUMBER},
        [MONTH_STATUSES_COMPLETED] = {"completed", NULL, COLUMN_NUMBER},
        [MONTH_STATUSES_FAILED] = {"failed", NULL, COLUMN_NUMBER},
        [MONTH_STATUSES_HELD] = {"held", NULL, COLUMN_NUMBER},
    };
    json_write_open(out, "totals", '{');
    if (rows_count(totals) > 0)
        output_row_json(out, totals, 0, total_columns, ARRAY_LEN(total_columns));
    json_write_close(out, '}');
}

/* Where the totals cannot be read any more, what was done is told all the same. */
static void print_json(struct context *context, const struct schedule_request *request,
                       const struct schedule_outcome *outcome, const struct relayed *relayed)
{
    CLEANUP(text_done) struct text out = {0};
    CLEANUP(rows_free) struct rows *totals = NULL;
    struct error unread = {0};
    const struct range all = range_closed((struct range){.from = {0}});
    IGNORE_RESULT(DATABASE_RUN(context->db, &sql_month_statuses, &totals, &unread,
                               sql_int(range_number(all.from)), sql_int(range_number(all.to))));
    const bool is_plan = !outcome->is_done && rows_count(outcome->months) > 0;
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "dry_run", !outcome->is_done);
    json_write_int(&out, "operation", outcome->operation);
    if (is_plan)
        json_write_int(&out, "plan", outcome->operation);
    json_write_int(&out, "months_selected", (int64_t)rows_count(outcome->months));
    json_write_int(&out, "months_bought_again", outcome->buys_again);
    json_write_bool(&out, "wants_yes", is_plan && outcome->buys_again > 0);
    json_write_text(&out, "throttled", text_or_null(&outcome->throttled));
    json_write_text(&out, "paused", text_or_null(&outcome->paused));
    json_write_text(&out, "reason", text_or_null(&outcome->reason));
    write_totals(&out, totals);
    write_summary(&out, request, outcome, relayed);
    output_rows_json(&out, "months", outcome->months, columns, columns_shown(outcome));
    output_rows_json(&out, "left_out", outcome->left_out, left_out_columns,
                     ARRAY_LEN(left_out_columns));
    output_rows_json(&out, "reasons", outcome->reasons, reason_columns, ARRAY_LEN(reason_columns));
    if (is_plan) {
        quota_forecast_json(&out, outcome->forecast);
        money_total_json(&out, outcome->forecast);
        write_budgets(&out, outcome);
    }
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct schedule_request *request,
                       const struct schedule_outcome *outcome, const struct relayed *relayed)
{
    const int64_t count = (int64_t)rows_count(outcome->months);
    output_table(outcome->months, columns, columns_shown(outcome));
    if (rows_count(outcome->forecast) > 0) {
        (void)printf("\n");
        quota_forecast_print(outcome->forecast);
        print_budgets(outcome);
    }
    if (!outcome->is_done)
        print_plan(request, outcome);
    else if (relayed->waiting > 0)
        (void)printf("%s scheduled; %s in the outbox.\n", output_count(count, "month", "months"),
                     output_count(relayed->waiting, "message waits", "messages wait"));
    else
        (void)printf("%s scheduled and sent.\n", output_count(count, "month", "months"));
    if (outcome->is_done && request->compare)
        (void)printf("Nothing changes before 'schedule --accept': 'show --compared' compares them "
                     "when they are complete.\n");
    print_left_out(request, outcome);
}

static int say_nothing(struct context *context, const struct schedule_request *request,
                       struct schedule_outcome *outcome, struct error *err)
{
    CLEANUP(text_done) struct text why = {0};
    const struct relayed none = {0};
    if (outcome->throttled.count > 0 && outcome->allowed == 0)
        text_add(&why, text_of(&outcome->throttled));
    else
        schedule_add_reasons(&why, request, outcome->reasons);
    if (why.count == 0)
        text_add(&why, "no month is in the table: '" PROGRAM " seed' enters some");
    (void)error_set(err, ERROR_USAGE, 0, "nothing selected (%s%s): %s",
                    request->compare ? "--compare takes months that are " : "--only ",
                    request->only, text_of(&why));
    text_add(&outcome->reason, err->message);
    if (context->json)
        print_json(context, request, outcome, &none);
    return EXIT_NOTHING;
}

/* A month asks the generators whose answer it does not have yet, and none where its books are
 * there. */
static bool read_price(struct context *context, const struct schedule_request *request,
                       struct schedule_outcome *outcome, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array asking = {0};
    CLEANUP(sql_array_done) struct sql_array generations = {0};
    for (size_t i = 0; i < rows_count(outcome->months); i++) {
        if (!row_bool(outcome->months, i, SCHEDULE_MONTHS_ASKS))
            continue;
        sql_array_add_int(&asking, row_int(outcome->months, i, SCHEDULE_MONTHS_NUMBER));
        sql_array_add_int(&generations, row_int(outcome->months, i, SCHEDULE_MONTHS_GENERATION));
    }
    const struct quota_need need = {.months = (int64_t)rows_count(outcome->months),
                                    .books = request->books ? request->books : SCHEDULE_BOOKS,
                                    .asking = sql_array_text(&asking),
                                    .generations = sql_array_text(&generations)};
    return quota_read(context, &need, &outcome->forecast, err) &&
           money_read(context, /* order= */ -1, &outcome->budgets, err);
}

int schedule_answer(struct context *context, const struct schedule_request *request,
                    struct schedule_outcome *outcome, struct error *err)
{
    const size_t count = rows_count(outcome->months);
    struct relayed relayed = {0};
    int code = EXIT_DONE;
    if (count == 0)
        return say_nothing(context, request, outcome, err);
    if (outcome->throttled.count > 0)
        (void)fprintf(stderr, "throttled: %s\n", text_of(&outcome->throttled));
    if (outcome->paused.count > 0)
        (void)fprintf(stderr, "%s\n", text_of(&outcome->paused));
    if (!outcome->is_done && !read_price(context, request, outcome, err))
        return EXIT_BY_ERROR;
    if (outcome->is_done)
        code = relay_drain(context, PROGRAM " schedule", "the months are scheduled", &relayed, err);
    if (context->json)
        print_json(context, request, outcome, &relayed);
    else
        print_text(request, outcome, &relayed);
    return code;
}
