/* plan.c: the two ends of a plan. The early one is the pace, as far as each provider's day pays for
 * it. The late one takes as many months again as have failed of late, at the speed of the last days
 * where that is lower than the pace. No month is done before it is due. */
#include "shared/plan.h"

#include <string.h>

#include "core/clock.h"
#include "core/text.h"
#include "shared/quota.h"
#include "sql.h"

#define BOOKS 20           /* that a generator is asked for */
#define MEASURED_MONTHS 10 /* before that many, numbers are assumed, as in quota.sql */
#define DAY_MS 86400000LL

/* The production report of the original: 48 of its 58 books had an ISBN, of two months. How many
 * months fail it does not say. */
#define ISBNS_A_MONTH 24
#define FAILING 0.1

void plan_done(struct plan *plan)
{
    for (int i = 0; i < plan->count; i++) {
        rows_free(plan->phases[i].months);
        rows_free(plan->phases[i].day);
        rows_free(plan->phases[i].all);
        rows_free(plan->phases[i].under_way);
    }
    rows_free(plan->left_out);
    rows_free(plan->actual);
    rows_free(plan->budgets);
    *plan = (struct plan){.count = 0};
}

static int64_t divide_up(double dividend, double divisor)
{
    const int64_t whole = (int64_t)(dividend / divisor);
    return (double)whole * divisor < dividend ? whole + 1 : whole;
}

/* ---- what was measured ---- */

static double row_double(const struct rows *rows, size_t row, int column, double otherwise)
{
    double value = otherwise;
    const char *text = row_text(rows, row, column);
    return text && text_to_double(text, 0, 1e12, &value) ? value : otherwise;
}

static bool read_actual(struct context *context, struct plan *plan, struct error *err)
{
    if (!DATABASE_RUN(context->db, &sql_plan_actual, &plan->actual, err,
                      sql_int(PLAN_LOOK_BACK_DAYS)))
        return false;
    const struct rows *rows = plan->actual;
    const int64_t ended = row_int(rows, 0, PLAN_ACTUAL_ENDED);
    const int64_t days = row_int(rows, 0, PLAN_ACTUAL_DAYS);
    plan->failing_assumed = ended < MEASURED_MONTHS;
    plan->failing = plan->failing_assumed
                        ? FAILING
                        : (double)row_int(rows, 0, PLAN_ACTUAL_FAILED) / (double)ended;
    plan->isbns_assumed = row_int(rows, 0, PLAN_ACTUAL_MEASURED_MONTHS) < MEASURED_MONTHS;
    plan->isbns_a_month = plan->isbns_assumed
                              ? ISBNS_A_MONTH
                              : row_double(rows, 0, PLAN_ACTUAL_ISBNS_A_MONTH, ISBNS_A_MONTH);
    plan->actual_a_day =
        days > 0 ? (double)row_int(rows, 0, PLAN_ACTUAL_MONTHS_DONE) / (double)days : -1;
    return true;
}

bool plan_is_measured(const struct plan *plan, const char *provider)
{
    const char *list = row_text(plan->actual, 0, PLAN_ACTUAL_MEASURED);
    const size_t length = strlen(provider);
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == length && strncmp(at, provider, length) == 0)
            return true;
    return false;
}

/* ---- phases ---- */

bool plan_day_is_short(const struct phase *phase, size_t row)
{
    return row_double(phase->day, row, QUOTA_FORECAST_DAYS, 0) > 1;
}

/* How many months a day the providers' days pay for, at most the pace. */
static double pace_of(const struct phase *phase)
{
    double pace = (double)phase->per_day;
    for (size_t i = 0; i < rows_count(phase->day); i++) {
        if (!plan_day_is_short(phase, i))
            continue;
        const double bears =
            (double)phase->per_day / row_double(phase->day, i, QUOTA_FORECAST_DAYS, 1);
        pace = bears < pace ? bears : pace;
    }
    return pace;
}

static int64_t later(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

static void compute_days(struct plan *plan, struct phase *phase)
{
    const struct phase *after = phase->after >= 0 ? &plan->phases[phase->after] : NULL;
    const double pace = pace_of(phase);
    const bool slower = plan->actual_a_day > 0 && plan->actual_a_day < pace;
    const double slow = slower ? plan->actual_a_day : pace;
    const int64_t due = row_int(phase->months, 0, PLAN_PHASE_LAST_DUE_DAYS);
    phase->stopped = phase->paused || phase->spent || (after && after->stopped);
    phase->begins = after ? after->ends + 1 : phase->first_day;
    phase->late_begins = after ? after->late + 1 : phase->first_day;
    phase->ends = phase->begins - 1;
    phase->late = phase->late_begins - 1;
    if (phase->to_do == 0)
        return;
    phase->ends = later(phase->ends + divide_up((double)phase->to_do, pace), due);
    phase->late =
        later(phase->late + divide_up((double)phase->to_do * (1 + plan->failing), slow), due);
}

int64_t plan_phase_missing(const struct phase *phase)
{
    const struct range *range = &phase->range, all = range_closed((struct range){.from = {0}});
    const bool begins = month_compare(range->from, all.from) != 0;
    const bool ends = month_compare(range->to, all.to) != 0;
    const int64_t in_table = row_int(phase->months, 0, PLAN_PHASE_IN_TABLE);
    if (in_table == 0 && !(begins && ends))
        return 0;
    const int64_t first =
        begins ? range_number(range->from) : row_int(phase->months, 0, PLAN_PHASE_LOWEST);
    const int64_t last =
        ends ? range_number(range->to) : row_int(phase->months, 0, PLAN_PHASE_HIGHEST);
    return last - first + 1 - in_table;
}

/* Months with open books keep their books: no generator is asked for them. */
static bool read_calls(struct context *context, const struct phase *phase, int64_t months,
                       struct rows **ret, struct error *err)
{
    const bool keeps_books = strcmp(phase->only, "unresolved") == 0;
    const struct quota_need need = {.months = months,
                                    .books = BOOKS,
                                    .asking = keeps_books ? "{}" : NULL,
                                    .generations = keeps_books ? "{}" : NULL};
    return quota_read(context, &need, ret, err);
}

static bool read_phase(struct context *context, struct phase *phase, struct error *err)
{
    const struct range *range = &phase->range;
    if (!DATABASE_RUN(context->db, &sql_plan_phase, &phase->months, err,
                      sql_int(range_number(range->from)), sql_int(range_number(range->to)),
                      sql_int(context->config->schedule_after_days), sql_text(phase->only),
                      sql_bool(phase->early)))
        return false;
    if (!phase->order)
        phase->to_do = row_int(phase->months, 0, PLAN_PHASE_MONTHS);
    return read_calls(context, phase, phase->per_day, &phase->day, err) &&
           read_calls(context, phase, phase->to_do, &phase->all, err) &&
           (phase->open == 0 || read_calls(context, phase, phase->open, &phase->under_way, err));
}

const char *plan_day(const struct plan *plan, int64_t days)
{
    static char kept[4][21];
    static unsigned next; /* commands have one thread */
    char *here = kept[next++ % ARRAY_LEN(kept)];
    clock_utc_text(row_int(plan->actual, 0, PLAN_ACTUAL_NOW_MS) + days * DAY_MS, here);
    here[10] = '\0';
    return here;
}

/* An order's next day is today, or tomorrow when it is done for today. */
static int64_t days_until(const struct plan *plan, const char *day)
{
    return day && strcmp(day, plan_day(plan, 0)) > 0 ? 1 : 0;
}

static int phase_of_order(const struct plan *plan, int64_t order)
{
    for (int i = 0; order > 0 && i < plan->count; i++)
        if (plan->phases[i].order == order)
            return i;
    return -1; /* it has ended, or there was none */
}

static struct month month_of(const struct rows *rows, size_t row, int column)
{
    struct month month = {0};
    const char *text = row_text(rows, row, column);
    return text && month_parse(text, &month) ? month : (struct month){0};
}

static struct phase phase_of(const struct plan *plan, const struct rows *rows, size_t row)
{
    const char *state = row_text(rows, row, ORDER_LIST_STATE);
    const struct range range = {month_of(rows, row, ORDER_LIST_FIRST),
                                month_of(rows, row, ORDER_LIST_LAST)};
    struct phase phase = {
        .range = range_closed(range),
        .early = row_bool(rows, row, ORDER_LIST_EARLY),
        .per_day = row_int(rows, row, ORDER_LIST_PER_DAY),
        .after = phase_of_order(plan, row_int(rows, row, ORDER_LIST_AFTER_ID)),
        .first_day = days_until(plan, row_text(rows, row, ORDER_LIST_NEXT_DAY)),
        .order = row_int(rows, row, ORDER_LIST_ORDER_ID),
        .done =
            later(row_int(rows, row, ORDER_LIST_TAKEN) - row_int(rows, row, ORDER_LIST_OPEN), 0),
        .open = row_int(rows, row, ORDER_LIST_OPEN),
        .paused = text_equal(state, "paused"),
        .spent = row_bool(rows, row, ORDER_LIST_IS_SPENT),
        .to_do = row_int(rows, row, ORDER_LIST_MONTHS_OWN),
    };
    text_copy(phase.only, sizeof(phase.only), row_text(rows, row, ORDER_LIST_ONLY));
    return phase;
}

bool plan_read_orders(struct context *context, struct plan *plan, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if ((!plan->actual && !read_actual(context, plan, err)) ||
        !DATABASE_RUN(context->db, &sql_order_list, &rows, err, sql_null()))
        return false;
    for (size_t i = 0; i < rows_count(rows) && plan->count < PLAN_PHASES_MAX; i++)
        if (!row_is_null(rows, i, ORDER_LIST_MONTHS_LEFT)) {
            plan->phases[plan->count] = phase_of(plan, rows, i);
            plan->count++;
        }
    return true;
}

static bool read_left_out(struct context *context, struct plan *plan, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array first = {0};
    CLEANUP(sql_array_done) struct sql_array last = {0};
    for (int i = 0; i < plan->count; i++) {
        sql_array_add_int(&first, range_number(plan->phases[i].range.from));
        sql_array_add_int(&last, range_number(plan->phases[i].range.to));
    }
    return DATABASE_RUN(context->db, &sql_plan_left_out, &plan->left_out, err,
                        sql_text(sql_array_text(&first)), sql_text(sql_array_text(&last)));
}

bool plan_read(struct context *context, struct plan *plan, struct error *err)
{
    if ((!plan->actual && !read_actual(context, plan, err)) || !read_left_out(context, plan, err))
        return false;
    for (int i = 0; i < plan->count; i++) {
        if (!read_phase(context, &plan->phases[i], err))
            return false;
        compute_days(plan, &plan->phases[i]);
    }
    return true;
}

int64_t plan_ends(const struct plan *plan, bool late)
{
    int64_t ends = -1;
    for (int i = 0; i < plan->count; i++)
        if (plan->phases[i].to_do > 0)
            ends = later(ends, late ? plan->phases[i].late : plan->phases[i].ends);
    return ends;
}
