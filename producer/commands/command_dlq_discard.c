/* command_dlq_discard.c: takes letters off the open ones that need nothing any more, and brings
 * such letters back. */
#include <stdio.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/operation.h"
#include "sql.h"

static const char *why;
static bool no_wait;

static int preview(struct context *context, const struct letter_selection *selection,
                   const char *would, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(context->db, &sql_dead_letter_found, &rows, err, sql_text(selection->state),
                      LETTER_FILTER_PARAMS(&letter_filter)))
        return EXIT_BY_ERROR;
    const int64_t letters = row_int(rows, 0, DEAD_LETTER_FOUND_LETTERS);
    if (letters == 0)
        return letter_selection_nothing(context->db, err);
    if (!context->json) {
        (void)printf("%s would be %s. Nothing was changed: --yes does it.\n",
                     output_count(letters, "letter", "letters"), would);
        return EXIT_DONE;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "dry_run", true);
    json_write_int(&out, "letters", letters);
    json_write_close(&out, '}');
    output_print_json(&out);
    return EXIT_DONE;
}

struct settling {
    const char *kind;  /* of the operation */
    const char *state; /* of the letters that it looks for */
    const char *would; /* what they would be, in words */
};

static int settle(struct context *context, const struct operands *operands,
                  const struct settling *settling, struct error *err)
{
    CLEANUP(letter_selection_done) struct letter_selection selection = {.named = 0};
    struct dead_letters_collected collected = {0};
    const struct letter_operation wanted = {
        .kind = settling->kind, .why = why, .body = sql_null(), .is_left = no_wait};
    if (!letter_selection_read(operands, settling->state, &selection, err))
        return EXIT_USAGE;
    if (!command_dlq_collect_first(context, &collected, err))
        return EXIT_BY_ERROR;
    const int there = letter_selection_check(context->db, &selection, err);
    if (there != EXIT_DONE)
        return there;
    if (selection.named == 0 && !letter_yes)
        return preview(context, &selection, settling->would, err);
    return command_dlq_operate(context, &selection, &wanted, err);
}

static const struct cli_option options[] = {
    OPTIONS_LETTER_SELECTION,
    OPTION_NO_WAIT(&no_wait),
    OPTION_WHY(&why),
    OPTION_END,
};

static int perform_dlq_discard(struct context *context, const struct operands *operands,
                               struct error *err)
{
    static const struct settling discarding = {"discard", "archived", "discarded"};
    return settle(context, operands, &discarding, err);
}

const struct command command_dlq_discard = {
    .name = "dlq discard",
    .summary = "Take letters off the open ones; restore brings them back.",
    .arguments = "[LETTER…]",
    .purpose = "Discard open letters: nothing is done with them, and 'dlq list' shows them with "
               "--state discarded only. 'dlq restore' brings them back until they are too old "
               "(retention.letters_days).",
    .details = "Dead letters are collected from the broker first. The months of discarded letters "
               "stay as they are.",
    .arguments_max = 10000,
    .options = options,
    .prints_json = true,
    .perform = perform_dlq_discard,
};

static int perform_dlq_restore(struct context *context, const struct operands *operands,
                               struct error *err)
{
    static const struct settling restoring = {"restore", "discarded", "open again"};
    return settle(context, operands, &restoring, err);
}

const struct command command_dlq_restore = {
    .name = "dlq restore",
    .summary = "Bring discarded letters back to the open ones.",
    .arguments = "[LETTER…]",
    .purpose = "Restore discarded letters: they are open again, as they were.",
    .arguments_max = 10000,
    .options = options,
    .prints_json = true,
    .perform = perform_dlq_restore,
};
