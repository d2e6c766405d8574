/* output.h: the rows of a statement as a table for people or as JSON for programs, from one
 * description of their columns. */
#pragma once
#include "core/text.h"
#include "io/database/database.h"

enum column_kind {
    COLUMN_TEXT,
    COLUMN_NUMBER, /* stands at the right of its column; a number in JSON */
    COLUMN_TIME,   /* UTC, to the second or the minute: ISO 8601 with Z in JSON */
    COLUMN_BOOL,   /* "yes" or nothing; true or false in JSON */
    COLUMN_CALLS,  /* an object of counts in JSON: "gemini 1, isbndb 19" in a table */
    COLUMN_JSON,   /* JSON as it is */
    COLUMN_MS,     /* a duration in milliseconds */
    COLUMN_HIDDEN, /* not printed: the command itself reads it */
};

/* One for each column of a statement, in its order. */
struct column {
    const char *key;     /* in JSON; NULL: in a table only */
    const char *heading; /* in a table; NULL: in JSON only */
    enum column_kind kind;
};

/** Add the rows to a JSON document as an array of objects. */
void output_rows_json(struct text *out, const char *key, const struct rows *rows,
                      const struct column *columns, size_t count) __attribute__((nonnull(1, 4)));

/** Add the members of one row to an object that is open. */
void output_row_json(struct text *out, const struct rows *rows, size_t row,
                     const struct column *columns, size_t count) NONNULL_ALL;

/** Hide a column of a table where its number is 0 in every row: calls without a price, of which
 *  there are mostly none.
 *  in    place  of the column in the rows */
void output_hide_zeroes(struct column *column, const struct rows *rows, int place)
    __attribute__((nonnull(1)));

struct table;

/** Add the rows to a table that is empty, with their headings. */
void output_fill_table(struct table *table, const struct rows *rows, const struct column *columns,
                       size_t count) __attribute__((nonnull(1, 3)));

/** Add one row to a table of two columns: a heading and its value on each line. What is NULL or
 *  empty is left out. */
void output_fill_lines(struct table *table, const struct rows *rows, size_t row,
                       const struct column *columns, size_t count) NONNULL_ALL;

/** Print the rows on stdout as a table. Prints nothing where there are none. */
void output_table(const struct rows *rows, const struct column *columns, size_t count)
    __attribute__((nonnull(2)));

/** The same; where it would be wider than so many columns of a terminal, the first cell of each row
 *  has a line of its own. */
void output_table_within(const struct rows *rows, const struct column *columns, size_t count,
                         int width) __attribute__((nonnull(2)));

/** Print one row on stdout as lines of a heading and its value. What is NULL or empty is left
 *  out. */
void output_lines(const struct rows *rows, size_t row, const struct column *columns, size_t count)
    NONNULL_ALL;

/** Print the rows as the whole answer of a command: a table, or an object with one array.
 *  in    key  of the array */
void output_rows(bool as_json, const char *key, const struct rows *rows,
                 const struct column *columns, size_t count) __attribute__((nonnull(2, 4)));

/* A page of a list. */
struct page {
    int column;    /* that a caller names to see what follows */
    int64_t limit; /* rows at most; 0: it is no page */
};

/** Add "next": what --after takes to see the next page; null where the list has ended. */
void output_next(struct text *out, const struct rows *rows, struct page page)
    __attribute__((nonnull(1)));

/** Print the rows as the whole answer in JSON: an array, and "next". */
void output_page(const char *key, const struct rows *rows, const struct column *columns,
                 size_t count, struct page page) __attribute__((nonnull(1, 3)));

/** A number with its noun: "1 month", "3 months".
 *  out   memory of this function; the fourth call from now overwrites it */
const char *output_count(int64_t count, const char *one, const char *many) NONNULL_ALL;

/** Add an object of counts, as JSON, as words: "gemini 1, isbndb 19". */
void output_add_counts(struct text *out, const char *json) __attribute__((nonnull(1)));

/** A value of a row as a line of ours can show it, with what a terminal would obey escaped; "?" for
 *  NULL. It lives until the fourth call after this one. */
const char *output_shown(const char *value);

/** Add bytes as output_print_text prints a text. */
void output_add_escaped(struct text *out, const char *bytes, size_t count)
    __attribute__((nonnull(1)));

/** Print a text of several lines, with what a terminal would obey escaped, but line ends and tabs
 *  as they are. */
void output_print_text(const char *utf8) NONNULL_ALL;

/** Print a JSON document on stdout as one line. */
void output_print_json(const struct text *document) NONNULL_ALL;
