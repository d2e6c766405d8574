/* catalog.h: the local catalogue: editions, among which books are resolved, and notable books,
 * which months are generated from.
 *
 * Candidates are found by keys that are made in the same way of editions at import and of
 * questions: by the main title, then by words with the author's surname, then, only for the books
 * that are left, by similarity. */
#pragma once
#include "core/book.h"
#include "core/month.h"
#include "io/database/database_pool.h"

#define CATALOG_CANDIDATES_MAX 40

/** Find candidate editions of several books in one statement.
 *  in    books  only those without an ISBN are asked for
 *        ret    a zeroed list for each book, which the caller frees with editions_done
 *  out   ret    the candidates, at most CATALOG_CANDIDATES_MAX for each book
 *  err   as database_pool_run */
bool catalog_find_editions(struct database_pool *pool, const struct books *books,
                           struct editions *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** The same on one connection, within its transaction.
 *  err   as database_run */
bool catalog_look_up(struct database *db, const struct books *books, struct editions *ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/** The notable books of a month in the form in which a generator answers: the JSON document
 *  {"books":[{"title":…,"author":…,"publisher":…,"publication_year":…}]}. The best known stand
 *  first, at most limit of them. The list is empty for a month without any.
 *  out   ret_json  the caller frees it with mem_free
 *  err   as database_pool_run */
bool catalog_generate(struct database_pool *pool, struct month month, int limit, char **ret_json,
                      struct error *err) NONNULL_ALL MUST_CHECK;

struct catalog_import {
    int64_t rows_read, rows_new, rows_changed, rows_same, rows_bad;
    int64_t rows_without_isbn; /* of files of other programs */
    /* Called for each bad row, and after each 1,000 rows and at the end. Both may be NULL. */
    void (*bad_row)(void *context, int64_t line, const char *reason);
    void (*progress)(void *context, int64_t bytes_read, int64_t bytes_total);
    void *context;
    const char *map;   /* "isbn13=ISBN,title=Book"; NULL: columns have our names, or known ones */
    char read_as[500]; /* afterwards, for people: what the file is and how it is read; "": as is */
};

/** Could this file be imported? Only its header is read.
 *  err   USAGE as catalog_import_editions */
bool catalog_check_editions(const char *file, const char *map, struct error *err)
    __attribute__((nonnull(1, 3))) MUST_CHECK;
bool catalog_check_notable(const char *file, const char *map, struct error *err)
    __attribute__((nonnull(1, 3))) MUST_CHECK;

/** Import a CSV file (csv.h), in UTF-8, UTF-16 or Latin-1, with any usual separator. Its header
 *  line names the columns in any order; unknown columns are ignored. Editions:
 *  isbn13,title,authors[,publisher,published,language,pages,binding], or as known exports name
 *  these. What a row leaves out stays as it is in the catalogue. Notable
 *  books: month,first_published,title,authors,publisher,isbn13,ratings,format. All good rows are
 *  imported in one transaction. Where an ISBN, or a title with its authors in one month, comes
 *  several times, its last row is imported and the others count as the same. To import a file again
 *  changes nothing.
 *  in    import  its functions and context are set
 *  out   import  its counts
 *  time  waits 10 s for another import to end
 *  err   USAGE the file is missing or unreadable, it has no header, or a column is missing or named
 *        twice | CANCELLED another import is under way | as database_run */
bool catalog_import_editions(struct database *db, const char *file, struct catalog_import *import,
                             struct error *err) NONNULL_ALL MUST_CHECK;
bool catalog_import_notable(struct database *db, const char *file, struct catalog_import *import,
                            struct error *err) NONNULL_ALL MUST_CHECK;
