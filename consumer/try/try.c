/* try.c: the command: one real call to a provider, through the gate and recorded like any other, so
 * that one can see whether key, host and model are right before months depend on it. It needs no
 * broker and touches no month; it writes nothing but the record of the call. */
#include "try/try.h"

#include <stdio.h>

#include "core/cli.h"
#include "core/json_write.h"
#include "core/provider_table.h"
#include "gate/gate_thread.h"
#include "model/budget.h"
#include "model/prompt_set.h"
#include "model/schema.h"
#include "try/trial.h"
#include "try/trial_show.h"
#include "try/try_record.h"

static bool open_database(struct trial *t, struct error *err)
{
    const struct config *config = t->consumer.config;
    const struct database_options options = config_database(config, PROGRAM " try");
    CLEANUP(database_close) struct database *db = NULL;
    if (!database_open(&options, &db, err) || !schema_check(db, err))
        return false;
    t->consumer.pool = database_pool_new(&options, 1, config->reconnect_max_ms);
    database_pool_stop(t->consumer.pool); /* what fails is said at once */
    return true;
}

/* Look at everything that can be wrong before a call is paid for. */
static bool prepare(struct trial *t, const char *name, const char *record, struct error *err)
{
    const struct config *config = t->consumer.config;
    if (!config_check(config, /* needs_database= */ true, /* needs_broker= */ false, err) ||
        !prompt_set_load(config->prompts_dir, err) ||
        !services_init_one(&t->consumer.services, config, name, err) ||
        !budget_check(config, name, /* other= */ NULL, err))
        return false;
    t->service = &t->consumer.services.items[0];
    return trial_choose_question(t, err) && (!record || try_record_folder(record, err)) &&
           open_database(t, err);
}

static bool keep(const struct trial *t, const char *record, struct error *err)
{
    if (!t->service->local)
        return try_record(t->service, &t->ask.call, record, err);
    (void)fprintf(stderr, PROGRAM ": --record: %s makes no call, so there is nothing to keep\n",
                  t->service->name);
    return true;
}

static bool as_json; /* --json */

static void print_json(const struct trial *t)
{
    CLEANUP(text_done) struct text out = {0};
    trial_json(t, &out);
    (void)printf("%s\n", text_of(&out));
}

static bool make_call(struct trial *t, const char *record, struct error *err)
{
    gate_thread_start(&t->consumer);
    if (!trial_ask(t, err))
        return false;
    if (as_json)
        print_json(t);
    else
        trial_show(t);
    return !record || keep(t, record, err);
}

static int report(const struct error *err)
{
    CLEANUP(text_done) struct text out = {0};
    const int code = error_exit_code(err);
    if (as_json)
        json_write_error(&out, err, code);
    else
        text_add_format(&out, PROGRAM ": %s", err->message);
    (void)fprintf(stderr, "%s\n", text_of(&out));
    return code;
}

static int try_provider(struct trial *trial, const char *file, const char *name, const char *record)
{
    CLEANUP(config_free) struct config *config = NULL;
    struct error err = {0};
    if (!config_read(file, &config, &err))
        return report(&err);
    config_configure_log(config, PROGRAM);
    trial->consumer.config = config;
    const bool ok = prepare(trial, name, record, &err) && make_call(trial, record, &err);
    gate_thread_stop(&trial->consumer);
    database_pool_free(trial->consumer.pool);
    trial_done(trial);
    prompt_set_unload();
    if (!ok)
        return report(&err);
    return trial->error.class == ERROR_NONE ? 0 : error_exit_code(&trial->error);
}

static struct trial the_trial; /* too big for a stack */
static const char *config_file, *record_folder;

static const struct cli_option options[] = {
    {.name = "month",
     .kind = CLI_MONTH,
     .value = &the_trial.month,
     .metavar = "YYYY-MM",
     .help = "which month a generator is asked for",
     .fallback = "2023-11"},
    {.name = "title",
     .kind = CLI_STRING,
     .value = &the_trial.title,
     .metavar = "TITLE",
     .help = "which book a resolver is asked for"},
    {.name = "author",
     .kind = CLI_STRING,
     .value = &the_trial.author,
     .metavar = "NAME",
     .help = "who has written that book"},
    {.name = "record",
     .kind = CLI_STRING,
     .value = &record_folder,
     .metavar = "DIR",
     .min = 1,
     .help = "write request and answer, without keys, into files of this folder"},
    {.name = "config",
     .kind = CLI_STRING,
     .value = &config_file,
     .metavar = "FILE",
     .help = "configuration file",
     .fallback = "$BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE},
    {.name = "json", .kind = CLI_FLAG, .value = &as_json, .help = "print JSON"},
    {.name = NULL},
};

const struct cli_command try_line = {
    .program = PROGRAM,
    .name = "try",
    .arguments = "PROVIDER",
    .operands = PROVIDER_NAMES,
    .summary = "Make one real call to a provider, record it like any other, and show the answer.",
    .details = "Any configured provider can be asked, whether generators or resolvers name it or "
               "not. Its key is read from " PROVIDER_KEY_VARIABLES ", or from the file that such a "
               "variable names with _FILE behind it; for any other provider NAME from "
               "BACKFILL_PROVIDERS_NAME_KEY.\n"
               "Exit codes: 0 answered or refused, 2 usage, 69 no database, 75 rate limited or "
               "quota spent, 78 configuration, 1 everything else.",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
};

int try_command(int argc, char **argv)
{
    struct error err = {0};
    struct cli_line line = {0};
    if (!cli_parse(&try_line, argc, argv, &line, &err))
        return report(&err);
    if (!line.help)
        return try_provider(&the_trial, config_file, line.operands[0], record_folder);
    cli_help(&try_line);
    return 0;
}
