/* database.h: PostgreSQL (by libpq). One struct is one connection, used by one thread at a time.
 *
 * Statements are .sql files that the build embeds (sql.h: sql_month_claim and so on). They are
 * prepared on a connection at their first use, take parameters by position, and are never put
 * together from strings. */
#pragma once
#include "core/error.h"
#include "core/text.h"

/* An embedded statement. The build generates them from the files of common/sql. */
struct sql {
    const char *name;
    const char *text;
};

/* A parameter: a text (of any type, in PostgreSQL's input syntax), bytes (of type bytea), or NULL.
 * The first member that is set counts; where none is, the parameter is NULL. */
struct sql_param {
    const char *text;
    const void *bytes; /* of bytea, as they are */
    size_t count;      /* of bytes */
    char digits[24];   /* a number, written by sql_int */
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

/* A statement with its parameters, $1 first. It is borrowed while it runs. */
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

/* An array parameter is an array literal of PostgreSQL: {"a","b\"c",NULL}. This builds one. Zeroed
 * memory is an empty array. */
struct sql_array {
    struct text literal;
};
void sql_array_add(struct sql_array *array, const char *value); /* NULL adds NULL */
void sql_array_add_int(struct sql_array *array, int64_t value);
/** End the literal, to which nothing may be added any more. It is valid until sql_array_done. */
const char *sql_array_text(struct sql_array *array);
void sql_array_done(struct sql_array *array);
CLEANUP_STRUCT(struct sql_array, sql_array_done)

/* The rows of an answer. Texts are borrowed from them; row and column are within their bounds. */
struct rows;
void rows_free(struct rows *rows);
CLEANUP_FUNCTION(struct rows, rows_free)
size_t rows_count(const struct rows *rows); /* 0 for NULL */
/** Let them be a part of the rows of the answer, first + count of which there are. */
void rows_show(struct rows *rows, size_t first, size_t count) NONNULL_ALL;
size_t rows_affected(const struct rows *rows); /* of INSERT, UPDATE, DELETE */
const char *row_text(const struct rows *rows, size_t row, int column); /* NULL: SQL NULL */
int64_t row_int(const struct rows *rows, size_t row, int column);      /* NULL reads as 0 */
bool row_bool(const struct rows *rows, size_t row, int column);        /* NULL reads as false */
bool row_is_null(const struct rows *rows, size_t row, int column);
/** Decode a value of type bytea.
 *  out   the caller frees it with mem_free; NULL for SQL NULL
 *        ret_count  how many bytes it has */
char *row_bytes(const struct rows *rows, size_t row, int column, size_t *ret_count) MUST_CHECK;

struct database;

struct database_options {
    const char *url; /* a URL or connection string of libpq; its options= hold, too */
    const char *application_name;
    int64_t connect_timeout_ms;   /* of each host in the URL; a slow name service may add to it */
    int64_t statement_timeout_ms; /* 0: none. 5 s later a silent connection is closed */
    bool own_session; /* the server notices soon when the client of this session is gone */
};

/** Drop the PG variables from which libpq would take what a URL leaves out (PGHOST, PGOPTIONS, PGTZ
 *  and their like), with a warning for each, so that the configured database is used and no other.
 *  PGPASSWORD, PGPASSFILE, PGSERVICEFILE and PGSSL… stay. config_read calls it, before threads
 *  start. */
void database_forget_environment(void);

/** Does the connection of this URL stay on this machine, or is the server's certificate verified
 *  (sslmode=verify-full, or PGSSLMODE)? Nothing is sent.
 *  err   CONFIG names the host and the mend, or says why the URL cannot be read */
bool database_url_protects(const char *url, struct error *err) NONNULL_ALL MUST_CHECK;

/** Connect. The session has UTC and UTF-8, and the search_path of the role.
 *  out   ret  the caller frees it with database_close
 *  time  connect_timeout_ms for each host
 *  err   OWN_SERVERS the server is away, starting, or has too many connections | CONFIG the URL
 *        cannot be read; refused: password, role, database, rights, certificate; the database is
 *        not UTF-8 or older than 13 */
bool database_open(const struct database_options *options, struct database **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void database_close(struct database *db);
CLEANUP_FUNCTION(struct database, database_close)

/** Is the connection usable, as far as is known without asking the server? */
bool database_alive(const struct database *db) NONNULL_ALL;

/** Name the database for people: "db.example:5432/backfill", without login and password. */
void database_name(const struct database *db, char *ret, size_t capacity) NONNULL_ALL;

/** The server's process of this session, as it was named at the start. A pooler names one that is
 *  none. */
int64_t database_backend(const struct database *db) NONNULL_ALL;

/** The socket, to shut down or to poll; -1: it is closed. */
int database_socket(const struct database *db) NONNULL_ALL;

/** Run one statement. Outside a transaction it is a transaction of its own.
 *  out   ret   the caller frees it with rows_free; NULL where nobody wants the rows
 *  time  statement_timeout_ms and 5 s more
 *  err   OWN_SERVERS the connection is lost, and perhaps the statement was done; or the server
 *        cannot do it now: SQLSTATE 08, 25006, 25P03, 40, 53, 55P03, 57014, 57P, 58, XX, an
 *        outdated plan | CONFIG no rights: 28, 3D, 42501; schema not migrated: 3F000, 42703, 42704,
 *        42883, 42P01, or changed: 42804, 42809, 428C9, 42P10; a pooler that loses prepared
 *        statements: 26000, 42P05 | REQUEST any other (22 data, 23 constraint), a defect of ours */
bool database_run(struct database *db, const struct sql_call *call, struct rows **ret,
                  struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/* DATABASE_RUN(db, &sql_catalog_generate, &rows, err, sql_int(2023), sql_int(11), sql_int(20)) */
#define DATABASE_RUN(db, statement, ret, err, ...)                                                 \
    database_run((db), SQL_CALL(statement, __VA_ARGS__), (ret), (err))
#define DATABASE_RUN0(db, statement_, ret, err)                                                    \
    database_run((db), &(const struct sql_call){.statement = (statement_)}, (ret), (err))

/** The two halves of database_run, for a caller that has other work until the answer is there.
 *  Nothing else may be asked of the connection between them.
 *  err   as database_run */
bool database_send(struct database *db, const struct sql_call *call, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool database_receive(struct database *db, const struct sql *statement, struct rows **ret,
                      struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/** Run a script of several statements (a migration) in the open transaction, or in one of its own.
 *  err   as database_run; where the transaction is its own, it is rolled back */
bool database_run_script(struct database *db, const char *script, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* Transactions of several statements, which few need. An open one is rolled back by
 * database_rollback, or when the connection is closed. */
bool database_begin(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
/** Begin a transaction that changes nothing, and of which every statement sees the same moment. It
 *  is ended by database_rollback. */
bool database_begin_snapshot(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
/** err   as database_run; REQUEST also where a statement of the transaction had failed */
bool database_commit(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
/** Roll back what is open, also a COPY. Does nothing where nothing is open. */
void database_rollback(struct database *db) NONNULL_ALL;

/* COPY … FROM STDIN: first the statement, then the data in pieces of any size, then the end. Each
 * call fails as database_run does; database_rollback ends a COPY that is left. */
bool database_copy_start(struct database *db, const struct sql *statement, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool database_copy_data(struct database *db, const char *bytes, size_t count, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool database_copy_finish(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;

/** The version of libpq: "15.20". */
const char *database_library_version(void);
