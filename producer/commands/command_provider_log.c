/* command_provider_log.c: when providers were closed and opened again, by whom or by what, the
 * newest first. */
#include "commands/command_provider.h"

#include <stdio.h>

#include "core/provider_table.h"
#include "shared/output.h"
#include "sql.h"

static const struct column columns[] = {
    [PROVIDER_LOG_ID] = {"id", NULL, COLUMN_NUMBER},
    [PROVIDER_LOG_AT] = {"at", "at (UTC)", COLUMN_TIME},
    [PROVIDER_LOG_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [PROVIDER_LOG_WHAT] = {"what", "what", COLUMN_TEXT},
    [PROVIDER_LOG_CLASS] = {"class", "class", COLUMN_TEXT},
    [PROVIDER_LOG_WHY] = {"why", "why", COLUMN_TEXT},
    [PROVIDER_LOG_CLOSED_WHY] = {"closed_why", "had been closed because", COLUMN_TEXT},
    [PROVIDER_LOG_UNTIL] = {"until", "until (UTC)", COLUMN_TIME},
    [PROVIDER_LOG_LASTED_MS] = {"closed_for_ms", "was closed for", COLUMN_MS},
};

static int64_t limit, after;

/* A name that no provider has is not one that was never closed. One that is configured no more may
 * still have a log. */
static bool is_known(struct context *context, const char *name, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (config_provider(context->config, name))
        return true;
    if (!DATABASE_RUN(context->db, &sql_provider_log, &rows, err, sql_text(name), sql_int(1),
                      sql_null()))
        return false;
    return rows_count(rows) > 0 ||
           error_set(err, ERROR_MISSING, 0, "there is no provider '%.60s': see 'provider list'",
                     name);
}

static void print(const struct rows *rows, const char *name)
{
    const size_t count = rows_count(rows);
    output_rows(/* as_json= */ false, "events", rows, columns, ARRAY_LEN(columns));
    if (count == 0)
        (void)printf("%s was never closed%s.\n", name ? name : "No provider",
                     after > 0 ? " before that line" : "");
    else if ((int64_t)count == limit)
        (void)printf("\nOlder lines: --after %s\n", row_text(rows, count - 1, PROVIDER_LOG_ID));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const char *name = operands->count > 0 ? operands->items[0] : NULL;
    if (!context_database(context, err) || (name && !is_known(context, name, err)) ||
        !DATABASE_RUN(context->db, &sql_provider_log, &rows, err, sql_text(name), sql_int(limit),
                      sql_int_or_null(after, after > 0)))
        return EXIT_BY_ERROR;
    if (context->json)
        output_page("events", rows, columns, ARRAY_LEN(columns),
                    (struct page){PROVIDER_LOG_ID, limit});
    else
        print(rows, name);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "after",
     .kind = CLI_INT,
     .value = &after,
     .metavar = "LINE",
     .min = 1,
     .max = INT64_MAX,
     .help = "only lines behind this one, which are older: the next page"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &limit,
     .metavar = "N",
     .min = 1,
     .max = 10000,
     .help = "how many, the newest first",
     .preset = "50"},
    OPTION_END,
};

const struct command command_provider_log = {
    .name = "provider log",
    .summary = "Show when they were closed and opened, and why.",
    .arguments = "[NAME]",
    .operands = PROVIDER_NAMES,
    .purpose = "Show when providers were closed and opened again, and why: all, or one.",
    .details =
        "Five failures in a row close a provider until a call succeeds; so do an answer that "
        "asks to wait, a key that is refused, and an operator. What is older than "
        "retention.provider_events_days is gone.",
    .options = options,
    .arguments_max = 1,
    .prints_json = true,
    .perform = perform,
};
