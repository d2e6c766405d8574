/* book_keys.h: the keys of books of months are made anew, and what follows from them of works. */
#pragma once
#include "io/database/database.h"

/** Make the keys of books anew.
 *  in    rows  of show_rekey_books.sql
 *  err   as database_run */
bool book_keys_write(struct database *db, const struct rows *rows, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The same for all books of a month, whose words or ISBNs have changed. Runs in the open
 *  transaction of the caller, who has locked the month.
 *  err   as database_run */
bool book_keys_of_month(struct database *db, int year, int month, struct error *err)
    NONNULL_ALL MUST_CHECK;
