/* command_catalog_rekey.c: the catalogue's keys made anew, after an update of the program that
 * makes other ones. */
#include <stdio.h>

#include "commands/command_catalog.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "model/catalog_rekey.h"
#include "model/schema.h"
#include "shared/output.h"
#include "shared/progress.h"

static struct {
    bool dry_run, yes;
} request;

void catalog_warn_of_keys(struct context *context)
{
    struct error ignored = {0};
    bool stale = false;
    if (context->db && catalog_keys_stale(context->db, &stale, &ignored) && stale)
        (void)fprintf(stderr, "%s: run %s\n", CATALOG_KEYS_STALE, CATALOG_KEYS_MEND);
}

static void on_progress(void *context, int64_t looked, int64_t editions)
{
    progress_show(context, looked, editions, "");
}

static void print_text(const struct catalog_rekey *rekey)
{
    if (!rekey->needed) {
        (void)printf("nothing to do: the catalogue's keys are those of this program\n");
        return;
    }
    (void)printf("%s of %s %s other keys\n", output_count(rekey->changed, "edition", "editions"),
                 output_count(rekey->looked, "edition", "editions"),
                 rekey->writes ? "got" : "would get");
    if (!rekey->writes)
        (void)printf("With --yes it is done.\n");
}

static void print_json(const struct catalog_rekey *rekey)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "needed", rekey->needed);
    json_write_bool(&out, "done", rekey->writes);
    json_write_int(&out, "editions", rekey->looked);
    json_write_int(&out, "changed", rekey->changed);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static bool rekey_all(struct context *context, struct catalog_rekey *rekey, struct error *err)
{
    struct progress progress = {.bytes = false};
    rekey->progress = on_progress;
    rekey->context = &progress;
    progress_start(&progress, "editions", 0);
    const bool good = catalog_rekey(context->db, rekey, err);
    progress_end(&progress, /* keep= */ false);
    return good || error_wrap(err, "%s looked at; started again, it goes on there",
                              output_count(rekey->looked, "edition", "editions"));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    struct catalog_rekey rekey = {.writes = request.yes};
    if (request.dry_run && request.yes) {
        (void)error_set(err, ERROR_USAGE, 0, "--dry-run and --yes: give one of them");
        return EXIT_USAGE;
    }
    /* There is no limit on the time of a statement, because the first one counts all editions. */
    if (!context_database_unchecked(context, err) || !schema_check(context->db, err) ||
        !rekey_all(context, &rekey, err))
        return EXIT_BY_ERROR;
    if (context->json)
        print_json(&rekey);
    else
        print_text(&rekey);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "only say what would change, as without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "write it"},
    OPTION_END,
};

const struct command command_catalog_rekey = {
    .name = "catalog rekey",
    .summary = "Make the keys anew by which editions are found.",
    .purpose = "Make the keys anew by which the catalogue's editions are found, or say how many "
               "would change.",
    .details = "After an update whose keys are other ones; 'doctor' says so. Only editions that "
               "differ are written, 2000 in one transaction, so that it can be broken off at any "
               "time: started again, it goes on there. Consumers may work meanwhile, and imports "
               "wait for a batch to end.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
