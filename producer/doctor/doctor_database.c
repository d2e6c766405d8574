/* doctor_database.c: the database server, our database on it, and what the fleet's rows say. */
#include "doctor/doctor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "migrations.h"
#include "model/alarm_limits.h"
#include "model/catalog_rekey.h"
#include "model/schema.h"
#include "model/session.h"
#include "shared/depths.h"
#include "sql.h"

#define STATEMENT_MS 10000
/* Times in logs and in rows tell a wrong story from here on; from there on a provider's day ends at
 * the wrong moment, and certificates count as expired. */
#define SKEW_WARNING_MS 2000
#define SKEW_CRITICAL_MS 60000

/* ---- the server ---- */

/* in  before_ms, after_ms  our clock around the statement that read the server's */
static void look_at_clock(struct doctor *doctor, int64_t server_ms, int64_t before_ms,
                          int64_t after_ms)
{
    CLEANUP(text_done) struct text what = {0};
    char by[24];
    const int64_t ahead = server_ms - (before_ms + after_ms) / 2;
    const int64_t least = llabs(ahead) - (after_ms - before_ms) / 2; /* the answer took its time */
    clock_duration_text(llabs(ahead), by);
    text_add_format(&what, "the database's is %s %s this machine's", by,
                    ahead < 0 ? "behind" : "ahead of");
    findings_add(&doctor->findings,
                 least > SKEW_CRITICAL_MS  ? FINDING_CRITICAL
                 : least > SKEW_WARNING_MS ? FINDING_WARNING
                                           : FINDING_OK,
                 "clock", least > SKEW_WARNING_MS ? "set both by NTP" : "", text_of(&what));
}

static void look_at_connections(struct doctor *doctor, const struct rows *rows)
{
    CLEANUP(text_done) struct text what = {0};
    const int64_t used = row_int(rows, 0, DOCTOR_DATABASE_CONNECTIONS);
    const int64_t max = row_int(rows, 0, DOCTOR_DATABASE_CONNECTIONS_MAX);
    const bool scarce = used * 10 > max * 9;
    text_add_format(&what, "%" PRId64 " of %" PRId64 " connections are in use", used, max);
    findings_add(&doctor->findings, scarce ? FINDING_WARNING : FINDING_OK, "database",
                 scarce ? "raise max_connections of PostgreSQL, or lower database.pool_size" : "",
                 text_of(&what));
}

static void look_at_server(struct doctor *doctor, const struct rows *rows)
{
    struct findings *findings = &doctor->findings;
    findings_good(findings, "database",
                  "PostgreSQL %s (13 or later is needed) answers to %s; its data take %s",
                  row_text(rows, 0, DOCTOR_DATABASE_VERSION),
                  row_text(rows, 0, DOCTOR_DATABASE_USER_NAME),
                  row_text(rows, 0, DOCTOR_DATABASE_SIZE));
    findings_good(findings, "database", "encoding %s, collation %s, character type %s",
                  row_text(rows, 0, DOCTOR_DATABASE_ENCODING),
                  row_text(rows, 0, DOCTOR_DATABASE_COLLATION),
                  row_text(rows, 0, DOCTOR_DATABASE_CTYPE));
    look_at_connections(doctor, rows);
    if (row_bool(rows, 0, DOCTOR_DATABASE_STANDBY))
        findings_add(findings, FINDING_CRITICAL, "database",
                     "name the primary in database.url, or add target_session_attrs=read-write",
                     "it is a standby, which takes no changes");
    if (!row_bool(rows, 0, DOCTOR_DATABASE_DURABLE))
        findings_add(findings, FINDING_WARNING, "database",
                     "set fsync, full_page_writes and synchronous_commit to on",
                     "it may lose what it has confirmed when its machine fails");
}

static bool read_server(struct doctor *doctor, struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *clock = NULL;
    if (!DATABASE_RUN(db, &sql_doctor_database, &rows, err, sql_bool(true)))
        return false;
    /* That round trip prepared the statement, so this one is as short as can be. */
    const int64_t before_ms = clock_utc_ms();
    if (!DATABASE_RUN(db, &sql_doctor_database, &clock, err, sql_bool(false)))
        return false;
    look_at_clock(doctor, row_int(clock, 0, DOCTOR_DATABASE_NOW_MS), before_ms, clock_utc_ms());
    look_at_server(doctor, rows);
    return true;
}

/* Behind a pooler, session locks need a connection of their own kind. */
static void look_at_direct(struct doctor *doctor)
{
    const struct config *config = doctor->context->config;
    const struct database_options options = config_database_direct(config, PROGRAM " doctor");
    CLEANUP(database_close) struct database *db = NULL;
    struct error err = {0};
    if (!database_open(&options, &db, &err) || !session_check(db, &options, &err))
        findings_error(&doctor->findings, FINDING_CRITICAL, "sessions", &err);
    else
        findings_good(&doctor->findings, "sessions", "a connection keeps its locks");
}

/* ---- the schema ---- */

static const char *checksum_of(const struct rows *applied, int version)
{
    for (size_t i = 0; i < rows_count(applied); i++)
        if (row_int(applied, i, MIGRATIONS_APPLIED_VERSION) == version)
            return row_text(applied, i, MIGRATIONS_APPLIED_CHECKSUM);
    return NULL;
}

#define MISSING "not applied: "
#define CHANGED "changed after they were applied: "

/* Add the migrations that were not applied, and those that differ from what was applied. */
static void compare(const struct rows *applied, struct text *missing, struct text *changed)
{
    for (size_t i = 0; i < migration_count; i++) {
        const char *checksum = checksum_of(applied, migrations[i].version);
        struct text *to = !checksum                                       ? missing
                          : !text_equal(checksum, migrations[i].checksum) ? changed
                                                                          : NULL;
        if (to)
            text_add_format(to, "%s%s", to->bytes[to->count - 1] == ' ' ? "" : ", ",
                            migrations[i].name);
    }
}

static bool look_at_migrations(struct doctor *doctor, struct error *err)
{
    CLEANUP(rows_free) struct rows *exist = NULL;
    CLEANUP(rows_free) struct rows *applied = NULL;
    CLEANUP(text_done) struct text missing = {0}, changed = {0};
    text_add(&missing, MISSING);
    text_add(&changed, CHANGED);
    if (!DATABASE_RUN0(doctor->context->db, &sql_migrations_exist, &exist, err) ||
        (row_bool(exist, 0, MIGRATIONS_EXIST_EXIST) &&
         !DATABASE_RUN0(doctor->context->db, &sql_migrations_applied, &applied, err)))
        return false;
    compare(applied, &missing, &changed);
    if (missing.count > strlen(MISSING))
        findings_add(&doctor->findings, FINDING_CRITICAL, "migrations",
                     "run 'backfill-producer migrate' as the owner of the database",
                     text_of(&missing));
    if (changed.count > strlen(CHANGED))
        findings_add(&doctor->findings, FINDING_CRITICAL, "migrations",
                     "install the version of the program that applied them", text_of(&changed));
    if (missing.count + changed.count == strlen(MISSING CHANGED))
        findings_good(&doctor->findings, "migrations",
                      "all %zu are applied, up to %s, and none is changed", migration_count,
                      migrations[migration_count - 1].name);
    return true;
}

/* ---- the catalogue ---- */

static bool look_at_catalog(struct doctor *doctor, struct error *err)
{
    bool stale = false;
    if (!catalog_keys_stale(doctor->context->db, &stale, err))
        return false;
    if (stale)
        findings_add(&doctor->findings, FINDING_WARNING, "catalogue", "run " CATALOG_KEYS_MEND,
                     CATALOG_KEYS_STALE);
    else
        findings_good(&doctor->findings, "catalogue", "its keys are those of this program");
    return true;
}

/* ---- rights and alarms ---- */

static bool look_at_rights(struct doctor *doctor, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(doctor->context->db, &sql_check_rights, &rows, err,
                      sql_text(doctor->role->database)))
        return false;
    const char *looks = row_text(rows, 0, CHECK_RIGHTS_CANNOT_LOOK);
    const char *works = row_text(rows, 0, CHECK_RIGHTS_CANNOT_WORK);
    const char *user = row_text(rows, 0, CHECK_RIGHTS_USER_NAME);
    CLEANUP(text_done) struct text what = {0};
    if (!looks && !works)
        findings_good(&doctor->findings, "rights", "%s has those of a %s in the database", user,
                      doctor->role->name);
    else {
        text_add_format(&what, "%s may not %s%s%s", user, looks ? looks : "",
                        looks && works ? "; " : "", works ? works : "");
        findings_add(&doctor->findings, FINDING_CRITICAL, "rights",
                     "run deploy/roles/postgresql.sql as superuser, once more after each migrate",
                     text_of(&what));
    }
    return true;
}

/* Where the summary of an alarm begins to say what to do: "…: 'backfill-producer why' tells more".
 * NULL: it does not. */
static const char *advice_of(const char *summary)
{
    const char *found = NULL, *command = strstr(summary, "'backfill-");
    for (const char *at = summary; command && at < command; at++)
        if ((*at == ':' || *at == ';') && at[1] == ' ')
            found = at;
    return found;
}

static void add_alarm(struct doctor *doctor, const struct rows *rows, size_t i)
{
    CLEANUP(text_done) struct text what = {0}, mend = {0};
    const char *name = row_text(rows, i, DOCTOR_ALARMS_NAME);
    const char *summary = row_text(rows, i, DOCTOR_ALARMS_SUMMARY);
    const char *advice = advice_of(summary);
    const char *subject = row_text(rows, i, DOCTOR_ALARMS_SUBJECT);
    const char *since = row_text(rows, i, DOCTOR_ALARMS_SINCE);
    const bool critical = text_equal(row_text(rows, i, DOCTOR_ALARMS_SEVERITY), "critical");
    text_add_format(&what, "%s%s%s: %.*s%s%s%s", name, subject && *subject ? " " : "",
                    subject ? subject : "", advice ? (int)(advice - summary) : (int)strlen(summary),
                    summary, since ? " (since " : "", since ? since : "", since ? " UTC)" : "");
    if (advice)
        text_add(&mend, advice + 2);
    else
        text_add_format(&mend, "deploy/OPERATIONS.md says of the alarm %s what to do", name);
    findings_add(&doctor->findings, critical ? FINDING_CRITICAL : FINDING_WARNING, "alarms",
                 text_of(&mend), text_of(&what));
}

static bool look_at_alarms(struct doctor *doctor, struct error *err)
{
    struct depths depths = {.known = false};
    CLEANUP(text_done) struct text limits = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    depths_read(doctor->context->config, &depths);
    const struct alarm_depths known = {
        .queue = depths.known && depths.of[0].exists ? depths.of[0].ready : -1,
        .letters = depths_letters(&depths),
    };
    alarm_limits(doctor->context->config, &known, &limits);
    if (!DATABASE_RUN(doctor->context->db, &sql_doctor_alarms, &rows, err,
                      sql_text(text_of(&limits))))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        add_alarm(doctor, rows, i);
    if (rows_count(rows) == 0)
        findings_good(&doctor->findings, "alarms", "none holds");
    return true;
}

/* ---- all of it ---- */

/* The new connection has shown that there are some. A process that serves keeps another, on which
 * the statements are planned: there they take a tenth of the time. */
static void choose_connection(struct doctor *doctor, struct database **own)
{
    struct error err = {0};
    doctor->is_kept = context_is_served() && context_database(doctor->context, &err);
    if (doctor->is_kept)
        return;
    context_disconnect(doctor->context);
    doctor->context->db = TAKE_PTR(*own);
}

void doctor_database(struct doctor *doctor)
{
    struct database_options options = config_database(doctor->context->config, PROGRAM " doctor");
    CLEANUP(database_close) struct database *own = NULL;
    struct error err = {0};
    options.statement_timeout_ms = STATEMENT_MS;
    if (!database_open(&options, &own, &err) || !read_server(doctor, own, &err)) {
        findings_error(&doctor->findings, FINDING_CRITICAL, "database", &err);
        return;
    }
    if (doctor->role->broker != TOPOLOGY_READER) /* who only looks needs no lock */
        look_at_direct(doctor);
    choose_connection(doctor, &own);
    if (!schema_check(doctor->context->db, &err)) {
        findings_error(&doctor->findings, FINDING_CRITICAL, "schema", &err);
        err = (struct error){.class = ERROR_NONE};
        if (!look_at_migrations(doctor, &err))
            findings_error(&doctor->findings, FINDING_CRITICAL, "migrations", &err);
        return;
    }
    if (!look_at_migrations(doctor, &err) || !look_at_rights(doctor, &err) ||
        !look_at_catalog(doctor, &err) || !look_at_alarms(doctor, &err))
        findings_error(&doctor->findings, FINDING_CRITICAL, "database", &err);
}
