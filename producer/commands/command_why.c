/* command_why.c: what the fleet, or one month, waits for: a sentence for what a person must act on
 * first, and behind it what else holds. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "shared/why.h"
#include "sql.h"

static void print_json(const char *month, const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "month", month);
    why_json(&out, "why", rows, 0);
    json_write_open(&out, "others", '[');
    for (size_t i = 1; i < rows_count(rows); i++)
        why_json(&out, NULL, rows, i);
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        CLEANUP(text_done) struct text sentence = {0};
        why_text(&sentence, rows, i);
        (void)printf("%s%s\n", i > 0 ? "- " : "", text_of(&sentence));
    }
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    struct month month = {0};
    struct depths depths = {.known = false};
    CLEANUP(rows_free) struct rows *rows = NULL;
    const char *name = operands->count > 0 ? operands->items[0] : NULL;
    if (name && !command_month(name, &month, err))
        return EXIT_USAGE;
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    depths_read(context->config, &depths);
    if (!why_read(context, name ? &month : NULL, &depths, &rows, err))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0) {
        (void)error_set(
            err, ERROR_MISSING, 0,
            "%s is not in the table: 'backfill-producer seed --from %s --to %s' enters it", name,
            name, name);
        return EXIT_NOTHING;
    }
    if (context->json)
        print_json(name, rows);
    else
        print_text(rows);
    return EXIT_DONE;
}

const struct command command_why = {
    .name = "why",
    .summary = "Say in a sentence what the fleet or a month waits for.",
    .arguments = "[MONTH]",
    .purpose = "Say in a sentence what the fleet, or one month, waits for: since when, until when, "
               "and which command would change it.",
    .details =
        "The first sentence is what a person must act on first; what else holds follows, "
        "each behind a dash. 'status' begins with the same sentence. Nothing is changed, and "
        "the broker is only looked at.",
    .arguments_max = 1,
    .prints_json = true,
    .perform = perform,
};
