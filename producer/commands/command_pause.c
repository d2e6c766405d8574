/* command_pause.c: pause and resume: one row that every process reads with each heartbeat. */
#include <stdio.h>

#include "commands/commands.h"
#include "shared/output.h"
#include "sql.h"

static int set_paused(struct context *context, const struct cli_command *command, bool paused,
                      int argc, char **argv, struct error *err)
{
    struct operands operands;
    int code = EXIT_BY_ERROR;
    if (!command_begin(command, argc, argv, &operands, &code, err))
        return code;
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

int command_pause(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "pause",
        .summary = "Stop the whole fleet from beginning months, until 'resume'. What is in flight "
                   "is finished.",
        .options = options,
    };
    return set_paused(context, &command, true, argc, argv, err);
}

int command_resume(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "resume",
        .summary = "Let the fleet begin months again.",
        .options = options,
    };
    return set_paused(context, &command, false, argc, argv, err);
}
