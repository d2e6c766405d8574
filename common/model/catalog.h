/* catalog.h: the local catalogue: editions to resolve against, notable books to generate from.
 *
 * Candidates are found by keys made at import with the same folding as the question's: main title;
 * then words with the author's surname; then similarity, only for the books that are left. */
#pragma once
#include "core/book.h"
#include "core/month.h"
#include "io/database/database_pool.h"

/** Find candidate editions of several books in one statement.
 *  in    books[0..count), only those whose isbn is empty are asked for
 *  out   ret  count lists, ret[i] for books[i]; each at most CATALOG_CANDIDATES_MAX; caller done()s
 *  err   as database_pool_run */
#define CATALOG_CANDIDATES_MAX 40
bool catalog_find_editions(struct database_pool *pool, const struct books *books,
                           struct editions *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** The notable books of a month as the JSON document {"books":[{"title":…,"author":…,
 *  "publisher":…,"publication_year":…}]}, at most limit of them, best known first: what a generator
 *  answers. A month without any gives an empty list.
 *  out  ret_json  caller frees */
bool catalog_generate(struct database_pool *pool, struct month month, int limit, char **ret_json,
                      struct error *err) NONNULL_ALL MUST_CHECK;

struct catalog_import {
    int64_t rows_read, rows_new, rows_changed, rows_same, rows_bad;
    /* called for each bad row, and every so often for progress; both may be NULL */
    void (*bad_row)(void *context, int64_t line, const char *reason);
    void (*progress)(void *context, int64_t bytes_read, int64_t bytes_total);
    void *context;
};

/** Could this file be imported? Looks at its header only.
 *  err  USAGE as below */
bool catalog_check_editions(const char *file, struct error *err) NONNULL_ALL MUST_CHECK;
bool catalog_check_notable(const char *file, struct error *err) NONNULL_ALL MUST_CHECK;

/** Import a CSV file (RFC 4180, UTF-8, header line names the columns in any order; unknown columns
 *  are ignored) by COPY into a temporary table and one merge; all good rows in one transaction.
 *  Editions: isbn13,title,authors,publisher,published,language,pages[,binding].
 *  Notable: month,first_published,title,authors,publisher,isbn13,ratings,format.
 *  Of an ISBN, or of a title and its authors in one month, that stands several times the last row
 *  counts, the others as the same. Again with the same file changes nothing.
 *  err  USAGE file missing, unreadable, no header or columns missing | as database_run */
bool catalog_import_editions(struct database *db, const char *file, struct catalog_import *import,
                             struct error *err) NONNULL_ALL MUST_CHECK;
bool catalog_import_notable(struct database *db, const char *file, struct catalog_import *import,
                            struct error *err) NONNULL_ALL MUST_CHECK;
