/* database.h: PostgreSQL (libpq behind). One struct is one connection, used by one thread at a
 * time.
 *
 * Statements are .sql files embedded by the build (sql.h: sql_claim_month and so on), prepared on a
 * connection at first use, parameters by position, never put together from strings. */
#pragma once
#include "core/error.h"
#include "core/text.h"

/* An embedded statement. Generated: see common/sql/ and sql.h. */
struct sql {
    const char *name;
    const char *text;
};

/* A parameter: text (any type, PostgreSQL's input syntax), bytes (bytea), or NULL. */
struct sql_param {
    const char *text;  /* NULL: bytes, or SQL NULL when bytes is NULL too */
    const void *bytes; /* bytea in binary */
    size_t count;
    char digits[24]; /* holds what sql_int wrote */
};
static inline struct sql_param sql_text(const char *text)
{
    return (struct sql_param){.text = text};
}
static inline struct sql_param sql_bytes(const void *bytes, size_t count)
{
    return (struct sql_param){.bytes = bytes ? bytes : "", .count = count};
}
static inline struct sql_param sql_null(void)
{
    return (struct sql_param){.text = NULL};
}
static inline struct sql_param sql_bool(bool value)
{
    return (struct sql_param){.text = value ? "true" : "false"};
}
struct sql_param sql_int(int64_t value);
struct sql_param sql_int_or_null(int64_t value, bool present);

/* A statement with its parameters, $1 first. Borrowed while it runs. */
struct sql_call {
    const struct sql *statement;
    const struct sql_param *params; /* NULL when there are none */
    size_t count;
};
#define SQL_CALL(statement_, ...)                                                                  \
    (&(const struct sql_call){                                                                     \
        .statement = (statement_),                                                                 \
        .params = (const struct sql_param[]){__VA_ARGS__},                                         \
        .count = ARRAY_LEN(((const struct sql_param[]){__VA_ARGS__})),                             \
    })

/* An array parameter is PostgreSQL's array literal; this builds one of texts ({"a","b\"c",NULL}).
 */
struct sql_array {
    struct text literal;
};
void sql_array_add(struct sql_array *array, const char *value); /* NULL adds NULL */
void sql_array_add_int(struct sql_array *array, int64_t value);
const char *sql_array_text(struct sql_array *array); /* closes it; valid until done */
void sql_array_done(struct sql_array *array);
CLEANUP_STRUCT(struct sql_array, sql_array_done)

/* The rows of an answer. */
struct rows;
void rows_free(struct rows *rows);
CLEANUP_FUNCTION(struct rows, rows_free)
size_t rows_count(const struct rows *rows);    /* 0 for NULL */
size_t rows_affected(const struct rows *rows); /* of INSERT, UPDATE, DELETE */
const char *row_text(const struct rows *rows, size_t row, int column); /* NULL: SQL NULL */
int64_t row_int(const struct rows *rows, size_t row, int column);      /* NULL reads as 0 */
bool row_bool(const struct rows *rows, size_t row, int column);        /* NULL reads as false */
bool row_is_null(const struct rows *rows, size_t row, int column);
/** bytea, decoded. out ret_count; the caller frees with mem_free; NULL for SQL NULL. */
char *row_bytes(const struct rows *rows, size_t row, int column, size_t *ret_count) MUST_CHECK;

struct database;

struct database_options {
    const char *url; /* a libpq URL or connection string; its own options= are respected */
    const char *application_name;
    int64_t connect_timeout_ms; /* for each host the URL names; looking up a name is not bounded */
    int64_t statement_timeout_ms; /* 0: none. A server silent for 5 s longer is given up */
    bool own_session;             /* keepalives and client_connection_check_interval, for locks */
};

/** Drop the PG* variables from which libpq would fill what a URL leaves out (PGHOST, PGOPTIONS,
 *  PGTZ and their like), with a notice each: the database is the configured one and no other.
 *  PGPASSWORD, PGPASSFILE, PGSERVICEFILE and PGSSL… stay. config_read does it, before threads. */
void database_forget_environment(void);

/** Connect. UTC, UTF-8, search_path as the role has it; gssencmode off; keepalives on.
 *  err  OWN_SERVERS not there, starting, too many connections | CONFIG refused: password, no such
 *       database or role, no rights, database not UTF-8 */
bool database_open(const struct database_options *options, struct database **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void database_close(struct database *db);
CLEANUP_FUNCTION(struct database, database_close)

/** Is the connection usable, as far as is known without asking? */
bool database_alive(const struct database *db) NONNULL_ALL;

/** The socket, to shut down or poll; -1 when closed. */
int database_socket(const struct database *db) NONNULL_ALL;

/** Run one statement; outside a transaction it is its own.
 *  out   ret     rows, caller frees; may be NULL when nobody wants them
 *  err   OWN_SERVERS connection lost (outcome unknown), 08 57P 53 40 55P03 25006 57014 |
 *        CONFIG 42501 no rights, 3D 28; 42P01 42703 schema not migrated |
 *        REQUEST everything else (23 constraint, 22 data): a defect of ours */
bool database_run(struct database *db, const struct sql_call *call, struct rows **ret,
                  struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/* DATABASE_RUN(db, &sql_claim_month, &rows, err, sql_int(2023), sql_text(token)) */
#define DATABASE_RUN(db, statement, ret, err, ...)                                                 \
    database_run((db), SQL_CALL(statement, __VA_ARGS__), (ret), (err))
#define DATABASE_RUN0(db, statement_, ret, err)                                                    \
    database_run((db), &(const struct sql_call){.statement = (statement_)}, (ret), (err))

/** Run a whole script (a migration) in one transaction of its own or within an open one. */
bool database_run_script(struct database *db, const char *script, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* Explicit transactions, for the few that need more than one statement. An open one is rolled back
 * by database_rollback (safe when none is open) and when the connection closes. */
bool database_begin(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
bool database_commit(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
void database_rollback(struct database *db) NONNULL_ALL;

/* COPY … FROM STDIN: statement first, then data in pieces, then finish. */
bool database_copy_start(struct database *db, const struct sql *statement, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool database_copy_data(struct database *db, const char *bytes, size_t count, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool database_copy_finish(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
