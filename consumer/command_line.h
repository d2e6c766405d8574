/* command_line.h: what the command line of backfill-consumer says, and its help in every form. */
#pragma once
#include "core/cli.h"

struct arguments {
    const char *config, *queue, *listen, *log_level, *log_format;
    int64_t concurrency;
    bool until_empty, version, help; /* help was printed */
};

/** Read the command line of a consumer. Its help is printed here.
 *  err   USAGE */
bool command_line_read(int argc, char **argv, struct arguments *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Run "help": print the help, the man page, or the completion of a shell; argv[0] is "help".
 *  err   USAGE */
bool command_line_help(int argc, char **argv, struct error *err) NONNULL_ALL MUST_CHECK;
