/* main.c: backfill-producer finds the command and carries it out. An error is printed here, in one
 * line. What each command does is in producer/commands. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/version.h"
#include "io/startup.h"
#include "model/failpoint_list.h"

static int show_version(void)
{
    CLEANUP(text_done) struct text text = {0};
    version_write(PROGRAM, &text);
    (void)fputs(text_of(&text), stdout);
    return EXIT_DONE;
}

static int perform(int argc, char **argv, struct error *err)
{
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return show_version();
    struct context context = {.config_file = NULL};
    const int code = command_perform(&commands, &context, argc, argv, err);
    context_done(&context);
    return code;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    startup_secure();
    startup_end_by_signals();
    if (failpoints_listed(argc, argv))
        return 0;
    int code = perform(argc, argv, &err);
    if (!cli_flush(&err) && code == EXIT_DONE)
        code = EXIT_FAILED;
    if (code != EXIT_DONE &&
        err.class != ERROR_NONE) /* err may hold the failure of a step that then succeeded */
        (void)fprintf(stderr, PROGRAM ": %s\n", err.message);
    return code == EXIT_BY_ERROR ? error_exit_code(&err) : code;
}
