/* command_provider.c: which providers are open, and opening and closing one for the whole fleet. It
 * makes no call. */
#include <stdio.h>
#include <string.h>

#include "commands/command_provider.h"
#include "commands/commands.h"
#include "core/choice.h"
#include "core/json_write.h"
#include "core/provider_table.h"
#include "core/text.h"
#include "model/provider_limits.h"
#include "shared/output.h"
#include "sql.h"

#define CLOSED_MIN_MS 1000
#define CLOSED_MAX_MS (366 * INT64_C(86400000))

/* ---- list ---- */

static const struct column columns[] = {
    [PROVIDER_LIST_PROVIDER] = {"provider", "provider", COLUMN_TEXT},
    [PROVIDER_LIST_ROLE] = {"role", "role", COLUMN_TEXT},
    [PROVIDER_LIST_STATE] = {"state", "state", COLUMN_TEXT},
    [PROVIDER_LIST_CLOSED_SINCE] = {"closed_since", "since (UTC)", COLUMN_TIME},
    [PROVIDER_LIST_CLOSED_UNTIL] = {"closed_until", "until (UTC)", COLUMN_TIME},
    [PROVIDER_LIST_CLOSED_CLASS] = {"closed_class", "class", COLUMN_TEXT},
    [PROVIDER_LIST_CLOSED_WHY] = {"closed_why", "why", COLUMN_TEXT},
    [PROVIDER_LIST_FAILURES] = {"failures", "failures", COLUMN_NUMBER},
};

static void add_list(struct sql_array *names, struct sql_array *roles, const char *list,
                     const char *role)
{
    char name[32] = "";
    while ((list = provider_name_next(list, name))) {
        sql_array_add(names, name);
        sql_array_add(roles, role);
    }
}

static int perform_provider_list(struct context *context, const struct operands *operands,
                                 struct error *err)
{
    (void)operands;
    CLEANUP(sql_array_done) struct sql_array names = {0};
    CLEANUP(sql_array_done) struct sql_array roles = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    add_list(&names, &roles, context->config->generators, "generator");
    add_list(&names, &roles, context->config->resolvers, "resolver");
    add_list(&names, &roles, context->config->enrichers, "enricher");
    if (!DATABASE_RUN(context->db, &sql_provider_list, &rows, err, sql_text(sql_array_text(&names)),
                      sql_text(sql_array_text(&roles))))
        return EXIT_BY_ERROR;
    output_rows(context->json, "providers", rows, columns, ARRAY_LEN(columns));
    return EXIT_DONE;
}

static const struct command command_provider_list = {
    .name = "provider list",
    .summary = "Show which are open or closed, since when, until when and why.",
    .purpose = "Show which providers are open or closed, since when, until when and why.",
    .details = "failures: how many calls failed one after the other, in the whole fleet; after"
               " five the provider is closed for a time. 'provider log' shows earlier closings.",
    .prints_json = true,
    .perform = perform_provider_list,
};

/* ---- open and close ---- */

/* Every provider that the configuration describes may be opened and closed, whether it is used or
 * not. The catalogue may not, because its calls do not pass the gate. */
static bool check_name(const struct config *config, const char *name, struct error *err)
{
    CLEANUP(text_done) struct text known = {0};
    for (size_t i = 0; i < config->provider_count; i++) {
        const struct config_provider *provider = &config->providers[i];
        const struct provider_defaults *row =
            provider->kind ? provider_table_kind(provider->kind) : NULL;
        if (row && row->local)
            continue;
        if (strcmp(provider->name, name) == 0)
            return true;
        text_add_format(&known, "%s%s", known.count ? "|" : "", provider->name);
    }
    CLEANUP(text_done) struct text names = {0};
    choice_add_list(&names, text_of(&known));
    return error_set(err, config_provider(config, name) ? ERROR_USAGE : ERROR_MISSING, 0,
                     "'%.60s' is not possible here%s: choose %s", name,
                     config_provider(config, name) ? ", because it is local and never closed" : "",
                     text_of(&names));
}

static int64_t closed_ms;
static const char *why;

static bool prepare(struct context *context, const char *name, struct error *err)
{
    return context_configure(context, /* needs_database= */ true, /* needs_broker= */ false, err) &&
           check_name(context->config, name, err) && context_database(context, err);
}

static void print_opened(const struct context *context, const char *name, const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    const int64_t due = row_int(rows, 0, PROVIDER_OPEN_BY_OPERATOR_MONTHS_DUE);
    const int64_t isbns = row_int(rows, 0, PROVIDER_OPEN_BY_OPERATOR_ISBNS_DUE);
    const bool was_closed = row_bool(rows, 0, PROVIDER_OPEN_BY_OPERATOR_WAS_CLOSED);
    if (!context->json) {
        (void)printf(was_closed ? "%s is open." : "%s was open already.", name);
        if (isbns > 0)
            (void)printf(" %s and %s waited for it: due now.", output_count(due, "month", "months"),
                         output_count(isbns, "ISBN", "ISBNs"));
        else if (due > 0)
            (void)printf(" %s waited for it: due now.", output_count(due, "month", "months"));
        (void)printf("\n");
        return;
    }
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "provider", name);
    json_write_text(&out, "state", "open");
    json_write_bool(&out, "was_closed", was_closed);
    json_write_int(&out, "months_due", due);
    json_write_int(&out, "isbns_due", isbns);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int perform_provider_open(struct context *context, const struct operands *operands,
                                 struct error *err)
{
    const char *name = operands->items[0];
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!prepare(context, name, err) ||
        !DATABASE_RUN(context->db, &sql_provider_open_by_operator, &rows, err, sql_text(name),
                      sql_text(context_actor()), sql_text(why)))
        return EXIT_BY_ERROR;
    print_opened(context, name, rows);
    return EXIT_DONE;
}

static const struct cli_option provider_open_options[] = {
    OPTION_WHY(&why),
    OPTION_END,
};

static const struct command command_provider_open = {
    .name = "provider open",
    .summary = "Open one again.",
    .arguments = "NAME",
    .operands = PROVIDER_NAMES,
    .purpose = "Open a provider again for the whole fleet; its failures are forgotten.",
    .details = "Months that were deferred because it was closed are due at once. Calls that are"
               " used of the day's budget stay used.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = provider_open_options,
    .prints_json = true,
    .perform = perform_provider_open,
};

static const struct column closed_columns[] = {
    [PROVIDER_CLOSE_BY_OPERATOR_CLOSED_UNTIL] = {"closed_until", NULL, COLUMN_TIME},
    [PROVIDER_CLOSE_BY_OPERATOR_CLOSED_WHY] = {"closed_why", NULL, COLUMN_TEXT},
};

static void print_closed(const struct context *context, const char *name, const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    if (!context->json) { /* the reason may hold words of a service */
        (void)printf("%s is closed until %s UTC: %s\n", name,
                     row_text(rows, 0, PROVIDER_CLOSE_BY_OPERATOR_CLOSED_UNTIL),
                     output_shown(row_text(rows, 0, PROVIDER_CLOSE_BY_OPERATOR_CLOSED_WHY)));
        return;
    }
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "provider", name);
    json_write_text(&out, "state", "closed");
    output_row_json(&out, rows, 0, closed_columns, ARRAY_LEN(closed_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int perform_provider_close(struct context *context, const struct operands *operands,
                                  struct error *err)
{
    const char *name = operands->items[0];
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!prepare(context, name, err) ||
        !DATABASE_RUN(context->db, &sql_provider_close_by_operator, &rows, err, sql_text(name),
                      sql_int(closed_ms), sql_text(context_actor()), sql_text(why)))
        return EXIT_BY_ERROR;
    print_closed(context, name, rows);
    return EXIT_DONE;
}

static const struct cli_option provider_close_options[] = {
    {.name = "for",
     .kind = CLI_DURATION,
     .value = &closed_ms,
     .metavar = "TIME",
     .min = CLOSED_MIN_MS,
     .max = CLOSED_MAX_MS,
     .help = "how long",
     .preset = "1h"},
    OPTION_WHY(&why),
    OPTION_END,
};

static const struct command command_provider_close = {
    .name = "provider close",
    .summary = "Close one for a time.",
    .arguments = "NAME",
    .operands = PROVIDER_NAMES,
    .purpose = "Close a provider for the whole fleet for a time. Months go on with the others.",
    .details = "A month that no other provider can serve is deferred until then, and this is "
               "not counted as a failure of the month. Of two closings the later end holds: to"
               " shorten one, open the provider first.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = provider_close_options,
    .prints_json = true,
    .perform = perform_provider_close,
};

static const struct command *const group[] = {&command_provider_list, &command_provider_open,
                                              &command_provider_close, &command_provider_log, NULL};

const struct command command_provider = {
    .name = "provider", .summary = "Providers: list, open, close, log.", .commands = group};
