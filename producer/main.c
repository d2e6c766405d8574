/* main.c: backfill-producer finds the command and carries it out. An error is printed here, in one
 * line. What each command does is in producer/commands. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "io/startup.h"
#include "model/failpoint_list.h"
#include "model/libraries.h"
#include "serve/spawn.h"
#include "serve/upkeep_process.h"

static int show_version(void)
{
    CLEANUP(text_done) struct text text = {0};
    libraries_write_version(PROGRAM, &text);
    (void)fputs(text_of(&text), stdout);
    return EXIT_DONE;
}

/* For serve, until it ends. */
static int keep_up(struct context *context, struct error *err)
{
    const int code = upkeep_process_run(context, err);
    context_done(context);
    return code;
}

static int perform(int argc, char **argv, struct error *err)
{
    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return show_version();
    if (argc > 1 && strcmp(argv[1], SPAWN_WORKER) == 0)
        return command_serve_worker(err);
    struct context context = {.config_file = NULL};
    if (argc > 1 && strcmp(argv[1], SPAWN_UPKEEP) == 0)
        return keep_up(&context, err);
    context_trace(&context, getenv("TRACEPARENT"));
    const int code = command_perform(&commands, &context, argc, argv, err);
    context_done(&context);
    return code;
}

static void print_error(bool json, const struct error *err, int code)
{
    if (!json) {
        (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_error(&out, err, code);
    (void)fprintf(stderr, "%s\n", text_of(&out));
}

/* An answer of some MiB gives its memory back, in serve and its workers, which live long. By itself
 * the allocator would learn to keep it. */
#define LARGE_BYTES (256 * 1024)

int main(int argc, char **argv)
{
    struct error err = {0};
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    startup_secure();
    startup_end_by_signals();
    if (failpoints_listed(argc, argv))
        return 0;
    int code = perform(argc, argv, &err);
    struct error unwritten = {0};
    if (!cli_flush(&unwritten) && code == EXIT_DONE) { /* what failed before tells more */
        err = unwritten;
        code = EXIT_FAILED;
    }
    if (code == EXIT_BY_ERROR)
        code = error_exit_code(&err);
    if (code != EXIT_DONE &&
        err.class != ERROR_NONE) /* err may hold the failure of a step that then succeeded */
        print_error(command_wants_json(argc, argv), &err, code);
    return code;
}
