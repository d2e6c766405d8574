/* command_migrate.c: migrate the schema to the version that this program needs. The embedded
 * migrations that were not applied yet are applied one at a time, each in one transaction with the
 * row that records it. A lock of the session makes a second migrate wait. A migration that was
 * changed after it was applied is an error. */
#include <stdio.h>
#include <string.h>

#include "commands/command_catalog.h"
#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "core/version.h"
#include "migrations.h"
#include "model/session.h"
#include "shared/output.h"
#include "sql.h"

#define LOCK_POLL_MS 100
#define LOCK_SAY_MS 2000 /* after this time it prints what it waits for */

/* ---- the lock ---- */

static int64_t wait_ms; /* for the lock */

static int give_up(const struct rows *rows, struct error *err)
{
    char waited[24];
    const char *holder = row_text(rows, 0, MIGRATIONS_LOCK_HOLDER);
    clock_duration_text(wait_ms, waited);
    (void)error_set(err, ERROR_OWN_SERVERS, 0,
                    "waited %s for the lock of migrations, which %s holds: nothing was applied; "
                    "try again, or with a longer --wait",
                    waited, holder ? holder : "another session");
    return EXIT_TRY_AGAIN;
}

/* The exit code: DONE it is ours until the connection is closed | TRY_AGAIN somebody keeps it. */
static int lock(struct database *db, struct error *err)
{
    const int64_t start = clock_monotonic_ms();
    bool said = false;
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN0(db, &sql_migrations_lock, &rows, err))
            return EXIT_BY_ERROR;
        if (row_is_null(rows, 0, MIGRATIONS_LOCK_LOCKED)) {
            (void)error_set(err, ERROR_CONFIG, 0,
                            "the database has no schema for the tables: create one and put it on "
                            "the search_path");
            return EXIT_BY_ERROR;
        }
        if (row_bool(rows, 0, MIGRATIONS_LOCK_LOCKED))
            return EXIT_DONE;
        const int64_t waited = clock_monotonic_ms() - start;
        if (waited >= wait_ms)
            return give_up(rows, err);
        if (!said && waited >= LOCK_SAY_MS) {
            (void)fprintf(stderr, "waiting for another migrate to end\n");
            said = true;
        }
        clock_sleep_ms(LOCK_POLL_MS);
    }
}

/* ---- what was applied, and what must be ---- */

/* The checksum with which a version was applied; NULL: it was not applied. */
static const char *applied_checksum(const struct rows *rows, int version)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        if (row_int(rows, i, MIGRATIONS_APPLIED_VERSION) == version)
            return row_text(rows, i, MIGRATIONS_APPLIED_CHECKSUM);
    return NULL;
}

static bool check_unchanged(const struct rows *applied, struct error *err)
{
    for (size_t i = 0; i < migration_count; i++) {
        const char *checksum = applied_checksum(applied, migrations[i].version);
        if (checksum && strcmp(checksum, migrations[i].checksum) != 0)
            return error_set(
                err, ERROR_CONFIG, 0,
                "migration %s was changed after it was applied: put it back, and write a new one "
                "(applied %.12s, now %.12s)",
                migrations[i].name, checksum, migrations[i].checksum);
    }
    return true;
}

static bool check_program(struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_schema_state, &rows, err, sql_text(version_number())))
        return false;
    if (row_bool(rows, 0, SCHEMA_STATE_PROGRAM_WILL_DO))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "the schema asks for program version %s or later, this is %s: upgrade it",
                     row_text(rows, 0, SCHEMA_STATE_OLDEST_PROGRAM), version_number());
}

/* Read which migrations were applied. *ret stays NULL where their table is missing. */
static bool read_applied(struct database *db, struct rows **ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *exist = NULL;
    if (!DATABASE_RUN0(db, &sql_migrations_exist, &exist, err))
        return false;
    if (!row_bool(exist, 0, MIGRATIONS_EXIST_EXIST))
        return true;
    CLEANUP(rows_free) struct rows *applied = NULL;
    if (!DATABASE_RUN0(db, &sql_migrations_applied, &applied, err) ||
        !check_unchanged(applied, err) || !check_program(db, err))
        return false;
    *ret = TAKE_PTR(applied);
    return true;
}

/* ---- applying ---- */

/* Read the version in the first line of a migration, "-- oldest-program: 1.2.3". */
static void oldest_program(const struct migration *migration, char ret[static 24])
{
    static const char mark[] = "-- oldest-program: ";
    text_copy(ret, 24, version_number());
    if (strncmp(migration->text, mark, strlen(mark)) != 0)
        return; /* without this line, the program that applies it is the oldest */
    const char *version = migration->text + strlen(mark);
    const size_t count = strspn(version, "0123456789.");
    if (count > 0 && count < 24) {
        memcpy(ret, version, count);
        ret[count] = '\0';
    }
}

/* What is said of the migrations that are missing: a line each at once, or one document of JSON at
 * the end. */
struct said {
    bool json, dry_run;
    struct text list; /* the members of the array "migrations" */
    size_t count;
};
static void said_done(struct said *said)
{
    text_done(&said->list);
}
CLEANUP_STRUCT(struct said, said_done)

static void say(struct said *said, const struct migration *migration, int64_t ms)
{
    char took[24];
    said->count++;
    clock_duration_text(ms, took);
    if (said->json) {
        json_write_open(&said->list, NULL, '{');
        json_write_int(&said->list, "version", migration->version);
        json_write_text(&said->list, "name", migration->name);
        if (!said->dry_run)
            json_write_int(&said->list, "duration_ms", ms);
        json_write_close(&said->list, '}');
    } else if (said->dry_run) {
        (void)printf("would apply %s\n", migration->name);
    } else {
        (void)printf("applied %s (%s)\n", migration->name, took);
        (void)fflush(stdout); /* the next one may take long */
    }
}

/* in  there  the version that the schema has afterwards */
static void say_end(const struct said *said, int there)
{
    CLEANUP(text_done) struct text out = {0};
    if (!said->json) {
        if (said->count == 0)
            (void)printf("nothing to do: the schema is at migration %d\n", there);
        return;
    }
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "dry_run", said->dry_run);
    json_write_int(&out, "needed", migrations[migration_count - 1].version);
    json_write_open(&out, said->dry_run ? "missing" : "applied", '[');
    text_add(&out, text_of(&said->list));
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static bool apply(struct database *db, const struct migration *migration, struct error *err)
{
    char oldest[24];
    oldest_program(migration, oldest);
    if (database_begin(db, err) && database_run_script(db, migration->text, err) &&
        DATABASE_RUN(db, &sql_migrations_record, NULL, err, sql_int(migration->version),
                     sql_text(migration->name), sql_text(migration->checksum), sql_text(oldest),
                     sql_text(context_actor())) &&
        database_commit(db, err))
        return true;
    database_rollback(db);
    return error_wrap(err, "migration %s", migration->name);
}

static bool apply_missing(struct database *db, const struct rows *applied, struct said *said,
                          struct error *err)
{
    for (size_t i = 0; i < migration_count; i++) {
        const int64_t start = clock_monotonic_ms();
        if (applied_checksum(applied, migrations[i].version))
            continue;
        if (!said->dry_run && !apply(db, &migrations[i], err))
            return false;
        say(said, &migrations[i], clock_monotonic_ms() - start);
    }
    return true;
}

static int migrate(struct database *db, struct said *said, struct error *err)
{
    const int code = said->dry_run ? EXIT_DONE : lock(db, err);
    if (code != EXIT_DONE)
        return code;
    CLEANUP(rows_free) struct rows *applied = NULL;
    const bool good = (said->dry_run || DATABASE_RUN0(db, &sql_migrations_table, NULL, err)) &&
                      read_applied(db, &applied, err) && apply_missing(db, applied, said, err);
    if (good || said->count > 0)
        say_end(said, migrations[migration_count - 1].version);
    return good ? EXIT_DONE : EXIT_BY_ERROR;
}

static bool check_session(const struct context *context, struct error *err)
{
    const struct database_options options =
        config_database_direct(context->config, PROGRAM " migrate");
    return session_check(context->db, &options, err);
}

static bool dry_run;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    if (!context_database_unchecked(context, err) || (!dry_run && !check_session(context, err)))
        return EXIT_BY_ERROR;
    CLEANUP(said_done) struct said said = {.json = context->json, .dry_run = dry_run};
    const int code = migrate(context->db, &said, err);
    if (code == EXIT_DONE && !dry_run)
        catalog_warn_of_keys(context);
    return code;
}

static const struct cli_option options[] = {
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &dry_run,
     .help = "say what would be applied, and write nothing"},
    {.name = "wait",
     .kind = CLI_DURATION,
     .value = &wait_ms,
     .metavar = "TIME",
     .help = "how long to wait while another session holds the lock of migrations",
     .preset = "1m"},
    OPTION_END,
};

const struct command command_migrate = {
    .name = "migrate",
    .summary = "Bring the database's schema up to this program.",
    .purpose = "Apply the migrations that the database does not have yet, one transaction each.",
    .details = "When two run at once, the second waits, and then has nothing to do; after --wait "
               "it gives up with 75. The connection goes to database.direct_url where one is set.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
