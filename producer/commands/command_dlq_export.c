/* command_dlq_export.c: prints letters whole, one JSON object a line, page by page, so that memory
 * does not grow with their number. */
#include <stdio.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "sql.h"

#define PAGE 100 /* bodies of a megabyte each are base64 in one answer */

static int perform_dlq_export(struct context *context, const struct operands *operands,
                              struct error *err)
{
    CLEANUP(letter_selection_done) struct letter_selection selection = {.named = 0};
    int64_t after = 0;
    size_t count = PAGE;
    if (!letter_selection_read(operands, letter_filter_state_name(&letter_filter), &selection, err))
        return EXIT_USAGE;
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    const int there = letter_selection_check(context->db, &selection, err);
    if (there != EXIT_DONE)
        return there;
    while (count == PAGE && !ferror(stdout)) { /* whoever reads it may have left */
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(context->db, &sql_dead_letter_export, &rows, err, sql_int(after),
                          sql_int(PAGE), LETTER_SELECTION_PARAMS(&selection)))
            return EXIT_BY_ERROR;
        count = rows_count(rows);
        for (size_t i = 0; i < count; i++)
            (void)printf("%s\n", row_text(rows, i, DEAD_LETTER_EXPORT_LINE));
        if (count > 0)
            after = row_int(rows, count - 1, DEAD_LETTER_EXPORT_ID);
        else if (after == 0) {
            (void)error_set(err, ERROR_USAGE, 0,
                            "no letter fits: see 'dlq list' with the same filters");
            return EXIT_NOTHING;
        }
    }
    return EXIT_DONE;
}

static const struct cli_option dlq_export_options[] = {
    OPTION_LETTER_STATE,
    OPTIONS_LETTER_FILTER,
    {.name = "all",
     .kind = CLI_FLAG,
     .value = &letter_all,
     .help = "where no letter and no filter is given: every letter in the state"},
    OPTION_END,
};

const struct command command_dlq_export = {
    .name = "dlq export",
    .summary = "Print letters whole, as JSON lines.",
    .arguments = "[LETTER…]",
    .purpose = "Print letters whole, one JSON object a line, with headers, and body and properties "
               "in base64. Moves nothing. With --json errors are JSON, too.",
    .arguments_max = 10000,
    .options = dlq_export_options,
    .prints_json = true,
    .perform = perform_dlq_export,
};
