/* catalog_row.h: the two kinds of files that fill the catalogue, and a row of one of them on its
 * way from CSV to COPY. For catalog_import.c. */
#pragma once
#include "core/csv.h"
#include "io/database/database.h"
#include "match/author.h"
#include "match/title.h"

enum { CATALOG_COLUMNS_MAX = 12 };

struct catalog_row {
    const struct catalog_file *file;
    const struct csv *csv;              /* its last record is the row */
    size_t fields[CATALOG_COLUMNS_MAX]; /* of each column; CSV_FIELDS_MAX: it has none */
    bool lenient; /* the file is of another program: dates and pages that are none are left out */
    bool publication; /* the publisher's column is "Publication": "Knopf (1999), 321 pages" */
    struct text values[CATALOG_COLUMNS_MAX]; /* of the row, entities of HTML decoded */
    struct text copy;   /* good rows in COPY's text format, until catalog_import.c sends them */
    struct text reason; /* why the last bad row is bad */
    bool without_isbn;  /* the last row names none, as rows of other programs' files may */
    struct title title; /* scratch, as are the next two */
    struct authors authors;
    struct text key;
};
void catalog_row_done(struct catalog_row *row);
CLEANUP_STRUCT(struct catalog_row, catalog_row_done)

/* A kind of file: its columns, what becomes of a row, and the statements of its import. */
struct catalog_file {
    const char *columns[CATALOG_COLUMNS_MAX];
    size_t count, required; /* the required ones come first */
    bool has_other_names;   /* columns may have the names that catalog_columns.c knows */
    /* Check the row, and add it to copy. false: it is bad, and reason says why. */
    bool (*add_row)(struct catalog_row *row);
    const struct sql *stage, *copy, *merge, *finish;
};
extern const struct catalog_file catalog_edition_file, catalog_notable_file;
