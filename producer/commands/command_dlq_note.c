/* command_dlq_note.c: what operators know of a group of dead letters: a note, and what mended its
 * cause. Both outlive the letters. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "sql.h"

static void say_kept(const struct context *context, const struct operands *operands, bool fix)
{
    const char *group = operands->items[0], *text = operands->items[1];
    if (!context->json) {
        (void)printf("group %s: %s\n", output_shown(group),
                     *text != '\0' ? (fix ? "fixed as of now" : "noted")
                     : fix         ? "its fix is taken away"
                                   : "its note is taken away");
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "group", group);
    json_write_text(&out, fix ? "fix" : "note", *text != '\0' ? text : NULL);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int keep(struct context *context, const struct operands *operands, bool fix,
                struct error *err)
{
    const char *group = operands->items[0];
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_dead_letter_note, &rows, err, sql_text(group),
                      sql_text(context_actor()), sql_bool(fix), sql_text(operands->items[1])))
        return EXIT_BY_ERROR;
    if (row_bool(rows, 0, DEAD_LETTER_NOTE_KNOWN)) {
        say_kept(context, operands, fix);
        return EXIT_DONE;
    }
    (void)error_set(err, ERROR_MISSING, 0, "no letter is of the group '%s': see 'dlq groups'",
                    group);
    return EXIT_NOTHING;
}

static int perform_dlq_note(struct context *context, const struct operands *operands,
                            struct error *err)
{
    return keep(context, operands, /* fix= */ false, err);
}

const struct command command_dlq_note = {
    .name = "dlq note",
    .summary = "Keep a note on a group of dead letters.",
    .arguments = "GROUP TEXT",
    .purpose = "Keep a note on a group of dead letters. It outlives the letters; an empty text "
               "takes it away.",
    .arguments_min = 2,
    .arguments_max = 2,
    .prints_json = true,
    .perform = perform_dlq_note,
};

static int perform_dlq_fix(struct context *context, const struct operands *operands,
                           struct error *err)
{
    return keep(context, operands, /* fix= */ true, err);
}

const struct command command_dlq_fix = {
    .name = "dlq fix",
    .summary = "Keep what mended the cause of a group.",
    .arguments = "GROUP TEXT",
    .purpose = "Keep what mended the cause of a group of dead letters, as of now. When more "
               "letters of the group die later, 'dlq groups' says that it came back. An "
               "empty text takes the fix away.",
    .arguments_min = 2,
    .arguments_max = 2,
    .prints_json = true,
    .perform = perform_dlq_fix,
};
