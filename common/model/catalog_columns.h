/* catalog_columns.h: which column of a file is which of ours. */
#pragma once
#include "core/error.h"
#include "model/catalog_row.h"

/** Find the columns of a file in its header, which is the last record read: those that map names
 *  ("isbn13=ISBN,title=Book"), then those of our own names, then the names that other programs and
 *  well-known exports have for them.
 *  in    map       NULL: none;  path  for messages
 *  out   row       its fields; lenient, where a name is not our own
 *        ret_said  appended: what the file is and which columns are read under other names; nothing
 *                  where all have our names
 *  err   USAGE a column is missing, named twice, or map names one that is not there: says which
 *        there are, and what to do */
bool catalog_columns_find(struct catalog_row *row, const char *map, const char *path,
                          struct text *ret_said, struct error *err)
    __attribute__((nonnull(1, 3, 4, 5))) MUST_CHECK;
