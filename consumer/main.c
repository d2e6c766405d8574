/* main.c: what backfill-consumer must do, and with which configuration. The work itself begins in
 * run.c, and `try` in try/try.c. */
#include <malloc.h>
#include <stdio.h>

#include "command_line.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/startup.h"
#include "io/web/webserver.h"
#include "model/failpoint_list.h"
#include "model/libraries.h"
#include "run.h"
#include "shared/descriptors.h"
#include "try/try.h"

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
    } flags[] = {{"consumer.queue", arguments->queue},
                 {"consumer.listen", arguments->listen},
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
    struct arguments arguments = {.queue = NULL};
    struct error err = {0};
    if (argc > 1 && text_equal(argv[1], "help"))
        return command_line_help(argc - 1, argv + 1, &err) ? end(0) : fail(&err);
    if (!command_line_read(argc, argv, &arguments, &err))
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
