/* probe-database.c: scenarios of common/io/database/database.h and database_pool.h against a real
 * PostgreSQL, for tests/integration/test_database. "probe-database SCENARIO URL" exits 0 when
 * everything was as it must be; otherwise it says what was not. Scenarios that wait for a fault
 * print "ready" first and end when their standard input does. */
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/database/database_pool.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "line %d: %s does not hold; last error: %s: %s\n", __LINE__,           \
                    #condition, error_class_name(err.class), err.message);                         \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static _Thread_local struct error err;
static struct database_options options = {
    .application_name = "probe", .connect_timeout_ms = 3000, .statement_timeout_ms = 20000};

/* ---- helpers ---- */

/* A statement of its own for each place in the source, as embedded ones are. */
#define SQL(name_, text_)                                                                          \
    (__extension__({                                                                               \
        static const struct sql statement_ = {name_, text_};                                       \
        &statement_;                                                                               \
    }))

static struct database *opened(void)
{
    struct database *db = NULL;
    CHECK(database_open(&options, &db, &err));
    return db;
}

static void run(struct database *db, const struct sql *statement)
{
    CHECK(DATABASE_RUN0(db, statement, NULL, &err));
}

static int64_t number(struct database *db, const struct sql *statement)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(DATABASE_RUN0(db, statement, &rows, &err));
    CHECK(rows_count(rows) == 1);
    return row_int(rows, 0, 0);
}

/* The statement fails with this SQLSTATE and class, and says this. */
static void fails(struct database *db, const struct sql *statement, const char *sqlstate,
                  enum error_class class, const char *said)
{
    struct rows *rows = NULL;
    const bool good = DATABASE_RUN0(db, statement, &rows, &err);
    if (good || strcmp(err.sqlstate, sqlstate) != 0 || err.class != class ||
        !strstr(err.message, said) || rows || strchr(err.message, '\n')) {
        fprintf(stderr, "%s: expected %s %s '%s', got %s %s '%s'\n", statement->name, sqlstate,
                error_class_name(class), said, err.sqlstate, error_class_name(err.class),
                err.message);
        exit(1);
    }
}

static struct database_pool *pool_of(size_t size)
{
    return database_pool_new(&options, size, 500);
}

static void ready(void)
{
    CHECK(puts("ready") >= 0 && fflush(stdout) == 0);
}

static void wait_for_end_of_input(void)
{
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
}

/* ---- one connection ---- */

static void scenario_open(void)
{
    struct database *db = NULL;
    if (database_open(&options, &db, &err)) {
        CHECK(database_alive(db) && database_socket(db) >= 0);
        database_close(db);
        puts("opened");
    } else {
        CHECK(!strchr(err.message, '\n'));
        printf("%s %s\n", error_class_name(err.class), err.message);
    }
}

static void check_bytes(struct database *db, const void *bytes, size_t count)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(DATABASE_RUN(db, SQL("bytes", "SELECT $1::bytea, length($1::bytea)"), &rows, &err,
                       sql_bytes(bytes, count)));
    size_t back = 0;
    CLEANUP(mem_free) char *copy = row_bytes(rows, 0, 0, &back);
    CHECK(copy && back == count && memcmp(copy, bytes, count) == 0);
    CHECK(row_int(rows, 0, 1) == (int64_t)count);
}

static void scenario_run(void)
{
    CLEANUP(database_close) struct database *db = opened();
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(DATABASE_RUN(db,
                       SQL("types", "SELECT $1::bigint, $2::text, $3::boolean, $4::text, $5::int,"
                                    " $6::bytea, $7::int, ''::text, false"),
                       &rows, &err, sql_int(INT64_MIN), sql_text("Ångström 'x' \\ \""),
                       sql_bool(true), sql_null(), sql_int_or_null(5, false), sql_null(),
                       sql_int_or_null(-7, true)));
    CHECK(rows_count(rows) == 1 && row_int(rows, 0, 0) == INT64_MIN);
    CHECK(strcmp(row_text(rows, 0, 1), "Ångström 'x' \\ \"") == 0);
    CHECK(row_bool(rows, 0, 2) && !row_is_null(rows, 0, 2) && !row_bool(rows, 0, 8));
    CHECK(row_is_null(rows, 0, 3) && !row_text(rows, 0, 3) && !row_bool(rows, 0, 3));
    CHECK(row_is_null(rows, 0, 4) && row_int(rows, 0, 4) == 0);
    size_t count = 99;
    CHECK(!row_bytes(rows, 0, 5, &count) && count == 0);
    CHECK(row_int(rows, 0, 6) == -7 && *row_text(rows, 0, 7) == '\0');

    static const unsigned char bytes[] = {0, 1, 0xff, '\\', '\'', 0, 'x'};
    check_bytes(db, bytes, sizeof bytes);
    check_bytes(db, "", 0);

    run(db, SQL("make", "CREATE TEMP TABLE t (a int)"));
    struct rows *changed = NULL;
    CHECK(DATABASE_RUN0(db, SQL("many", "INSERT INTO t SELECT generate_series(1, 7)"), &changed,
                        &err));
    CHECK(rows_affected(changed) == 7 && rows_count(changed) == 0);
    rows_free(changed);
}

/* More statements than the set of prepared ones had room for at first, each run twice. */
static void scenario_prepared(void)
{
    CLEANUP(database_close) struct database *db = opened();
    static struct sql statements[200];
    static char names[200][24], texts[200][32];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 200; i++) {
            (void)snprintf(names[i], sizeof names[i], "statement_%d", i);
            (void)snprintf(texts[i], sizeof texts[i], "SELECT %d", i);
            statements[i] = (struct sql){names[i], texts[i]};
            CHECK(number(db, &statements[i]) == i);
        }
    }
    CHECK(number(db, SQL("count", "SELECT count(*) FROM pg_prepared_statements")) == 201);
}

static void scenario_arrays(void)
{
    CLEANUP(database_close) struct database *db = opened();
    static const char *const values[] = {"plain",   "",          "NULL",
                                         NULL,      "say \"x\"", "a\\b\\",
                                         "{1,2}",   "O'Brien",   "Ångström 東京 🙂",
                                         " blank ", "a\nb\tc"};
    CLEANUP(sql_array_done) struct sql_array array = {0};
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        sql_array_add(&array, values[i]);
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(DATABASE_RUN(db, SQL("array", "SELECT unnest($1::text[])"), &rows, &err,
                       sql_text(sql_array_text(&array))));
    CHECK(rows_count(rows) == ARRAY_LEN(values));
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        CHECK(text_equal(row_text(rows, i, 0), values[i]));

    CLEANUP(sql_array_done) struct sql_array none = {0};
    CLEANUP(rows_free) struct rows *empty = NULL;
    CHECK(DATABASE_RUN(db, SQL("no_array", "SELECT unnest($1::bigint[])"), &empty, &err,
                       sql_text(sql_array_text(&none))));
    CHECK(rows_count(empty) == 0);
}

/* What the session is set to, whatever the server's, database's and role's defaults are. */
static void scenario_session(void)
{
    options.own_session = true;
    options.statement_timeout_ms = 12345;
    CLEANUP(database_close) struct database *db = opened();
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(DATABASE_RUN0(
        db,
        SQL("settings",
            "SELECT concat_ws('|', current_setting('TimeZone'), current_setting('DateStyle'),"
            " current_setting('IntervalStyle'), current_setting('bytea_output'),"
            " current_setting('standard_conforming_strings'), current_setting('client_encoding'),"
            " current_setting('statement_timeout'), current_setting('lock_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'),"
            " current_setting('client_connection_check_interval', true),"
            " current_setting('search_path'), current_setting('application_name'))"),
        &rows, &err));
    puts(row_text(rows, 0, 0));
}

static void scenario_errors(void)
{
    CLEANUP(database_close) struct database *db = opened();
    run(db, SQL("table", "CREATE TABLE IF NOT EXISTS errors (a int PRIMARY KEY, b int NOT NULL)"));
    run(db, SQL("clear", "DELETE FROM errors"));
    run(db, SQL("fill", "INSERT INTO errors VALUES (1, 1)"));
    fails(
        db, SQL("unique", "INSERT INTO errors VALUES (1, 1)"), "23505", ERROR_REQUEST,
        "unique: duplicate key value violates unique constraint \"errors_pkey\" (SQLSTATE 23505)");
    CHECK(!strstr(err.message, "(a)=(1)")); /* the detail, which quotes the row */
    fails(db, SQL("zero", "SELECT 1 / 0"), "22012", ERROR_REQUEST, "zero: division by zero");
    fails(db, SQL("syntax", "SELEKT 's3cret'"), "42601", ERROR_REQUEST, "syntax: syntax error");
    fails(db, SQL("no_table", "SELECT 1 FROM missing"), "42P01", ERROR_CONFIG,
          "no_table: schema not migrated: relation \"missing\" does not exist (SQLSTATE 42P01)"
          " (run backfill-producer migrate)");
    fails(db, SQL("no_column", "SELECT missing FROM errors"), "42703", ERROR_CONFIG, "migrate");
    fails(db, SQL("no_function", "SELECT missing()"), "42883", ERROR_CONFIG, "migrate");
    fails(db, SQL("no_rights", "DO 'BEGIN SET LOCAL ROLE nobody_much; DELETE FROM errors; END'"),
          "42501", ERROR_CONFIG, "no rights: permission denied for table errors");
    fails(db, SQL("serial", "DO 'BEGIN RAISE SQLSTATE ''40001''; END'"), "40001", ERROR_OWN_SERVERS,
          "serial: ");
    fails(db, SQL("deadlock", "DO 'BEGIN RAISE SQLSTATE ''40P01''; END'"), "40P01",
          ERROR_OWN_SERVERS, "");
    fails(db, SQL("full", "DO 'BEGIN RAISE SQLSTATE ''53100''; END'"), "53100", ERROR_OWN_SERVERS,
          "");
    run(db, SQL("short", "SET statement_timeout = 100"));
    fails(db, SQL("slow", "SELECT pg_sleep(10)"), "57014", ERROR_OWN_SERVERS,
          "slow: canceling statement due to statement timeout");
    CHECK(database_alive(db));
    run(db, SQL("long", "SET statement_timeout = 0"));

    CLEANUP(database_close) struct database *holder = opened();
    CHECK(database_begin(holder, &err));
    run(holder, SQL("hold", "LOCK TABLE errors"));
    run(db, SQL("impatient", "SET lock_timeout = 50"));
    fails(db, SQL("locked", "SELECT count(*) FROM errors"), "55P03", ERROR_OWN_SERVERS, "locked: ");
    database_rollback(holder);
    CHECK(database_alive(db) && number(db, SQL("rows", "SELECT count(*) FROM errors")) == 1);

    /* A statement with a result that its session prepared before the table changed. */
    const struct sql *all = SQL("all", "SELECT * FROM errors");
    run(db, all);
    run(holder, SQL("alter", "ALTER TABLE errors ADD COLUMN c int"));
    fails(db, all, "0A000", ERROR_OWN_SERVERS, "cached plan");
    CHECK(!database_alive(db));
    run(holder, SQL("drop", "DROP TABLE errors"));

    run(holder, SQL("read_only", "SET default_transaction_read_only = on"));
    fails(holder, SQL("write", "CREATE TABLE x ()"), "25006", ERROR_OWN_SERVERS, "read-only");
    CHECK(!database_alive(holder)); /* perhaps another host is the primary now */
    database_rollback(holder);
}

/* A COPY where none is expected, and rows where a COPY is, do not leave a connection in use. */
static void scenario_misuse(void)
{
    CLEANUP(database_close) struct database *db = opened();
    fails(db, SQL("copy", "COPY pg_class TO STDOUT"), "", ERROR_REQUEST, "copy: ");
    CHECK(!database_alive(db));
    CLEANUP(database_close) struct database *other = opened();
    CHECK(!database_copy_start(other, SQL("rows", "SELECT 1"), &err));
    CHECK(err.class == ERROR_REQUEST && !database_alive(other));
}

/* ---- transactions, scripts, COPY ---- */

static void scenario_transactions(void)
{
    CLEANUP(database_close) struct database *db = opened();
    const struct sql *insert = SQL("insert", "INSERT INTO t VALUES (1)");
    const struct sql *count = SQL("count", "SELECT count(*) FROM t");
    run(db, SQL("make", "CREATE TEMP TABLE t (a int UNIQUE)"));
    database_rollback(db); /* none is open */
    CHECK(database_begin(db, &err));
    run(db, insert);
    database_rollback(db);
    CHECK(number(db, count) == 0);
    CHECK(database_begin(db, &err));
    run(db, insert);
    CHECK(database_commit(db, &err));
    CHECK(number(db, count) == 1);

    CHECK(database_begin(db, &err));
    fails(db, insert, "23505", ERROR_REQUEST, "insert: ");
    CHECK(!database_commit(db, &err)); /* the server says ROLLBACK, and no error */
    CHECK(err.class == ERROR_REQUEST && strstr(err.message, "had failed"));
    CHECK(number(db, count) == 1 && database_alive(db));
}

static void scenario_script(void)
{
    CLEANUP(database_close) struct database *db = opened();
    const struct sql *there =
        SQL("there", "SELECT count(*) FROM pg_class WHERE relname IN ('s_one', 's_two')");
    CHECK(!database_run_script(db,
                               "CREATE TABLE s_one (); CREATE TABLE s_two (); SELECT 1 / 0;"
                               " CREATE TABLE s_three ();",
                               &err));
    CHECK(err.class == ERROR_REQUEST && strcmp(err.sqlstate, "22012") == 0);
    CHECK(number(db, there) == 0); /* and the connection serves on */
    CHECK(database_run_script(db, "-- a comment;\nCREATE TABLE s_one (); CREATE TABLE s_two ();",
                              &err));
    CHECK(number(db, there) == 2);
    CHECK(database_run_script(db, "", &err));

    CHECK(database_begin(db, &err));
    CHECK(database_run_script(db, "DROP TABLE s_one; DROP TABLE s_two;", &err));
    CHECK(number(db, there) == 0);
    database_rollback(db);
    CHECK(number(db, there) == 2);
    CHECK(database_run_script(db, "DROP TABLE s_one; DROP TABLE s_two;", &err));
}

static void copy_lines(struct database *db, int lines)
{
    char line[64];
    for (int i = 0; i < lines; i++) {
        const int count = snprintf(line, sizeof line, "%d\tline %d\n", i, i);
        CHECK(database_copy_data(db, line, (size_t)count, &err));
    }
}

static void scenario_copy(void)
{
    CLEANUP(database_close) struct database *db = opened();
    const struct sql *copy = SQL("copy", "COPY t FROM STDIN");
    const struct sql *count = SQL("count", "SELECT count(*) FROM t");
    run(db, SQL("make", "CREATE TEMP TABLE t (a int PRIMARY KEY, b text)"));
    CHECK(database_copy_start(db, copy, &err));
    copy_lines(db, 200000);
    CHECK(database_copy_finish(db, &err));
    CHECK(number(db, count) == 200000);

    CHECK(database_copy_start(db, copy, &err)); /* the same rows again */
    copy_lines(db, 3);
    CHECK(!database_copy_finish(db, &err));
    CHECK(err.class == ERROR_REQUEST && strcmp(err.sqlstate, "23505") == 0);
    CHECK(number(db, count) == 200000);

    CHECK(database_begin(db, &err)); /* given up in the middle */
    run(db, SQL("delete", "DELETE FROM t"));
    CHECK(database_copy_start(db, copy, &err));
    copy_lines(db, 3);
    database_rollback(db);
    CHECK(database_alive(db) && number(db, count) == 200000);

    CHECK(
        database_copy_start(db, copy, &err)); /* one piece of many megabytes, wrong at its start */
    CLEANUP(text_done) struct text large = {0};
    text_add(&large, "wrong\n");
    for (int i = 0; i < 400000; i++)
        text_add(&large, "1\tmuch more of the same\n");
    CHECK(database_copy_data(db, large.bytes, large.count, &err));
    CHECK(!database_copy_finish(db, &err));
    CHECK(strcmp(err.sqlstate, "22P02") == 0 && database_alive(db));
}

/* ---- faults on one connection ---- */

/* The server is stopped by the test meanwhile: no answer, no end of the connection. */
static void scenario_frozen(void)
{
    options.statement_timeout_ms = 300;
    CLEANUP(database_close) struct database *db = opened();
    ready();
    wait_for_end_of_input();
    const int64_t began = clock_monotonic_ms();
    CHECK(!DATABASE_RUN0(db, SQL("one", "SELECT 1"), NULL, &err));
    const int64_t took = clock_monotonic_ms() - began;
    CHECK(err.class == ERROR_OWN_SERVERS && strstr(err.message, "does not answer"));
    CHECK(took >= 5000 && took < 8000 && !database_alive(db));
    struct database *other = NULL;
    CHECK(!database_open(&options, &other, &err));
    CHECK(err.class == ERROR_OWN_SERVERS && strstr(err.message, "no answer while connecting"));
}

static void scenario_lost(void)
{
    CLEANUP(database_close) struct database *db = opened();
    run(db, SQL("one", "SELECT 1"));
    ready();
    wait_for_end_of_input();
    CHECK(!DATABASE_RUN0(db, SQL("two", "SELECT 2"), NULL, &err));
    CHECK(err.class == ERROR_OWN_SERVERS && !database_alive(db));
    CHECK(!DATABASE_RUN0(db, SQL("two", "SELECT 2"), NULL, &err));
    CHECK(err.class == ERROR_OWN_SERVERS);
    CHECK(!database_begin(db, &err) && !database_commit(db, &err));
    database_rollback(db);
}

/* ---- the pool ---- */

static int64_t pool_number(struct database_pool *pool, const struct sql *statement)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(database_pool_run(pool, &(const struct sql_call){.statement = statement}, &rows, &err));
    return row_int(rows, 0, 0);
}

/* The connection's server process is ended between two statements: nobody notices. */
static void scenario_terminated(void)
{
    CLEANUP(database_close) struct database *db = opened();
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(1);
    const struct sql *pid = SQL("pid", "SELECT pg_backend_pid()");
    const int64_t before = pool_number(pool, pid);
    CLEANUP(rows_free) struct rows *rows = NULL;
    CHECK(DATABASE_RUN(db, SQL("end", "SELECT pg_terminate_backend($1, 5000)"), &rows, &err,
                       sql_int(before)));
    CHECK(row_bool(rows, 0, 0));
    const int64_t after = pool_number(pool, pid);
    CHECK(after != before && database_pool_fails_ms(pool) == 0);
}

/* Errors that pass are waited out in place; others are the caller's. */
static void scenario_repeat(void)
{
    CLEANUP(database_close) struct database *db = opened();
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(1);
    CHECK(database_run_script(
        db,
        "CREATE SEQUENCE tries;"
        "CREATE FUNCTION third_time_lucky(state text) RETURNS bigint LANGUAGE plpgsql AS $$"
        " DECLARE n bigint := nextval('tries');"
        " BEGIN IF n % 3 <> 0 THEN RAISE EXCEPTION USING ERRCODE = state; END IF;"
        " RETURN n; END $$;",
        &err));
    CHECK(pool_number(pool, SQL("s", "SELECT third_time_lucky('40001')")) == 3);
    CHECK(pool_number(pool, SQL("d", "SELECT third_time_lucky('40P01')")) == 6);
    CHECK(pool_number(pool, SQL("f", "SELECT third_time_lucky('53100')")) == 9);
    CHECK(pool_number(pool, SQL("r", "SELECT third_time_lucky('25006')")) == 12);
    CHECK(database_pool_fails_ms(pool) == 0);
    CHECK(!database_pool_run(
        pool, &(const struct sql_call){.statement = SQL("zero", "SELECT 1 / 0")}, NULL, &err));
    CHECK(err.class == ERROR_REQUEST);
    CHECK(pool_number(pool, SQL("n", "SELECT third_time_lucky('42501')")) == 15);
    CHECK(pool_number(pool, SQL("m", "SELECT third_time_lucky('42P01')")) == 18);
    CHECK(pool_number(pool, SQL("x", "SELECT third_time_lucky('XX002')")) == 21);
    CHECK(database_pool_fails_ms(pool) == 0);
    database_pool_stop(pool); /* what passes is still waited out, what may not is not */
    CHECK(pool_number(pool, SQL("t", "SELECT third_time_lucky('40001')")) == 24);
    CHECK(!database_pool_run(
        pool, &(const struct sql_call){.statement = SQL("table", "SELECT 1 FROM missing")}, NULL,
        &err));
    CHECK(err.class == ERROR_CONFIG);
    CHECK(!database_pool_run(
        pool, &(const struct sql_call){.statement = SQL("u", "SELECT third_time_lucky('53100')")},
        NULL, &err));
    CHECK(err.class == ERROR_CANCELLED);
    CHECK(database_run_script(db, "DROP FUNCTION third_time_lucky; DROP SEQUENCE tries;", &err));
}

enum { THREADS = 16, ROUNDS = 100 };

struct worker {
    pthread_t thread;
    struct database_pool *pool;
    int number;
    atomic_int done;  /* statements that were answered */
    atomic_int class; /* of the error that ended it */
    atomic_int tid;   /* set just before its statement */
};

static struct worker *start(struct worker *worker, struct database_pool *pool, int number,
                            void *(*body)(void *))
{
    worker->pool = pool;
    worker->number = number;
    CHECK(pthread_create(&worker->thread, NULL, body, worker) == 0);
    return worker;
}

static void *count_rows(void *context)
{
    struct worker *worker = context;
    for (int i = 0; i < ROUNDS; i++) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        CHECK(POOL_RUN(worker->pool,
                       SQL("took", "INSERT INTO took VALUES ($1, pg_backend_pid()) RETURNING who"),
                       &rows, &err, sql_int(worker->number)));
        CHECK(row_int(rows, 0, 0) == worker->number);
    }
    return NULL;
}

static void scenario_sharing(void)
{
    CLEANUP(database_close) struct database *db = opened();
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(3);
    static struct worker workers[THREADS];
    run(db, SQL("make", "CREATE TABLE took (who int, pid int)"));
    for (int i = 0; i < THREADS; i++)
        (void)start(&workers[i], pool, i, count_rows);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(workers[i].thread, NULL) == 0);
    CHECK(number(db, SQL("all", "SELECT count(*) FROM took")) == (int64_t)THREADS * ROUNDS);
    CHECK(number(db, SQL("pids", "SELECT count(DISTINCT pid) FROM took")) == 3);
    run(db, SQL("drop", "DROP TABLE took"));
}

static void *take_turn(void *context)
{
    struct worker *worker = context;
    atomic_store(&worker->tid, (int)gettid());
    CHECK(POOL_RUN(worker->pool, SQL("turn", "INSERT INTO turns (who) VALUES ($1)"), NULL, &err,
                   sql_int(worker->number)));
    return NULL;
}

static void *hold_on(void *context)
{
    struct worker *worker = context;
    CHECK(database_pool_run(
        worker->pool,
        &(const struct sql_call){.statement = SQL("hold", "SELECT pg_advisory_xact_lock(7)")}, NULL,
        &err));
    return NULL;
}

/* Does the thread sleep? Then it stands in the queue: nothing else holds it up. */
static bool sleeps(const struct worker *worker)
{
    char file[64], line[256] = "";
    (void)snprintf(file, sizeof file, "/proc/self/task/%d/stat", atomic_load(&worker->tid));
    FILE *stream = fopen(file, "re");
    if (!stream)
        return false; /* not begun */
    CHECK(fgets(line, sizeof line, stream));
    (void)fclose(stream);
    const char *state = strrchr(line, ')');
    return state && strncmp(state, ") S", 3) == 0;
}

/* All seats are held until sixteen have come, one after the other; then they go in that order. */
static void scenario_order(void)
{
    CLEANUP(database_close) struct database *db = opened();
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(1);
    static struct worker holder, workers[THREADS];
    run(db, SQL("make", "CREATE TABLE turns (at serial, who int)"));
    run(db, SQL("lock", "SELECT pg_advisory_lock(7)"));
    (void)start(&holder, pool, -1, hold_on);
    const struct sql *waiting = SQL("waiting", "SELECT count(*) FROM pg_locks"
                                               " WHERE locktype = 'advisory' AND NOT granted");
    while (number(db, waiting) == 0)
        clock_sleep_ms(5);
    for (int i = 0; i < THREADS; i++) {
        (void)start(&workers[i], pool, i, take_turn);
        for (int seen = 0; seen < 3; clock_sleep_ms(2))
            seen = sleeps(&workers[i]) ? seen + 1 : 0;
    }
    run(db, SQL("unlock", "SELECT pg_advisory_unlock(7)"));
    CHECK(pthread_join(holder.thread, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(workers[i].thread, NULL) == 0);
    CHECK(number(db, SQL("ordered", "SELECT count(*) FROM turns WHERE who = at - 1")) == THREADS);
    run(db, SQL("drop", "DROP TABLE turns"));
}

static void *until_stopped(void *context)
{
    struct worker *worker = context;
    while (database_pool_run(
        worker->pool, &(const struct sql_call){.statement = SQL("one", "SELECT 1")}, NULL, &err))
        atomic_fetch_add(&worker->done, 1);
    atomic_store(&worker->class, (int)err.class);
    return NULL;
}

static bool input_ended(void)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&fd, 1, 0) > 0;
}

/* Sixteen threads run statements while the test does what it likes to the server; when it is done,
 * every one must have gone on. A line "away MS" or "back" whenever that changes. */
static void scenario_outage(void)
{
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(3);
    static struct worker workers[THREADS];
    for (int i = 0; i < THREADS; i++)
        (void)start(&workers[i], pool, i, until_stopped);
    ready();
    for (bool away = false; !input_ended(); clock_sleep_ms(5)) {
        if ((database_pool_fails_ms(pool) > 0) == away)
            continue;
        away = !away;
        CHECK(puts(away ? "away" : "back") >= 0 && fflush(stdout) == 0);
    }
    int before[THREADS];
    for (int i = 0; i < THREADS; i++)
        before[i] = atomic_load(&workers[i].done);
    const int64_t end = clock_monotonic_ms() + 10000;
    for (int i = 0; i < THREADS; i++) {
        while (atomic_load(&workers[i].done) == before[i] && clock_monotonic_ms() < end)
            clock_sleep_ms(5);
        CHECK(atomic_load(&workers[i].done) > before[i]);
    }
    CHECK(database_pool_fails_ms(pool) == 0);
    exit(0); /* a pool that the database serves is not stopped by stopping */
}

/* The database is not there, or frozen: all wait, and all end when told, in the time of one try. */
static void scenario_stop(void)
{
    options.connect_timeout_ms = 1000;
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(3);
    static struct worker workers[THREADS];
    for (int i = 0; i < THREADS; i++)
        (void)start(&workers[i], pool, i, until_stopped);
    while (database_pool_fails_ms(pool) < 300)
        clock_sleep_ms(5);
    for (int i = 0; i < THREADS; i++)
        CHECK(atomic_load(&workers[i].class) == ERROR_NONE);
    const int64_t began = clock_monotonic_ms();
    database_pool_stop(pool);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(workers[i].thread, NULL) == 0);
    CHECK(clock_monotonic_ms() - began < options.connect_timeout_ms + 500);
    for (int i = 0; i < THREADS; i++)
        CHECK(atomic_load(&workers[i].class) == ERROR_CANCELLED &&
              atomic_load(&workers[i].done) == 0);
}

/* Statements a second, one after the other on one connection: for a look, not for a test. */
static void scenario_speed(void)
{
    CLEANUP(database_pool_free) struct database_pool *pool = pool_of(1);
    const int64_t began = clock_monotonic_ms();
    for (int i = 0; i < 50000; i++) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        CHECK(POOL_RUN(pool, SQL("echo", "SELECT $1::int, $2::text"), &rows, &err, sql_int(i),
                       sql_text("2023-11")));
    }
    printf("%lld us a statement\n", (long long)(clock_monotonic_ms() - began) / 50);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } scenarios[] = {
        {"open", scenario_open},
        {"run", scenario_run},
        {"prepared", scenario_prepared},
        {"arrays", scenario_arrays},
        {"session", scenario_session},
        {"errors", scenario_errors},
        {"misuse", scenario_misuse},
        {"transactions", scenario_transactions},
        {"script", scenario_script},
        {"copy", scenario_copy},
        {"frozen", scenario_frozen},
        {"lost", scenario_lost},
        {"terminated", scenario_terminated},
        {"repeat", scenario_repeat},
        {"sharing", scenario_sharing},
        {"order", scenario_order},
        {"outage", scenario_outage},
        {"stop", scenario_stop},
        {"speed", scenario_speed},
    };
    if (argc != 3) {
        fputs("usage: probe-database SCENARIO URL\n", stderr);
        return 2;
    }
    options.url = argv[2];
    for (size_t i = 0; i < ARRAY_LEN(scenarios); i++) {
        if (strcmp(argv[1], scenarios[i].name) == 0) {
            scenarios[i].run();
            return 0;
        }
    }
    fprintf(stderr, "probe-database: no scenario '%s'\n", argv[1]);
    return 2;
}
