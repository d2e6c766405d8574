/* command_edition.c: a source is withdrawn, or let in again: its claims count for nothing, or count
 * again, and the editions are made anew. The claims themselves stay. */
#include <stdio.h>

#include "commands/command_edition.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "sql.h"

static struct {
    const char *why;
    bool yes;
} request;

/* One of the two. */
struct act {
    const char *done; /* "withdrawn" */
    bool withdraws;
    bool (*change)(struct context *context, const char *source, struct error *err);
};

static bool withdraw_source(struct context *context, const char *source, struct error *err)
{
    return DATABASE_RUN(context->db, &sql_edition_withdraw, NULL, err, sql_text(source),
                        sql_text(context_actor()), sql_text(request.why));
}

static bool restore_source(struct context *context, const char *source, struct error *err)
{
    return DATABASE_RUN(context->db, &sql_edition_restore, NULL, err, sql_text(source),
                        sql_text(context_actor()));
}

static const struct act withdraw = {"withdrawn", true, withdraw_source};
static const struct act restore = {"restored", false, restore_source};

static void print(const struct context *context, const char *source, const struct rows *rows,
                  const struct act *act, const struct refolding *refolding)
{
    const int64_t claims = row_int(rows, 0, SHOW_EDITION_SOURCE_CLAIMS);
    const int64_t editions = row_int(rows, 0, SHOW_EDITION_SOURCE_EDITIONS);
    if (!context->json) {
        (void)printf("%s: %s on %lld editions %s\n", output_shown(source),
                     output_count(claims, "claim", "claims"), (long long)editions,
                     request.yes      ? act->withdraws ? "count for nothing now" : "count again"
                     : act->withdraws ? "would count for nothing; with --yes it is withdrawn"
                                      : "would count again; with --yes it is restored");
        refold_print_text(refolding);
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "source", source);
    json_write_int(&out, "claims", claims);
    json_write_int(&out, "editions_of_source", editions);
    refold_add_json(refolding, &out);
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* It is withdrawn already, or not withdrawn at all. */
static bool is_done(const struct rows *rows, const struct act *act)
{
    return row_bool(rows, 0, SHOW_EDITION_SOURCE_WITHDRAWN) == act->withdraws;
}

static bool say_done(const char *source, const struct rows *rows, const struct act *act,
                     struct error *err)
{
    if (!act->withdraws)
        return error_set(err, ERROR_NOTHING, 0, "'%s' is not withdrawn", source);
    return error_set(err, ERROR_NOTHING, 0, "'%s' is withdrawn already: %s", source,
                     row_text(rows, 0, SHOW_EDITION_SOURCE_REASON));
}

static bool applies(const char *source, const struct rows *rows, const struct act *act,
                    struct error *err)
{
    if (is_done(rows, act) && !request.yes)
        return say_done(source, rows, act, err);
    if (act->withdraws && row_int(rows, 0, SHOW_EDITION_SOURCE_CLAIMS) == 0)
        return error_set(err, ERROR_NOTHING, 0, "no edition has a claim of '%s'", source);
    return true;
}

/* Make its editions anew, or find out what would become of them. */
static int fold(struct refolding *refolding, const struct act *act, struct error *err)
{
    if (refold(refolding, err))
        return EXIT_DONE;
    if (!refolding->writes)
        return EXIT_BY_ERROR;
    (void)error_wrap(err,
                     "'%s' is %s, but not all editions are made anew: 'edition refold "
                     "--source %s --yes' does the rest",
                     refolding->source, act->done, refolding->source);
    return EXIT_PARTLY;
}

static int perform(struct context *context, const char *source, const struct act *act,
                   struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(refolding_done)
    struct refolding refolding = {
        .context = context, .source = source, .writes = request.yes, .supposes = act->change};
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_show_edition_source, &rows, err, sql_text(source)) ||
        !applies(source, rows, act, err))
        return EXIT_BY_ERROR;
    if (request.yes && !is_done(rows, act) && !act->change(context, source, err))
        return EXIT_BY_ERROR;
    const int folded = fold(&refolding, act, err);
    if (folded != EXIT_DONE)
        return folded;
    /* Whoever did it before may have been broken off before all editions were made anew. */
    if (request.yes && is_done(rows, act) && refolding.count == 0) {
        (void)say_done(source, rows, act, err);
        return EXIT_BY_ERROR;
    }
    print(context, source, rows, act, &refolding);
    return EXIT_DONE;
}

static int perform_withdraw(struct context *context, const struct operands *operands,
                            struct error *err)
{
    if (request.why && *request.why != '\0')
        return perform(context, operands->items[0], &withdraw, err);
    (void)error_set(err, ERROR_USAGE, 0, "--why is missing: say why the source counts for nothing");
    return EXIT_USAGE;
}

static int perform_restore(struct context *context, const struct operands *operands,
                           struct error *err)
{
    return perform(context, operands->items[0], &restore, err);
}

static const struct cli_option withdraw_options[] = {
    OPTION_WHY_NEEDED(&request.why),
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "do it"},
    OPTION_END,
};

static const struct cli_option restore_options[] = {
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "do it"},
    OPTION_END,
};

static const struct command command_edition_withdraw = {
    .name = "edition withdraw",
    .summary = "Let what a source says count for nothing.",
    .arguments = "SOURCE",
    .purpose = "Let what a source says of editions count for nothing, and make its editions anew; "
               "without --yes, say what would become of them.",
    .details = "SOURCE is a provider, catalog, openlibrary_dump, generator or user. Its claims "
               "stay, and 'edition restore' lets them count again. What it answers later is kept, "
               "too, and counts for nothing. Given again, it makes those editions anew that it had "
               "not come to when it was broken off.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = withdraw_options,
    .prints_json = true,
    .perform = perform_withdraw,
};

static const struct command command_edition_restore = {
    .name = "edition restore",
    .summary = "Let a withdrawn source count again.",
    .arguments = "SOURCE",
    .purpose = "Let a source that was withdrawn count again, and make its editions anew; without "
               "--yes, say what would become of them.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = restore_options,
    .prints_json = true,
    .perform = perform_restore,
};

static const struct command *const group[] = {&command_edition_refold, &command_edition_withdraw,
                                              &command_edition_restore, NULL};

const struct command command_edition = {
    .name = "edition",
    .summary = "Editions, made anew of what sources say: refold, withdraw, restore.",
    .commands = group,
};
