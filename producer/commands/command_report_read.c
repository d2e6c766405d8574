/* command_report_read.c: reads what a report holds: the database in one snapshot, the broker once,
 * and of the configuration what the results depend on. No secret is among it. */
#include <stddef.h>
#include <stdio.h>

#include "commands/command_report.h"
#include "model/provider_limits.h"
#include "shared/quota.h"
#include "shared/table.h"
#include "sql.h"

#define DAY_MS INT64_C(86400000)
#define DAYS_SHOWN_MAX 31

void report_done(struct report *report)
{
    if (!report)
        return;
    rows_free(report->header);
    rows_free(report->totals);
    rows_free(report->outbox);
    for (size_t i = 0; i < REPORT_LIST_COUNT_; i++)
        rows_free(report->lists[i]);
}

/* ---- the database ---- */

/* A statement of the months of a range. */
static bool read_range(struct report *report, const struct sql *statement, struct rows **ret,
                       struct error *err)
{
    return DATABASE_RUN(report->context->db, statement, ret, err,
                        sql_int(range_number(report->range.from)),
                        sql_int(range_number(report->range.to)));
}

/* A page of months; all else is of the whole range. */
static bool read_months(struct report *report, struct error *err)
{
    const int64_t from = range_number(report->range.from);
    const int64_t behind = report->after.year ? range_number(report->after) + 1 : from;
    return DATABASE_RUN(report->context->db, &sql_report, &report->lists[REPORT_LIST_MONTHS], err,
                        sql_int(behind > from ? behind : from),
                        sql_int(range_number(report->range.to)),
                        sql_int_or_null(report->limit, report->limit > 0));
}

/* The days of quota that are shown: today, and back to the moment to compare with. */
static int64_t days_of(int64_t since_ms)
{
    const int64_t days = since_ms / DAY_MS + 1 + (since_ms % DAY_MS > 0);
    return days < DAYS_SHOWN_MAX ? days : DAYS_SHOWN_MAX;
}

bool report_read(struct report *report, struct error *err)
{
    static const struct {
        enum report_list list;
        const struct sql *statement;
    } lists[] = {
        {REPORT_LIST_PROMPTS, &sql_report_prompts},
        {REPORT_LIST_REFUSALS, &sql_report_refusals},
        {REPORT_LIST_ERRORS, &sql_report_errors},
    };
    struct database *db = report->context->db;
    const struct sql_param since = sql_int_or_null(report->since_ms, report->since_ms > 0);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        if (!read_range(report, lists[i].statement, &report->lists[lists[i].list], err))
            return false;
    if (!read_months(report, err) ||
        !DATABASE_RUN(db, &sql_report_header, &report->header, err, since) ||
        !DATABASE_RUN(db, &sql_report_states, &report->lists[REPORT_LIST_STATES], err,
                      sql_int(range_number(report->range.from)),
                      sql_int(range_number(report->range.to)), since) ||
        !read_range(report, &sql_report_totals, &report->totals, err) ||
        !DATABASE_RUN0(db, &sql_outbox_state, &report->outbox, err) ||
        !quota_read(report->context, &(const struct quota_need){.months = 0},
                    &report->lists[REPORT_LIST_QUOTA], err) ||
        !quota_read_days(report->context, days_of(report->since_ms), report->since_ms,
                         &report->lists[REPORT_LIST_DAYS], err))
        return false;
    depths_read(report->context->config, &report->depths);
    return true;
}

/* ---- settings and providers ---- */

#define TEXT(path_, field)                                                                         \
    {                                                                                              \
        .path = (path_), .at = offsetof(struct config, field)                                      \
    }
#define NUMBER(path_, field)                                                                       \
    {                                                                                              \
        .path = (path_), .is_number = true, .at = offsetof(struct config, field)                   \
    }

static const struct report_setting settings[] = {
    TEXT("generators", generators),
    TEXT("resolvers", resolvers),
    TEXT("enrichers", enrichers),
    NUMBER("schedule.after_days", schedule_after_days),
    NUMBER("retry_max", retry_max),
    TEXT("retry_delays", retry_delays),
    NUMBER("crash_max", crash_max),
    NUMBER("month_deadline_seconds", month_deadline_seconds),
    NUMBER("consumer.concurrency", consumer_concurrency),
    NUMBER("enrichment.batch_size", enrichment_batch_size),
    NUMBER("enrichment.share_percent", enrichment_share_percent),
    TEXT("budget.per_day", budget_per_day),
    TEXT("budget.total", budget_total),
    NUMBER("retention.answers_days", retention_answers_days),
};

const struct report_setting *report_setting_at(size_t place)
{
    return place < ARRAY_LEN(settings) ? &settings[place] : NULL;
}

const char *report_setting_text(const struct config *config, const struct report_setting *setting)
{
    static char digits[24]; /* commands have one thread */
    const char *field = (const char *)config + setting->at;
    if (!setting->is_number) {
        const char *text = *(const char *const *)(const void *)field;
        return text ? text : "";
    }
    (void)snprintf(digits, sizeof(digits), "%lld",
                   (long long)*(const int64_t *)(const void *)field);
    return digits;
}

static void add_number(struct table *table, double value, int decimals)
{
    CLEANUP(text_done) struct text cell = {0};
    text_add_double(&cell, value, decimals);
    table_add(table, text_of(&cell));
}

static void add_provider(struct table *table, const struct provider_limits *limits,
                         const char *role)
{
    table_add(table, limits->name);
    table_add(table, role);
    if (limits->local) {
        table_add(table, "local");
        for (int i = 0; i < 4; i++)
            table_add(table, "-");
        return;
    }
    table_add(table, limits->model ? limits->model : "-");
    add_number(table, limits->rate_per_second, 1);
    if (limits->daily_calls > 0)
        add_number(table, (double)limits->daily_calls, 0);
    else
        table_add(table, "unlimited");
    add_number(table, (double)limits->buffer_calls, 0);
    add_number(table, (double)limits->timeout_ms / 1000.0, 1);
}

static void add_list(const struct config *config, const char *list, const char *role,
                     struct table *table)
{
    char name[32] = "";
    while ((list = provider_name_next(list, name))) {
        struct provider_limits limits = {.name = NULL};
        struct error wrong = {0};
        const struct config_provider *provider = config_provider(config, name);
        /* What is wrong with it, quota_read has refused before. */
        if (provider && provider_limits_read(provider, config->contact, &limits, &wrong))
            add_provider(table, &limits, role);
    }
}

void report_providers(const struct config *config, struct table *ret)
{
    table_heading(ret, "provider", /* right= */ false);
    table_heading(ret, "role", /* right= */ false);
    table_heading(ret, "model", /* right= */ false);
    table_heading(ret, "calls/s", /* right= */ true);
    table_heading(ret, "a day", /* right= */ true);
    table_heading(ret, "kept back", /* right= */ true);
    table_heading(ret, "timeout s", /* right= */ true);
    add_list(config, config->generators, "generator", ret);
    add_list(config, config->resolvers, "resolver", ret);
    add_list(config, config->enrichers, "enricher", ret);
}

/* ---- the broker ---- */

void report_queues(const struct depths *depths, struct table *ret)
{
    table_heading(ret, "queue", /* right= */ false);
    table_heading(ret, "messages", /* right= */ true);
    table_heading(ret, "consumers", /* right= */ true);
    for (size_t i = 0; i < DEPTHS_QUEUES && depths->known; i++) {
        table_add(ret, depths->of[i].queue);
        if (depths->of[i].exists) {
            add_number(ret, (double)depths->of[i].ready, 0);
            add_number(ret, (double)depths->of[i].consumers, 0);
        } else {
            table_add(ret, "missing");
            table_add(ret, "-");
        }
    }
}
