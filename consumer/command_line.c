/* command_line.c: the options of backfill-consumer, and what is made of their tables. */
#include "command_line.h"

#include <stdio.h>

#include "core/cli_manual.h"
#include "core/log.h"
#include "core/provider_table.h"
#include "core/version.h"
#include "io/config/config.h"
#include "shared/consumer.h"
#include "try/try.h"

/* ---- running ---- */

static struct arguments given;

static const struct cli_option options[] = {
    {.name = "config",
     .kind = CLI_STRING,
     .value = &given.config,
     .metavar = "FILE",
     .help = "configuration file",
     .fallback = "$BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE},
    {.name = "queue",
     .kind = CLI_CHOICE,
     .value = &given.queue,
     .metavar = "QUEUE",
     .choices = "backfill|enrichment|backfill,enrichment",
     .help = "which queue to take work from: months, ISBNs that are to be enriched, or both",
     .fallback = "consumer.queue of the configuration, backfill"},
    {.name = "concurrency",
     .kind = CLI_INT,
     .value = &given.concurrency,
     .metavar = "N",
     .min = 1,
     .max = 2000,
     .help = "months, and batches of ISBNs, in flight at once",
     .fallback = "consumer.concurrency of the configuration, 16"},
    {.name = "until-empty",
     .kind = CLI_FLAG,
     .value = &given.until_empty,
     .help = "end when there is nothing left to do"},
    {.name = "listen",
     .kind = CLI_STRING,
     .value = &given.listen,
     .metavar = "ADDRESS:PORT",
     .help = "serve /livez, /readyz and /metrics there"},
    {.name = "log-level",
     .kind = CLI_CHOICE,
     .value = &given.log_level,
     .metavar = "LEVEL",
     .choices = LOG_LEVELS,
     .help = "lowest level of the log lines",
     .fallback = "log.level of the configuration, info"},
    {.name = "log-format",
     .kind = CLI_CHOICE,
     .value = &given.log_format,
     .metavar = "FORMAT",
     .choices = LOG_FORMATS,
     .help = "how log lines are written",
     .fallback = "log.format of the configuration, text"},
    {.name = "version",
     .kind = CLI_FLAG,
     .value = &given.version,
     .help = "print version and libraries"},
    {.name = NULL},
};
static const struct cli_command run_line = {
    .program = PROGRAM,
    .options = options,
    .summary =
        "Take months off the queue, generate and resolve their books, hand over the ISBNs; or "
        "take those, and enrich them.",
    .details =
        "SIGTERM stops it: months and ISBNs in flight are finished, or released to the queue after "
        "drain_seconds; a second SIGTERM releases them at once. SIGHUP reads keys, passwords and "
        "prompts again, and opens providers that were closed for their configuration.\n"
        "backfill-consumer try PROVIDER makes one real call: see try --help. backfill-consumer "
        "help "
        "prints the man page and completions of shells.\n"
        "Keys of providers come from " PROVIDER_KEY_VARIABLES ", or from the files that these "
        "variables name with _FILE behind them.\n"
        "It waits for servers that are away. With --until-empty it ends with 69 when a signal "
        "stops it before it was ready.\n"
        "Exit codes: 0 done, 1 failed, 2 usage, 69 a server is not there, 75 paused, 78 "
        "configuration.",
};

bool command_line_read(int argc, char **argv, struct arguments *ret, struct error *err)
{
    struct cli_line line = {0};
    if (!cli_parse(&run_line, argc, argv, &line, err))
        return false;
    *ret = given;
    ret->help = line.help;
    if (ret->help)
        cli_help(&run_line);
    return true;
}

/* ---- help ---- */

static bool man;
static const char *shell;

static const struct cli_option help_options[] = {
    {.name = "man",
     .kind = CLI_FLAG,
     .value = &man,
     .help = "print the man page (read it with 'man -l')"},
    {.name = "completion",
     .kind = CLI_CHOICE,
     .value = &shell,
     .choices = "bash|zsh",
     .help = "print the completion of this shell"},
    {.name = NULL},
};

static const struct cli_command help_line = {
    .program = PROGRAM,
    .name = "help",
    .summary = "Show the help of the program; print its man page and completions.",
    .options = help_options,
};

static void print_manual(void)
{
    CLEANUP(text_done) struct text out = {0};
    const struct cli_command lines[] = {run_line, try_line, help_line};
    const struct cli_manual manual = {
        .program = PROGRAM,
        .version = version_number(),
        .purpose = run_line.summary,
        .commands = lines,
        .count = ARRAY_LEN(lines),
    };
    if (man)
        cli_manual_man(&manual, &out);
    else if (text_equal(shell, "bash"))
        cli_manual_bash(&manual, &out);
    else
        cli_manual_zsh(&manual, &out);
    (void)fputs(text_of(&out), stdout);
}

bool command_line_help(int argc, char **argv, struct error *err)
{
    struct cli_line line = {0};
    if (!cli_parse(&help_line, argc, argv, &line, err))
        return false;
    if (line.help)
        cli_help(&help_line);
    else if (man || shell)
        print_manual();
    else
        cli_help(&run_line);
    return true;
}
