/* quota.c: how many calls of the day every provider has spent and has left. The database counts and
 * divides. This file gives it the configured limits, and the calls that a month is assumed to need
 * until some months were measured. */
#include "shared/quota.h"

#include "model/budget.h"
#include "model/provider_limits.h"
#include "model/zones.h"
#include "sql.h"

/* The production report of the original: 58 lookups for two months, 10 of them without a result of
 * the first resolver. A generator is asked once. */
#define CALLS_FIRST_RESOLVER 29
#define CALLS_LATER_RESOLVER 5
#define CALLS_GENERATOR 1

/* The parameters of quota.sql. The same place of each array belongs to one provider. */
struct asked {
    struct sql_array names, roles, zones, daily, buffers, rates, calls, costs, by_tokens;
    bool resolver; /* a resolver was added */
};
static void asked_done(struct asked *asked)
{
    sql_array_done(&asked->names);
    sql_array_done(&asked->roles);
    sql_array_done(&asked->zones);
    sql_array_done(&asked->daily);
    sql_array_done(&asked->buffers);
    sql_array_done(&asked->rates);
    sql_array_done(&asked->calls);
    sql_array_done(&asked->costs);
    sql_array_done(&asked->by_tokens);
}
CLEANUP_STRUCT(struct asked, asked_done)

static void add_double(struct sql_array *array, double value)
{
    CLEANUP(text_done) struct text digits = {0};
    text_add_double(&digits, value, 6);
    sql_array_add(array, text_of(&digits));
}

/* NULL where nobody has said what its calls cost. */
static void add_cost(struct asked *asked, const struct provider_limits *limits, int64_t books)
{
    const struct price *price = &limits->price;
    const bool by_tokens = limits->generates && (price->in > 0 || price->out > 0);
    char cost[AMOUNT_BYTES];
    amount_text(price_of_call(price, by_tokens ? QUOTA_TOKENS_IN : 0,
                              by_tokens ? QUOTA_TOKENS_OUT_A_BOOK * books : 0),
                cost);
    sql_array_add(&asked->costs, price->known ? cost : NULL);
    sql_array_add(&asked->by_tokens, by_tokens ? "true" : "false");
}

static void add_provider(struct asked *asked, const struct provider_limits *limits,
                         bool is_generator, int64_t books)
{
    sql_array_add(&asked->names, limits->name);
    sql_array_add(&asked->roles, is_generator ? "generator" : "resolver");
    sql_array_add(&asked->zones, limits->zone);
    if (limits->daily_calls > 0)
        sql_array_add_int(&asked->daily, limits->daily_calls);
    else
        sql_array_add(&asked->daily, NULL);
    sql_array_add_int(&asked->buffers, limits->buffer_calls);
    add_double(&asked->rates, limits->rate_per_second);
    sql_array_add_int(&asked->calls, is_generator      ? CALLS_GENERATOR
                                     : asked->resolver ? CALLS_LATER_RESOLVER
                                                       : CALLS_FIRST_RESOLVER);
    add_cost(asked, limits, books);
    asked->resolver = asked->resolver || !is_generator;
}

static bool add_list(struct asked *asked, const struct config *config, bool is_generator,
                     int64_t books, struct error *err)
{
    char name[32] = "";
    const char *list = is_generator ? config->generators : config->resolvers;
    while ((list = provider_name_next(list, name))) {
        struct provider_limits limits = {.name = NULL};
        const struct config_provider *provider = config_provider(config, name);
        if (!provider) /* config_check has found all of them */
            UNREACHABLE("a provider that is not configured");
        if (!provider_limits_read(provider, config->contact, &limits, err))
            return false;
        if (!limits.local)
            add_provider(asked, &limits, is_generator, books);
    }
    return true;
}

static bool add_lists(struct context *context, struct asked *asked, int64_t books,
                      struct error *err)
{
    return zones_check(context->db, context->config, err) &&
           add_list(asked, context->config, /* is_generator= */ true, books, err) &&
           add_list(asked, context->config, /* is_generator= */ false, books, err);
}

bool quota_read(struct context *context, const struct quota_need *need, struct rows **ret,
                struct error *err)
{
    CLEANUP(asked_done) struct asked asked = {.resolver = false};
    return add_lists(context, &asked, need->books, err) &&
           DATABASE_RUN(
               context->db, &sql_quota, ret, err, sql_text(sql_array_text(&asked.names)),
               sql_text(sql_array_text(&asked.roles)), sql_text(sql_array_text(&asked.zones)),
               sql_text(sql_array_text(&asked.daily)), sql_text(sql_array_text(&asked.buffers)),
               sql_text(sql_array_text(&asked.rates)), sql_text(sql_array_text(&asked.calls)),
               sql_text(sql_array_text(&asked.costs)), sql_int(need->months),
               budget_param(context->config->budget_per_day),
               budget_param(context->config->budget_total),
               sql_text(sql_array_text(&asked.by_tokens)), sql_text(need->asking),
               sql_text(need->generations));
}

bool quota_read_days(struct context *context, int64_t days, int64_t since_ms, struct rows **ret,
                     struct error *err)
{
    CLEANUP(asked_done) struct asked asked = {.resolver = false};
    return add_lists(context, &asked, /* books= */ 0, err) &&
           DATABASE_RUN(
               context->db, &sql_quota_days, ret, err, sql_text(sql_array_text(&asked.names)),
               sql_text(sql_array_text(&asked.zones)), sql_text(sql_array_text(&asked.daily)),
               sql_int(days), sql_int_or_null(since_ms, since_ms > 0));
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
    [QUOTA_FREE] = {"free", NULL, COLUMN_NUMBER},
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
    [QUOTA_COST_ASSUMED] = {"cost_is_assumed", NULL, COLUMN_BOOL},
};

void quota_forecast_print(const struct rows *rows)
{
    output_table(rows, forecast_columns, ARRAY_LEN(forecast_columns));
}

void quota_forecast_json(struct text *out, const struct rows *rows)
{
    output_rows_json(out, "forecast", rows, forecast_columns, ARRAY_LEN(forecast_columns));
}
