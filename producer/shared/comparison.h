/* comparison.h: two generations of a month side by side: the one that stands, and the new one that
 * 'schedule --compare' has made. ISBNs are gained or lost, or changed where both name the same book
 * with another ISBN. Books are the same by the key that consumers remember lookups by: folded title
 * and authors. */
#pragma once
#include "shared/command.h"
#include "shared/output.h"

struct comparison_change {
    const char *title, *authors; /* authors: NULL where nobody named them */
    const char *before, *after;  /* ISBNs; NULL: none */
};

struct comparison {
    const struct rows *month; /* of show_compared.sql, the caller's */
    size_t row;
    struct rows *books;                /* of show_compared_books.sql; NULL: it is not complete */
    struct comparison_change *changes; /* they point into the books */
    size_t count;
    int64_t gained, lost, changed, same;
};
void comparison_done(struct comparison *comparison);
CLEANUP_STRUCT(struct comparison, comparison_done)

/** Find the months that have two generations.
 *  in    month  of year 0: all
 *  out   ret    of show_compared.sql; the caller frees it
 *  err   as database_run */
bool comparison_find(struct context *context, struct month month, struct rows **ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/** Compare the generations of the month in a row of what was found. One that is being made has no
 *  changes yet.
 *  out   ret  zeroed by the caller, valid as long as the rows are
 *  err   as database_run */
bool comparison_read(struct context *context, const struct rows *month, size_t row,
                     struct comparison *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Print it, with the commands that decide. */
void comparison_print(const struct comparison *comparison) NONNULL_ALL;

/** Add it to a JSON document.
 *  in    key  NULL in an array */
void comparison_write(const struct comparison *comparison, const char *key, struct text *json)
    __attribute__((nonnull(1, 3)));
