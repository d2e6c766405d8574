/* command_report_columns.c: the columns of a report's lists, and the report for programs: as JSON,
 * and its months as CSV. */
#include <stdio.h>

#include "commands/command_report.h"
#include "core/json_write.h"
#include "core/version.h"
#include "shared/output_csv.h"
#include "shared/table.h"
#include "sql.h"

static const struct column state_columns[] = {
    [REPORT_STATES_STATE] = {"state", "state", COLUMN_TEXT},
    [REPORT_STATES_BEFORE] = {"before", "before", COLUMN_NUMBER},
    [REPORT_STATES_NOW] = {"now", "now", COLUMN_NUMBER},
};

static const struct column month_columns[] = {
    [REPORT_MONTH] = {"month", "month", COLUMN_TEXT},
    [REPORT_STATUS] = {"status", "status", COLUMN_TEXT},
    [REPORT_BOOKS_GENERATED] = {"books_generated", "books", COLUMN_NUMBER},
    [REPORT_ISBNS_RESOLVED] = {"isbns_resolved", "resolved", COLUMN_NUMBER},
    [REPORT_RESOLUTION_RATE] = {"resolution_rate", "rate %", COLUMN_NUMBER},
    [REPORT_ISBNS_QUEUED] = {"isbns_queued", "queued", COLUMN_NUMBER},
    [REPORT_ISBNS_ENRICHED] = {"isbns_enriched", "enriched", COLUMN_NUMBER},
    [REPORT_DURATION_MS] = {"duration_ms", "duration", COLUMN_MS},
    [REPORT_CALLS] = {"calls", "calls", COLUMN_CALLS},
    [REPORT_RETRY_COUNT] = {"retry_count", "retries", COLUMN_NUMBER},
    [REPORT_ERROR_MESSAGE] = {"error_message", NULL, COLUMN_TEXT},
};

static const struct column prompt_columns[] = {
    [REPORT_PROMPTS_PROMPT_VARIANT] = {"prompt_variant", "prompt", COLUMN_TEXT},
    [REPORT_PROMPTS_BOOKS_ASKED] = {"books_asked", "books asked", COLUMN_NUMBER},
    [REPORT_PROMPTS_MONTHS] = {"months", "months", COLUMN_NUMBER},
    [REPORT_PROMPTS_COMPLETED] = {"completed", "completed", COLUMN_NUMBER},
    [REPORT_PROMPTS_BOOKS_GENERATED] = {"books_generated", "books", COLUMN_NUMBER},
    [REPORT_PROMPTS_ISBNS_RESOLVED] = {"isbns_resolved", "resolved", COLUMN_NUMBER},
    [REPORT_PROMPTS_RESOLUTION_RATE] = {"resolution_rate", "rate %", COLUMN_NUMBER},
};

static const struct column refusal_columns[] = {
    [REPORT_REFUSALS_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [REPORT_REFUSALS_WHAT] = {"what", "what", COLUMN_TEXT},
    [REPORT_REFUSALS_MONTHS] = {"months", "months", COLUMN_NUMBER},
    [REPORT_REFUSALS_FIRST_MONTHS] = {"first_months", "the first of them", COLUMN_TEXT},
    [REPORT_REFUSALS_WORDS] = {"words", "its words, of the last", COLUMN_TEXT},
};

static const struct column error_columns[] = {
    [REPORT_ERRORS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [REPORT_ERRORS_ATTEMPTS] = {"attempts", "attempts", COLUMN_NUMBER},
    [REPORT_ERRORS_MONTHS] = {"months", "months", COLUMN_NUMBER},
    [REPORT_ERRORS_FAILED] = {"failed", "failed now", COLUMN_NUMBER},
    [REPORT_ERRORS_LAST_AT] = {"last_at", "last", COLUMN_TEXT},
    [REPORT_ERRORS_MESSAGE] = {"message", "its message", COLUMN_TEXT},
};

static const struct column quota_columns[] = {
    [QUOTA_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [QUOTA_USED] = {"used", "used", COLUMN_NUMBER},
    [QUOTA_DAILY_LIMIT] = {"limit", "limit", COLUMN_NUMBER},
    [QUOTA_USED_PERCENT] = {"used_percent", "used %", COLUMN_NUMBER},
    [QUOTA_LEFT_TODAY] = {"left", "left", COLUMN_NUMBER},
    [QUOTA_RESERVED] = {"reserved", "reserved", COLUMN_NUMBER},
    [QUOTA_STATE] = {"state", "state", COLUMN_TEXT},
    [QUOTA_CLOSED_UNTIL] = {"closed_until", "until (UTC)", COLUMN_TIME},
    [QUOTA_CLOSED_WHY] = {"closed_why", "why", COLUMN_TEXT},
};

static const struct column day_columns[] = {
    [QUOTA_DAYS_DAY] = {"day", "day", COLUMN_TEXT},
    [QUOTA_DAYS_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [QUOTA_DAYS_BEFORE] = {"before", "before", COLUMN_NUMBER},
    [QUOTA_DAYS_USED] = {"used", "used", COLUMN_NUMBER},
    [QUOTA_DAYS_DAILY_LIMIT] = {"limit", "limit", COLUMN_NUMBER},
    [QUOTA_DAYS_USED_PERCENT] = {"used_percent", "used %", COLUMN_NUMBER},
    [QUOTA_DAYS_COST] = {"cost", "cost", COLUMN_NUMBER},
    [QUOTA_DAYS_UNPRICED] = {"unpriced", "no price", COLUMN_NUMBER},
};

const struct report_section report_sections[REPORT_LIST_COUNT_] = {
    [REPORT_LIST_STATES] = {"states", "Months by state", "No month is in the table.", state_columns,
                            ARRAY_LEN(state_columns)},
    [REPORT_LIST_MONTHS] = {"months", "Months", "None was ever scheduled.", month_columns,
                            ARRAY_LEN(month_columns)},
    [REPORT_LIST_PROMPTS] = {"prompts", "By prompt", NULL, prompt_columns,
                             ARRAY_LEN(prompt_columns)},
    [REPORT_LIST_REFUSALS] = {"refusals", "Generators that gave no books",
                              "None declined or failed.", refusal_columns,
                              ARRAY_LEN(refusal_columns)},
    [REPORT_LIST_ERRORS] = {"errors", "Errors of attempts, by class", "None.", error_columns,
                            ARRAY_LEN(error_columns)},
    [REPORT_LIST_QUOTA] = {"quota", "The providers' present day",
                           "All providers are local: nothing is metered.", quota_columns,
                           ARRAY_LEN(quota_columns)},
    [REPORT_LIST_DAYS] = {"days", "Used, by day", NULL, day_columns, ARRAY_LEN(day_columns)},
};

const struct column report_totals[REPORT_TOTALS_COUNT] = {
    [REPORT_TOTALS_MONTHS] = {"months", "months", COLUMN_NUMBER},
    [REPORT_TOTALS_COMPLETED] = {"completed", "completed", COLUMN_NUMBER},
    [REPORT_TOTALS_FAILED] = {"failed", "failed", COLUMN_NUMBER},
    [REPORT_TOTALS_BOOKS_GENERATED] = {"books_generated", "books generated", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_RESOLVED] = {"isbns_resolved", "ISBNs resolved", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_QUEUED] = {"isbns_queued", "ISBNs queued", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_PUBLISHED] = {"isbns_published", "ISBNs published", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_ENRICHED] = {"isbns_enriched", "ISBNs enriched", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_WAITING] = {"isbns_waiting", "ISBNs that wait", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_NOT_FOUND] = {"isbns_not_found", "ISBNs not found", COLUMN_NUMBER},
    [REPORT_TOTALS_ISBNS_FAILED] = {"isbns_failed", "ISBNs failed", COLUMN_NUMBER},
    [REPORT_TOTALS_ENRICHED_EDITIONS] = {"enriched_editions", "enriched_editions", COLUMN_NUMBER},
    [REPORT_TOTALS_SYNTHETIC_WORKS] = {"synthetic_works", "works without an edition",
                                       COLUMN_NUMBER},
    [REPORT_TOTALS_RESOLUTION_RATE] = {"resolution_rate", "resolution rate %, all books together",
                                       COLUMN_NUMBER},
    [REPORT_TOTALS_MEAN_OF_MONTHLY_RATES] = {"mean_of_monthly_rates", "mean of the months' rates %",
                                             COLUMN_NUMBER},
    [REPORT_TOTALS_DURATION_MS] = {"duration_ms", "time of completed months", COLUMN_MS},
    [REPORT_TOTALS_RETRY_COUNT] = {"retry_count", "retries", COLUMN_NUMBER},
    [REPORT_TOTALS_CALLS] = {"calls", "calls", COLUMN_CALLS},
    [REPORT_TOTALS_COST] = {"cost", "cost of these calls", COLUMN_NUMBER},
    [REPORT_TOTALS_UNPRICED] = {"unpriced", "calls whose cost is not known, and in no sum",
                                COLUMN_NUMBER},
};

/* ---- for programs ---- */

static void write_header(const struct report *report, struct text *out)
{
    CLEANUP(text_done) struct text program = {0};
    version_write(PROGRAM, &program);
    program.bytes[program.count - 1] = '\0'; /* the end of its line */
    json_write_text(out, "made_at", row_text(report->header, 0, REPORT_HEADER_MADE_AT));
    json_write_text(out, "since_at", row_text(report->header, 0, REPORT_HEADER_SINCE_AT));
    json_write_text(out, "from", report->in_range ? month_text(report->range.from).text : NULL);
    json_write_text(out, "to", report->in_range ? month_text(report->range.to).text : NULL);
    json_write_open(out, "versions", '{');
    json_write_text(out, "program", text_of(&program));
    json_write_raw(out, "schema", row_text(report->header, 0, REPORT_HEADER_SCHEMA));
    json_write_text(out, "postgresql", row_text(report->header, 0, REPORT_HEADER_POSTGRESQL));
    json_write_text(out, "rabbitmq", report->depths.known ? report->depths.version : NULL);
    json_write_close(out, '}');
}

static void write_settings(const struct report *report, struct text *out)
{
    const struct config *config = report->context->config;
    CLEANUP(table_done) struct table providers = {0};
    json_write_open(out, "configuration", '{');
    for (size_t i = 0; report_setting_at(i); i++) {
        const struct report_setting *setting = report_setting_at(i);
        const char *value = report_setting_text(config, setting);
        if (setting->is_number)
            json_write_raw(out, setting->path, value);
        else
            json_write_text(out, setting->path, value);
    }
    static const char *const keys[] = {"provider",         "role",        "model",
                                       "calls_per_second", "daily_calls", "buffer_calls",
                                       "timeout_seconds"};
    json_write_open(out, "providers", '[');
    report_providers(config, &providers);
    for (size_t i = 0; i < providers.cell_count; i += providers.column_count) {
        json_write_open(out, NULL, '{');
        for (size_t k = 0; k < ARRAY_LEN(keys); k++)
            json_write_text(out, keys[k], providers.cells[i + k]);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
    json_write_close(out, '}');
}

/* The month behind which the next page begins. */
static void write_next(const struct report *report, struct text *out)
{
    const struct rows *months = report->lists[REPORT_LIST_MONTHS];
    const size_t count = rows_count(months);
    const bool full = report->limit > 0 && (int64_t)count == report->limit;
    json_write_text(out, "next", full ? row_text(months, count - 1, REPORT_MONTH) : NULL);
}

void report_print_json(const struct report *report)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    write_header(report, &out);
    write_settings(report, &out);
    for (size_t i = 0; i < REPORT_LIST_COUNT_; i++)
        output_rows_json(&out, report_sections[i].key, report->lists[i], report_sections[i].columns,
                         report_sections[i].count);
    write_next(report, &out);
    json_write_open(&out, "totals", '{');
    output_row_json(&out, report->totals, 0, report_totals, REPORT_TOTALS_COUNT);
    json_write_close(&out, '}');
    depths_json(&out, "queues", &report->depths);
    json_write_open(&out, "consumers", '{');
    for (size_t i = 0; i < DEPTHS_QUEUES && report->depths.known; i++)
        if (report->depths.of[i].exists)
            json_write_int(&out, report->depths.of[i].queue, report->depths.of[i].consumers);
    json_write_close(&out, '}');
    json_write_open(&out, "outbox", '{');
    json_write_int(&out, "due", row_int(report->outbox, 0, OUTBOX_STATE_DUE));
    json_write_int(&out, "later", row_int(report->outbox, 0, OUTBOX_STATE_LATER));
    json_write_close(&out, '}');
    json_write_close(&out, '}');
    output_print_json(&out);
}

void report_print_csv(const struct report *report)
{
    CLEANUP(csv_writer_done) struct csv_writer csv = {0};
    const struct rows *rows = report->lists[REPORT_LIST_MONTHS];
    output_csv_head(&csv, month_columns, ARRAY_LEN(month_columns));
    for (size_t i = 0; i < rows_count(rows); i++)
        output_csv_row(&csv, rows, i, month_columns, ARRAY_LEN(month_columns));
    (void)fputs(text_of(&csv.text), stdout); /* main checks stdout once, at the end */
}
