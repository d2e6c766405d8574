/* output.h: what commands print: JSON members, and the rows of a statement as a table for people or
 * as JSON for programs, from one description of their columns. */
#pragma once
#include "core/text.h"
#include "io/database/database.h"

/* ---- JSON, member by member; commas come by themselves ---- */

void json_open(struct text *out, const char *key, char bracket) /* '{' or '['; key NULL: none */
    __attribute__((nonnull(1)));
void json_close(struct text *out, char bracket) NONNULL_ALL;
void json_text(struct text *out, const char *key, const char *value) /* NULL is null */
    __attribute__((nonnull(1)));
void json_int(struct text *out, const char *key, int64_t value) __attribute__((nonnull(1)));
void json_bool(struct text *out, const char *key, bool value) __attribute__((nonnull(1)));
/** A value that is JSON already: a number or a jsonb of the database. NULL is null. */
void json_raw(struct text *out, const char *key, const char *value) __attribute__((nonnull(1)));
/** Write it to stdout, a line. */
void json_print(const struct text *out) NONNULL_ALL;

/* ---- columns ---- */

enum column_kind {
    COLUMN_TEXT,
    COLUMN_NUMBER, /* right-aligned; a number in JSON */
    COLUMN_BOOL,   /* "yes" or nothing */
    COLUMN_CALLS,  /* a JSON object of counts: "gemini 1, isbndb 19" */
    COLUMN_JSON,   /* JSON as it is */
    COLUMN_MS,     /* a duration in milliseconds */
    COLUMN_HIDDEN, /* not printed at all: for the command itself */
};

/* One for each column of a statement, in its order. */
struct column {
    const char *key;     /* in JSON */
    const char *heading; /* in a table; NULL: JSON only */
    enum column_kind kind;
};

/** Add the rows as an array of objects. */
void rows_to_json(struct text *out, const char *key, const struct rows *rows,
                  const struct column *columns, size_t count) __attribute__((nonnull(1, 4)));

/** Add the members of one row. */
void row_to_json(struct text *out, const struct rows *rows, size_t row,
                 const struct column *columns, size_t count) NONNULL_ALL;

/** Print the rows as a table on stdout; nothing when there are none. */
void rows_to_table(const struct rows *rows, const struct column *columns, size_t count)
    __attribute__((nonnull(2)));

/** Print one row as lines, "heading  value"; what is NULL or empty is left out. */
void row_to_lines(const struct rows *rows, size_t row, const struct column *columns, size_t count)
    NONNULL_ALL;

/** "1 month", "3 months": lives until the next four calls. */
const char *counted(int64_t count, const char *one, const char *many) NONNULL_ALL;

struct depths;
/** What lies on each queue: an object for JSON; for people "BACKFILL_QUEUE 3, …", or why nobody
 *  knows. */
void depths_to_json(struct text *out, const char *key, const struct depths *depths) NONNULL_ALL;
void depths_to_text(struct text *out, const struct depths *depths) NONNULL_ALL;
