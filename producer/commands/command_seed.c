/* command_seed.c: enter the months of a range into the table. To enter them again changes nothing.
 * No month is sent to work. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "sql.h"

static void print_seeded(const struct context *context, struct range range, int64_t added)
{
    const int64_t there = month_span(range.from, range.to) - added;
    if (!context->json) {
        (void)printf("%s to %s: %s, %lld there already.\n", month_text(range.from).text,
                     month_text(range.to).text, output_count(added, "new month", "new months"),
                     (long long)there);
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "from", month_text(range.from).text);
    json_write_text(&out, "to", month_text(range.to).text);
    json_write_int(&out, "months_new", added);
    json_write_int(&out, "months_existing", there);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static struct range range;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!range.from.year || !range.to.year) {
        (void)error_set(err, ERROR_USAGE, 0,
                        "--%s is missing: seed needs a range, such as --from 2000-01 --to 2024-12",
                        range.from.year ? "to" : "from");
        return EXIT_USAGE;
    }
    const struct range closed = range_closed(range);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_seed, &rows, err, sql_int(range_number(closed.from)),
                      sql_int(range_number(closed.to))))
        return EXIT_BY_ERROR;
    print_seeded(context, closed, row_int(rows, 0, SEED_MONTHS_NEW));
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    OPTION_FROM(&range.from),
    OPTION_TO(&range.to),
    OPTION_END,
};

const struct command command_seed = {
    .name = "seed",
    .summary = "Enter months into the table.",
    .purpose = "Enter months into the table, to be scheduled later; those that are there stay "
               "as they are.",
    .details = "Example: backfill-producer seed --from 2000-01 --to 2024-12",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
