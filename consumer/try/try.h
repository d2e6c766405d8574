/* try.h: `backfill-consumer try PROVIDER`: one real call, and its answer. */
#pragma once
#include "core/cli.h"

/* Its command line. */
extern const struct cli_command try_line;

/** Run the command; argv[0] is "try". Returns the exit code: 0 answered or refused, 69 no database,
 *  75 rate limited or quota spent, 78 configuration, 2 usage, 1 everything else. */
int try_command(int argc, char **argv);
