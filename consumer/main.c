/* main.c: the command line of backfill-consumer: what must be done, and with which configuration.
 * The work itself begins in run.c, and `try` in try/try.c. */
#include <malloc.h>
#include <stdio.h>

#include "core/cli.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/provider_table.h"
#include "io/startup.h"
#include "io/webserver.h"
#include "model/failpoint_list.h"
#include "model/libraries.h"
#include "run.h"
#include "shared/descriptors.h"
#include "try/try.h"

struct arguments {
    const char *config, *queue, *listen, *log_level, *log_format;
    int64_t concurrency;
    bool until_empty, version, help;
};

static bool set_number(struct config *config, const char *path, int64_t value, struct error *err)
{
    char digits[24];
    (void)snprintf(digits, sizeof(digits), "%lld", (long long)value);
    return config_set(config, path, digits, err);
}

static bool read_config(const struct arguments *arguments, struct config **ret, struct error *err)
{
    CLEANUP(config_free) struct config *config = NULL;
    if (!config_read(arguments->config, &config, err))
        return false;
    if (arguments->concurrency > 0 &&
        !set_number(config, "consumer.concurrency", arguments->concurrency, err))
        return false;
    const struct {
        const char *path, *value;
    } flags[] = {{"consumer.listen", arguments->listen},
                 {"log.level", arguments->log_level},
                 {"log.format", arguments->log_format}};
    if (arguments->listen && !webserver_check(arguments->listen, err)) {
        err->class = ERROR_USAGE;
        return error_wrap(err, "--listen");
    }
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (flags[i].value && !config_set(config, flags[i].path, flags[i].value, err))
            return false;
    if (!config_check(config, /* needs_database= */ true, /* needs_broker= */ true, err) ||
        !descriptors_check(config, err))
        return false;
    *ret = TAKE_PTR(config);
    return true;
}

static int fail(const struct error *err)
{
    (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
    return error_exit_code(err);
}

static void show_version(void)
{
    CLEANUP(text_done) struct text text = {0};
    libraries_write_version(PROGRAM, &text);
    (void)fputs(text_of(&text), stdout);
}

/* End with this exit code, unless what was printed could not be written. */
static int end(int code)
{
    struct error err = {0};
    return cli_flush(&err) ? code : fail(&err);
}

static const struct cli_command COMMAND = {
    .program = PROGRAM,
    .summary = "Take months off the queue, generate and resolve their books, hand over the ISBNs.",
    .details =
        "SIGTERM stops it: months in flight are finished, or released to the queue after "
        "drain_seconds; a second SIGTERM releases them at once. SIGHUP reads keys, passwords and "
        "prompts again, and opens providers that were closed for their configuration.\n"
        "backfill-consumer try PROVIDER makes one real call: see try --help.\n"
        "Keys of providers come from " PROVIDER_KEY_VARIABLES ", or from the files that these "
        "variables name with _FILE behind them.\n"
        "It waits for servers that are away. With --until-empty it ends with 69 when a signal "
        "stops it before it was ready.\n"
        "Exit codes: 0 done, 1 failed, 2 usage, 69 a server is not there, 75 paused, 78 "
        "configuration.",
};

/* Read the command line. Its help is printed here. */
static bool parse_arguments(int argc, char **argv, struct arguments *ret, struct error *err)
{
    const struct cli_option options[] = {
        {.name = "config",
         .kind = CLI_STRING,
         .value = &ret->config,
         .metavar = "FILE",
         .help = "configuration file",
         .fallback = "$BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE},
        {.name = "queue",
         .kind = CLI_CHOICE,
         .value = &ret->queue,
         .metavar = "QUEUE",
         .choices = "backfill",
         .help = "which queue to work on",
         .fallback = "backfill"},
        {.name = "concurrency",
         .kind = CLI_INT,
         .value = &ret->concurrency,
         .metavar = "N",
         .min = 1,
         .max = 2000,
         .help = "months in flight at once",
         .fallback = "consumer.concurrency of the configuration, 16"},
        {.name = "until-empty",
         .kind = CLI_FLAG,
         .value = &ret->until_empty,
         .help = "end when there is nothing left to do"},
        {.name = "listen",
         .kind = CLI_STRING,
         .value = &ret->listen,
         .metavar = "ADDRESS:PORT",
         .help = "serve /livez, /readyz and /metrics there"},
        {.name = "log-level",
         .kind = CLI_CHOICE,
         .value = &ret->log_level,
         .metavar = "LEVEL",
         .choices = LOG_LEVELS,
         .help = "lowest level of the log lines",
         .fallback = "log.level of the configuration, info"},
        {.name = "log-format",
         .kind = CLI_CHOICE,
         .value = &ret->log_format,
         .metavar = "FORMAT",
         .choices = LOG_FORMATS,
         .help = "how log lines are written",
         .fallback = "log.format of the configuration, text"},
        {.name = "version",
         .kind = CLI_FLAG,
         .value = &ret->version,
         .help = "print version and libraries"},
        {.name = NULL},
    };
    struct cli_command command = COMMAND;
    struct cli_line line = {0};
    command.options = options;
    if (!cli_parse(&command, argc, argv, &line, err))
        return false;
    ret->help = line.help;
    if (ret->help)
        cli_help(&command);
    return true;
}

int main(int argc, char **argv)
{
    startup_secure();
    startup_end_by_signals(); /* until run.c blocks them */
    descriptors_raise();
    (void)mallopt(M_ARENA_MAX, 2); /* hundreds of threads that wait need no arenas of their own */
    if (failpoints_listed(argc, argv))
        return 0;
    if (argc > 1 && text_equal(argv[1], "try"))
        return end(try_command(argc - 1, argv + 1));
    struct arguments arguments = {.queue = "backfill"};
    struct error err = {0};
    if (!parse_arguments(argc, argv, &arguments, &err))
        return fail(&err);
    if (arguments.version && !arguments.help)
        show_version();
    if (arguments.help || arguments.version)
        return end(0);
    CLEANUP(config_free) struct config *config = NULL;
    if (!read_config(&arguments, &config, &err))
        return fail(&err);
    config_configure_log(config, PROGRAM);
    return end(run_consumer(config, arguments.config, arguments.until_empty));
}
