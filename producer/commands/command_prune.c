/* command_prune.c: deletes what has outlived its retention at once, where consumers do it a
 * little at a time; or says what it would delete. That is the deletion itself, rolled back: so
 * it is exactly what would be done, and whoever may not delete may not ask either. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "model/retention.h"
#include "shared/month_change.h"
#include "shared/output.h"
#include "shared/table.h"
#include "sql.h"

#define LOCK_PATIENCE_MS 5000 /* a consumer holds it for one batch */
#define LOCK_PAUSE_MS 50
enum { RETENTIONS_MAX = 32 };

static struct {
    const char *why;
    bool dry_run, yes;
} request;

struct pruning {
    struct context *context;
    size_t old[RETENTIONS_MAX];     /* rows that are too old, by the place of their kind */
    size_t deleted[RETENTIONS_MAX]; /* of them */
};

static size_t total(const size_t *counts)
{
    size_t sum = 0;
    for (size_t i = 0; retention_at(i); i++)
        sum += counts[i];
    return sum;
}

/* ---- counting, deleting ---- */

/* Begin a transaction that has the lock of whoever prunes. */
static bool begin(struct database *db, struct error *err)
{
    const int64_t until_ms = clock_monotonic_ms() + LOCK_PATIENCE_MS;
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!database_begin(db, err) || !DATABASE_RUN0(db, &sql_prune_lock, &rows, err))
            return false;
        if (row_bool(rows, 0, PRUNE_LOCK_TAKEN))
            return true;
        database_rollback(db);
        if (clock_monotonic_ms() >= until_ms)
            return error_set(err, ERROR_TRANSIENT, 0,
                             "another process prunes just now: try again later");
        clock_sleep_ms(LOCK_PAUSE_MS);
    }
}

static bool count_kind(struct pruning *pruning, size_t place, struct error *err)
{
    struct database *db = pruning->context->db;
    size_t more = 0;
    if (!begin(db, err))
        return false;
    do {
        if (!retention_delete(db, pruning->context->config, retention_at(place), &more, err))
            return false;
        pruning->old[place] += more;
    } while (more > 0);
    database_rollback(db);
    return true;
}

/* Who deletes what is kept in the transaction of the first batch, whatever becomes of the
 * others. */
static bool note(const struct pruning *pruning, size_t place, struct error *err)
{
    const struct retention *retention = retention_at(place);
    return DATABASE_RUN(pruning->context->db, &sql_prune_note, NULL, err, sql_text(context_actor()),
                        sql_text(retention->name), sql_text(request.why),
                        sql_int(retention_days(pruning->context->config, retention)),
                        sql_int((int64_t)pruning->old[place]));
}

static bool delete_kind(struct pruning *pruning, size_t place, struct error *err)
{
    struct database *db = pruning->context->db;
    size_t more = 0;
    if (pruning->old[place] == 0)
        return true;
    do {
        const bool first = pruning->deleted[place] == 0;
        if (!begin(db, err) || (first && !note(pruning, place, err)) ||
            !retention_delete(db, pruning->context->config, retention_at(place), &more, err) ||
            !database_commit(db, err))
            return false;
        pruning->deleted[place] += more;
    } while (more > 0);
    return true;
}

static bool each(struct pruning *pruning,
                 bool (*step)(struct pruning *pruning, size_t place, struct error *err),
                 struct error *err)
{
    for (size_t i = 0; retention_at(i); i++)
        if (retention_days(pruning->context->config, retention_at(i)) > 0 && !step(pruning, i, err))
            return false;
    return true;
}

/* ---- what is said ---- */

static void print_json(const struct pruning *pruning)
{
    CLEANUP(text_done) struct text json = {0};
    json_write_open(&json, NULL, '{');
    json_write_bool(&json, "done", request.yes);
    json_write_open(&json, "kinds", '[');
    for (size_t i = 0; retention_at(i); i++) {
        json_write_open(&json, NULL, '{');
        json_write_text(&json, "kind", retention_at(i)->name);
        json_write_int(&json, "days", retention_days(pruning->context->config, retention_at(i)));
        json_write_int(&json, "too_old", (int64_t)pruning->old[i]);
        json_write_int(&json, "deleted", (int64_t)pruning->deleted[i]);
        json_write_close(&json, '}');
    }
    json_write_close(&json, ']');
    json_write_close(&json, '}');
    output_print_json(&json);
}

static void add_row(struct table *table, const struct pruning *pruning, size_t place)
{
    char cell[32];
    const size_t rows = request.yes ? pruning->deleted[place] : pruning->old[place];
    const int64_t days = retention_days(pruning->context->config, retention_at(place));
    table_add(table, retention_at(place)->name);
    (void)snprintf(cell, sizeof(cell), days > 0 ? "%lld days" : "for ever", (long long)days);
    table_add(table, cell);
    (void)snprintf(cell, sizeof(cell), "%zu", rows);
    table_add(table, cell);
    table_add(table, retention_at(place)->what);
}

static void print_text(const struct pruning *pruning)
{
    CLEANUP(table_done) struct table table = {0};
    table_heading(&table, "kind", /* right= */ false);
    table_heading(&table, "kept for", /* right= */ true);
    table_heading(&table, request.yes ? "deleted" : "too old", /* right= */ true);
    table_heading(&table, "what it is", /* right= */ false);
    for (size_t i = 0; retention_at(i); i++)
        add_row(&table, pruning, i);
    table_print(&table);
    const size_t old = total(pruning->old);
    if (old == 0)
        (void)printf("\nNothing is older than its retention.\n");
    else if (request.yes)
        (void)printf("\n%s deleted; 'log --action prune' keeps that.\n",
                     output_count((int64_t)total(pruning->deleted), "row is", "rows are"));
    else
        (void)printf("\nWould delete %s; with --yes it is done.\n",
                     output_count((int64_t)old, "row", "rows"));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    struct pruning pruning = {.context = context};
    if (request.dry_run && request.yes) {
        (void)error_set(err, ERROR_USAGE, 0, "--dry-run and --yes: give one of them");
        return EXIT_USAGE;
    }
    if (!context_database(context, err))
        return EXIT_BY_ERROR;
    const bool done =
        each(&pruning, count_kind, err) && (!request.yes || each(&pruning, delete_kind, err));
    if (!done && total(pruning.deleted) == 0)
        return err->class == ERROR_TRANSIENT ? EXIT_TRY_AGAIN : EXIT_BY_ERROR;
    if (context->json)
        print_json(&pruning);
    else
        print_text(&pruning);
    return done ? EXIT_DONE : EXIT_PARTLY;
}

static const struct cli_option options[] = {
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "only say what would be deleted, as without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "delete it"},
    OPTION_WHY(&request.why),
    OPTION_END,
};

const struct command command_prune = {
    .name = "prune",
    .summary = "Delete what has outlived its retention.",
    .purpose = "Delete what has outlived its retention (the keys retention.NAME_days), or say how "
               "much of each kind that is.",
    .details =
        "Consumers do the same by themselves, a little at a time; this is for a database without "
        "any, or when room is wanted at once. Rows go in batches; what is deleted is kept in the "
        "'log'. Months, books, ISBNs and open dead letters are never deleted. PostgreSQL uses "
        "the room again; VACUUM FULL would give it back to the disk.\n"
        "The exit code is 75 where another process prunes just now.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
