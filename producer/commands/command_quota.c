/* command_quota.c: how many calls every provider has spent today and on the days before, and how
 * many are left. The numbers come from producer/shared/quota.c. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "shared/quota.h"
#include "sql.h"

#define SINCE_MAX_MS (3660 * INT64_C(86400000))

static const struct column columns[] = {
    [QUOTA_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [QUOTA_ROLE] = {"role", NULL, COLUMN_TEXT},
    [QUOTA_USED] = {"used", "used", COLUMN_NUMBER},
    [QUOTA_USED_PERCENT] = {"used_percent", "used %", COLUMN_NUMBER},
    [QUOTA_DRIFT] = {"drift", "drift", COLUMN_NUMBER},
    [QUOTA_DAILY_LIMIT] = {"limit", "limit", COLUMN_NUMBER},
    [QUOTA_BUFFER] = {"buffer", "buffer", COLUMN_NUMBER},
    [QUOTA_LEFT_TODAY] = {"left", "left", COLUMN_NUMBER},
    [QUOTA_RESERVED] = {"reserved", "reserved", COLUMN_NUMBER},
    [QUOTA_FREE] = {"free", NULL, COLUMN_NUMBER},
    [QUOTA_CALLS_A_MONTH] = {"calls_a_month", "a month", COLUMN_NUMBER},
    [QUOTA_CALLS_ASSUMED] = {"calls_assumed", NULL, COLUMN_BOOL},
    [QUOTA_RATE] = {"rate_per_second", "rate/s", COLUMN_NUMBER},
    [QUOTA_STATE] = {"state", "state", COLUMN_TEXT},
    [QUOTA_CLOSED_UNTIL] = {"closed_until", "until (UTC)", COLUMN_TIME},
    [QUOTA_CLOSED_CLASS] = {"closed_class", "class", COLUMN_TEXT},
    [QUOTA_CLOSED_WHY] = {"closed_why", "why", COLUMN_TEXT},
    [QUOTA_RESET_AT] = {"reset_at", "reset (UTC)", COLUMN_TIME},
    [QUOTA_COST_TODAY] = {"cost_today", "cost", COLUMN_NUMBER},
};

static const struct column day_columns[] = {
    [QUOTA_DAYS_DAY] = {"day", "day", COLUMN_TEXT},
    [QUOTA_DAYS_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [QUOTA_DAYS_BEFORE] = {"before", "before", COLUMN_NUMBER},
    [QUOTA_DAYS_USED] = {"used", "used", COLUMN_NUMBER},
    [QUOTA_DAYS_DAILY_LIMIT] = {"limit", "limit", COLUMN_NUMBER},
    [QUOTA_DAYS_USED_PERCENT] = {"used_percent", "used %", COLUMN_NUMBER},
    [QUOTA_DAYS_RESERVED] = {"under_way", "under way", COLUMN_NUMBER},
    [QUOTA_DAYS_COST] = {"cost", "cost", COLUMN_NUMBER},
    [QUOTA_DAYS_UNPRICED] = {"unpriced", "no price", COLUMN_NUMBER},
};

static struct {
    int64_t days, since_ms;
} request;

/* ---- as text: two tables of 80 columns, and a sentence for each that is closed ---- */

static void print_some(const struct rows *providers, const int *which, size_t count)
{
    struct column shown[ARRAY_LEN(columns)];
    for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
        shown[i] = columns[i];
        shown[i].heading = NULL;
    }
    for (size_t i = 0; i < count; i++)
        shown[which[i]].heading = columns[which[i]].heading;
    output_table(providers, shown, ARRAY_LEN(shown));
}

static void print_closed(const struct rows *providers, size_t row)
{
    CLEANUP(text_done) struct text words = {0}, lines = {0};
    text_add_format(&words, "%s is closed", output_shown(row_text(providers, row, QUOTA_PROVIDER)));
    if (!row_is_null(providers, row, QUOTA_CLOSED_UNTIL))
        text_add_format(&words, " until %s UTC", row_text(providers, row, QUOTA_CLOSED_UNTIL));
    if (!row_is_null(providers, row, QUOTA_CLOSED_CLASS))
        text_add_format(&words, " (%s)",
                        output_shown(row_text(providers, row, QUOTA_CLOSED_CLASS)));
    if (!row_is_null(providers, row, QUOTA_CLOSED_WHY))
        text_add_format(&words, ": %s", output_shown(row_text(providers, row, QUOTA_CLOSED_WHY)));
    cli_add_words(&lines, text_of(&words), /* at= */ 0, /* indent= */ 2);
    (void)printf("%s\n", text_of(&lines));
}

static void print_providers(const struct rows *providers)
{
    static const int day[] = {QUOTA_PROVIDER,    QUOTA_USED,          QUOTA_USED_PERCENT,
                              QUOTA_DAILY_LIMIT, QUOTA_BUFFER,        QUOTA_LEFT_TODAY,
                              QUOTA_RESERVED,    QUOTA_CALLS_A_MONTH, QUOTA_STATE};
    static const int more[] = {QUOTA_PROVIDER, QUOTA_RATE, QUOTA_DRIFT, QUOTA_RESET_AT,
                               QUOTA_COST_TODAY};
    if (rows_count(providers) == 0)
        return;
    print_some(providers, day, ARRAY_LEN(day));
    (void)printf("\n");
    print_some(providers, more, ARRAY_LEN(more));
    for (size_t i = 0, said = 0; i < rows_count(providers); i++) {
        if (!text_equal(row_text(providers, i, QUOTA_STATE), "closed"))
            continue;
        (void)fputs(said++ == 0 ? "\n" : "", stdout);
        print_closed(providers, i);
    }
}

/* ---- as JSON ---- */

static void print_json(const struct rows *providers, const struct rows *days)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "providers", providers, columns, ARRAY_LEN(columns));
    output_rows_json(&out, "days", days, day_columns, ARRAY_LEN(day_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* What was used before stands beside what is used by now only where it was asked for, and how many
 * calls are not in the cost only where there are such. */
static void print_days(const struct rows *days)
{
    struct column shown[ARRAY_LEN(day_columns)];
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        shown[i] = day_columns[i];
    if (request.since_ms == 0)
        shown[QUOTA_DAYS_BEFORE].heading = NULL;
    output_hide_zeroes(&shown[QUOTA_DAYS_UNPRICED], days, QUOTA_DAYS_UNPRICED);
    (void)printf("\n");
    output_table(days, shown, ARRAY_LEN(shown));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *days = NULL;
    if (!context_database(context, err) ||
        !quota_read(context, &(const struct quota_need){.months = 0}, &rows, err) ||
        !quota_read_days(context, request.days, request.since_ms, &days, err))
        return EXIT_BY_ERROR;
    if (context->json) {
        print_json(rows, days);
        return EXIT_DONE;
    }
    if (rows_count(rows) == 0)
        (void)printf("Generators and resolvers are local: nothing is metered.\n");
    print_providers(rows);
    if (rows_count(days) > 0)
        print_days(days);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "days",
     .kind = CLI_INT,
     .value = &request.days,
     .metavar = "N",
     .min = 0,
     .max = 3660,
     .help = "what the last N days have spent, today among them; 0: none",
     .preset = "7"},
    {.name = "since",
     .kind = CLI_DURATION,
     .value = &request.since_ms,
     .metavar = "AGO",
     .min = 1000,
     .max = SINCE_MAX_MS,
     .help = "beside it what was used before, such as 2h ago"},
    OPTION_END,
};

const struct command command_quota = {
    .name = "quota",
    .summary = "Show what the providers' days have left.",
    .purpose = "Show what every provider's day has spent and has left.",
    .details =
        "left: the limit without the buffer and without what is used\n"
        "drift: by how much the provider's own count is above ours; the higher one counts\n"
        "reserved: the calls that months in the states queued, processing and retry will take, at "
        "the average of calls that a month took so far; below ten months, what is assumed\n"
        "reset: when the provider's day ends, at its own midnight\n"
        "used %: of the whole limit, rounded down\n"
        "before (--since): used without the calls of attempts that began since; a call of no month "
        "counts as one from before\n"
        "no price: so many calls of the day have none, and are not in its cost\n"
        "By day, under way are calls that no answer has ended yet, or were of a process that died "
        "before it recorded them.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
