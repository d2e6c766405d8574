/* main.c: backfill-producer: the command table. What goes wrong is said here, in one line. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/version.h"
#include "io/startup.h"
#include "model/failpoint_list.h"

static const struct producer_command commands[] = {
    {"migrate", "Bring the database's schema up to this program.", command_migrate},
    {"topology", "Declare and check the broker's exchanges and queues.", command_topology},
    {"seed", "Enter months into the table.", command_seed},
    {"schedule", "Choose months and send them to work.", command_schedule},
    {"status", "Show where things stand; --watch with a progress bar.", command_status},
    {"show", "Show all that is known of a month.", command_show},
    {"report", "Show what the months gave, month by month.", command_report},
    {"pause", "Stop the fleet from taking months.", command_pause},
    {"resume", "Let the fleet take months again.", command_resume},
    {"cancel", "Take months back and hold them.", command_cancel},
    {"unhold", "Let schedule choose held months again.", command_unhold},
    {"reset", "Give stuck months to the queue again, or failed ones back.", command_reset},
    {"quota", "Show what the providers' days have left.", command_quota},
    {"provider", "Providers: list, open, close.", command_provider},
    {"prompt", "Prompt variants: list, show, render.", command_prompt},
    {"dlq", "Dead letters: collect, list, show, replay.", command_dlq},
    {"catalog", "The local catalogue: import, stats.", command_catalog},
    {"check", "Is everything as it should be? Answers as monitoring plugins do.", command_check},
};

static int show_help(void)
{
    (void)printf(
        "Usage: %s COMMAND [options]\n\n"
        "Decides which months are due, puts them on the queue, and shows how they fare.\n\n"
        "Commands:\n",
        PROGRAM);
    command_list(commands, ARRAY_LEN(commands));
    (void)printf("\nEvery command has --help and --config FILE. '%s --version' says which program "
                 "this is.\nExit codes: 0 done, 1 failed, 2 usage, 3 nothing selected, 4 partly "
                 "done,\n69 a server is not there, 75 try again, 78 configuration.\n",
                 PROGRAM);
    return EXIT_DONE;
}

static int show_version(void)
{
    CLEANUP(text_done) struct text text = {0};
    version_write(PROGRAM, &text);
    (void)fputs(text_of(&text), stdout);
    return EXIT_DONE;
}

static int run(int argc, char **argv, struct error *err)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return show_help();
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return show_version();
    const struct producer_command *command =
        command_find(commands, ARRAY_LEN(commands), PROGRAM, argc, argv, err);
    if (!command)
        return EXIT_BY_ERROR;
    struct context context = {.config_file = NULL};
    const int code = command->run(&context, argc - 1, argv + 1, err);
    context_done(&context);
    return code;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    startup_secure();
    if (failpoints_listed(argc, argv))
        return 0;
    int code = run(argc, argv, &err);
    if (!cli_flush(&err) && code == EXIT_DONE)
        code = EXIT_FAILED;
    if (code != EXIT_DONE && err.class != ERROR_NONE) /* a step that was repeated left its words */
        (void)fprintf(stderr, PROGRAM ": %s\n", err.message);
    return code == EXIT_BY_ERROR ? error_exit_code(&err) : code;
}
