/* command_pause.c: pause and resume. They change one row, which every consumer reads with each
 * heartbeat. Months in flight are finished. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/month_change.h"
#include "shared/output.h"
#include "sql.h"

static const char *why;

static void print_json(bool paused, bool changed)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "paused", paused);
    json_write_bool(&out, "changed", changed);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(bool paused, bool changed)
{
    if (!changed)
        (void)printf("The fleet %s already.\n", paused ? "is paused" : "runs");
    else if (paused)
        (void)printf("The fleet is paused: months in flight are finished, none is begun. 'resume' "
                     "ends it.\n");
    else
        (void)printf("The fleet takes months again.\n");
}

static int set_paused(struct context *context, bool paused, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_pause, &rows, err, sql_bool(paused),
                      sql_text(context_actor()), sql_text(why)))
        return EXIT_BY_ERROR;
    const bool changed = rows_count(rows) > 0;
    if (context->json)
        print_json(paused, changed);
    else
        print_text(paused, changed);
    return EXIT_DONE;
}

static int perform_pause(struct context *context, const struct operands *operands,
                         struct error *err)
{
    (void)operands;
    return set_paused(context, true, err);
}

static const struct cli_option options[] = {
    OPTION_WHY(&why),
    OPTION_END,
};

const struct command command_pause = {
    .name = "pause",
    .summary = "Stop the fleet from taking months.",
    .purpose = "Stop the whole fleet from beginning months, until 'resume'. What is in flight "
               "is finished. A consumer that starts meanwhile begins none either.",
    .options = options,
    .prints_json = true,
    .perform = perform_pause,
};

static int perform_resume(struct context *context, const struct operands *operands,
                          struct error *err)
{
    (void)operands;
    return set_paused(context, false, err);
}

const struct command command_resume = {
    .name = "resume",
    .summary = "Let the fleet take months again.",
    .purpose = "Let the fleet begin months again.",
    .options = options,
    .prints_json = true,
    .perform = perform_resume,
};
