/* command_pause.c: pause and resume. They change one row, which every consumer reads with each
 * heartbeat. Months in flight are finished. */
#include <stdio.h>

#include "commands/commands.h"
#include "shared/output.h"
#include "sql.h"

static int set_paused(struct context *context, bool paused, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_pause, &rows, err, sql_bool(paused),
                      sql_text(context_actor())))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0)
        (void)printf("The fleet %s already.\n", paused ? "is paused" : "runs");
    else if (paused)
        (void)printf("The fleet is paused: months in flight are finished, none is begun. 'resume' "
                     "ends it.\n");
    else
        (void)printf("The fleet takes months again.\n");
    return EXIT_DONE;
}

static int perform_pause(struct context *context, const struct operands *operands,
                         struct error *err)
{
    (void)operands;
    return set_paused(context, true, err);
}

const struct command command_pause = {
    .name = "pause",
    .summary = "Stop the fleet from taking months.",
    .purpose = "Stop the whole fleet from beginning months, until 'resume'. What is in flight "
               "is finished.",
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
    .perform = perform_resume,
};
