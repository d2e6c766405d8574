/* command_edition_refold.c: editions folded anew of the claims that are there, by the rules of this
 * program. No source is asked, so it costs nothing.
 *
 * What would change is found by doing it and rolling it back, so that it is exactly what would be
 * done. Each batch is a transaction, and a second run writes nothing, so that it can be broken off
 * at any time. */
#include <stdio.h>

#include "commands/command_edition.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "shared/output.h"
#include "sql.h"

static struct {
    const char *source, *from;
    bool dry_run, yes;
} request;

static const char *const kinds[] = {
    [EDITION_NEW] = "new", [EDITION_CHANGED] = "changed", [EDITION_REMOVED] = "removed"};

void refolding_done(struct refolding *refolding)
{
    for (size_t i = 0; i < refolding->count; i++)
        mem_free(refolding->items[i].fields);
    mem_free(refolding->items);
    *refolding = (struct refolding){0};
}

/* ---- one batch ---- */

static void keep_change(struct refolding *refolding, struct edition_change *change)
{
    refolding->changed[change->kind]++;
    if (refolding->count == REFOLD_LISTED_MAX)
        return;
    if (refolding->count == refolding->capacity) {
        refolding->capacity = refolding->capacity ? refolding->capacity * 2 : 64;
        refolding->items =
            mem_resize(refolding->items, refolding->capacity, sizeof(*refolding->items));
    }
    refolding->items[refolding->count++] = *change;
    change->fields = NULL; /* it is this list's now */
}

static bool read_isbns(struct refolding *refolding, struct rows **ret, struct error *err)
{
    return DATABASE_RUN(refolding->context->db, &sql_edition_isbns, ret, err,
                        sql_text(refolding->from.text), sql_text(refolding->source),
                        sql_int(EDITION_BATCH_MAX));
}

static bool suppose(struct refolding *refolding, struct error *err)
{
    return refolding->writes || !refolding->supposes ||
           refolding->supposes(refolding->context, refolding->source, err);
}

static bool fold_batch(struct refolding *refolding, const struct rows *rows, struct error *err)
{
    struct database *db = refolding->context->db;
    CLEANUP(mem_free) struct isbn *isbns = mem_new(rows_count(rows), sizeof(*isbns));
    CLEANUP(edition_settled_done) struct edition_settled settled = {0};
    struct edition_settling settling = {.source = "fold", .isbns = isbns, .operation = "refold"};
    for (size_t i = 0; i < rows_count(rows); i++)
        text_copy(isbns[settling.isbn_count++].text, sizeof(isbns->text),
                  row_text(rows, i, EDITION_ISBNS_ISBN13));
    if (!database_begin(db, err) || !suppose(refolding, err) ||
        !edition_store(db, &settling, refolding->context->config, &settled, err) ||
        (refolding->writes && !database_commit(db, err))) {
        database_rollback(db);
        return false;
    }
    database_rollback(db);
    refolding->editions += (int64_t)settled.count;
    refolding->from = isbns[settling.isbn_count - 1];
    for (size_t i = 0; i < settled.change_count; i++)
        keep_change(refolding, &settled.changes[i]);
    return true;
}

bool refold(struct refolding *refolding, struct error *err)
{
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!read_isbns(refolding, &rows, err))
            return false;
        if (rows_count(rows) == 0)
            return true;
        if (!fold_batch(refolding, rows, err))
            return false;
    }
}

/* ---- what is said ---- */

static int64_t all_changes(const struct refolding *refolding)
{
    int64_t sum = 0;
    for (int kind = 0; kind <= EDITION_REMOVED; kind++)
        sum += refolding->changed[kind];
    return sum;
}

void refold_print_text(const struct refolding *refolding)
{
    const int64_t changes = all_changes(refolding);
    for (size_t i = 0; i < refolding->count; i++) {
        const struct edition_change *change = &refolding->items[i];
        (void)printf("%s  %-7s  %s\n", change->isbn.text, kinds[change->kind],
                     change->fields ? change->fields : "");
    }
    if (changes > (int64_t)refolding->count)
        (void)printf("… and %lld more\n", (long long)changes - (long long)refolding->count);
    (void)printf("%s%lld of %s: %lld new, %lld changed, %lld removed\n",
                 refolding->writes ? "written: " : "would write ", (long long)changes,
                 output_count(refolding->editions, "edition", "editions"),
                 (long long)refolding->changed[EDITION_NEW],
                 (long long)refolding->changed[EDITION_CHANGED],
                 (long long)refolding->changed[EDITION_REMOVED]);
}

void refold_add_json(const struct refolding *refolding, struct text *out)
{
    json_write_bool(out, "done", refolding->writes);
    json_write_int(out, "editions", refolding->editions);
    for (int kind = 0; kind <= EDITION_REMOVED; kind++)
        json_write_int(out, kinds[kind], refolding->changed[kind]);
    json_write_open(out, "changes", '[');
    for (size_t i = 0; i < refolding->count; i++) {
        const struct edition_change *change = &refolding->items[i];
        json_write_open(out, NULL, '{');
        json_write_text(out, "isbn13", change->isbn.text);
        json_write_text(out, "change", kinds[change->kind]);
        json_write_text(out, "fields", change->fields);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

/* ---- the command ---- */

static int fail(const struct refolding *refolding, struct error *err)
{
    if (refolding->editions == 0 || !refolding->writes)
        return EXIT_BY_ERROR;
    (void)error_wrap(err, "%s folded; go on with --from %s",
                     output_count(refolding->editions, "edition is", "editions are"),
                     refolding->from.text);
    return EXIT_PARTLY;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(refolding_done)
    struct refolding refolding = {
        .context = context, .source = request.source ? request.source : "", .writes = request.yes};
    if (request.dry_run && request.yes) {
        (void)error_set(err, ERROR_USAGE, 0, "--dry-run and --yes: give one of them");
        return EXIT_USAGE;
    }
    if (request.from && !isbn_parse(request.from, &refolding.from)) {
        (void)error_set(err, ERROR_USAGE, 0, "--from: '%s' is no ISBN", request.from);
        return EXIT_USAGE;
    }
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    if (!refold(&refolding, err))
        return fail(&refolding, err);
    if (context->json) {
        CLEANUP(text_done) struct text out = {0};
        json_write_open(&out, NULL, '{');
        refold_add_json(&refolding, &out);
        json_write_close(&out, '}');
        output_print_json(&out);
    } else {
        refold_print_text(&refolding);
        if (!request.yes && all_changes(&refolding) > 0)
            (void)printf("With --yes it is done.\n");
    }
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "source",
     .kind = CLI_STRING,
     .value = &request.source,
     .metavar = "SOURCE",
     .max = 64,
     .help = "only editions of which this source says something (default: all)"},
    {.name = "from",
     .kind = CLI_STRING,
     .value = &request.from,
     .metavar = "ISBN",
     .max = 32,
     .help = "only those behind this ISBN-13, to go on after a break (default: from the first)"},
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "only say what would change, as without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "write it"},
    OPTION_END,
};

const struct command command_edition_refold = {
    .name = "edition refold",
    .summary = "Make editions anew of what sources have said.",
    .purpose = "Make editions anew of what sources have said, by the rules of this program, or say "
               "what that would change. No source is asked.",
    .details = "After an update whose rules are other ones, or when a source was withdrawn. Only "
               "editions that differ are written, so that it can be broken off and started again. "
               "The first 1000 changes are named, all are counted.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
