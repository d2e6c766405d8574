/* command_quota.c: how many calls every provider has spent today, and how many are left. The
 * numbers come from producer/shared/quota.c. */
#include <stdio.h>

#include "commands/commands.h"
#include "shared/output.h"
#include "shared/quota.h"
#include "sql.h"

static const struct column columns[] = {
    [QUOTA_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [QUOTA_ROLE] = {"role", NULL, COLUMN_TEXT},
    [QUOTA_USED] = {"used", "used", COLUMN_NUMBER},
    [QUOTA_DRIFT] = {"drift", "drift", COLUMN_NUMBER},
    [QUOTA_DAILY_LIMIT] = {"limit", "limit", COLUMN_NUMBER},
    [QUOTA_BUFFER] = {"buffer", "buffer", COLUMN_NUMBER},
    [QUOTA_LEFT_TODAY] = {"left", "left", COLUMN_NUMBER},
    [QUOTA_RESERVED] = {"reserved", "reserved", COLUMN_NUMBER},
    [QUOTA_CALLS_A_MONTH] = {"calls_a_month", "a month", COLUMN_NUMBER},
    [QUOTA_RATE] = {"rate_per_second", "rate/s", COLUMN_NUMBER},
    [QUOTA_STATE] = {"state", "state", COLUMN_TEXT},
    [QUOTA_CLOSED_UNTIL] = {"closed_until", "until (UTC)", COLUMN_TIME},
    [QUOTA_CLOSED_CLASS] = {"closed_class", "class", COLUMN_TEXT},
    [QUOTA_CLOSED_WHY] = {"closed_why", "why", COLUMN_TEXT},
    [QUOTA_RESET_AT] = {"reset_at", "reset (UTC)", COLUMN_TIME},
    [QUOTA_COST_TODAY] = {"cost_today", "cost", COLUMN_NUMBER},
};

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !quota_read(context, /* months= */ 0, /* books= */ 0, &rows, err))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0 && !context->json)
        (void)printf("Generators and resolvers are local: nothing is metered.\n");
    output_rows(context->json, "providers", rows, columns, ARRAY_LEN(columns));
    return EXIT_DONE;
}

const struct command command_quota = {
    .name = "quota",
    .summary = "Show what the providers' days have left.",
    .purpose = "Show what every provider's day has spent and has left.",
    .details =
        "left: the limit without the buffer and without what is used\n"
        "drift: by how much the provider's own count is above ours; the higher one counts\n"
        "reserved: the calls that months in the states queued, processing and retry will take, at "
        "the average of calls that a month took so far\n"
        "reset: when the provider's day ends, at its own midnight",
    .prints_json = true,
    .perform = perform,
};
