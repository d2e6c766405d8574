/* table.h: aligned columns of text for a terminal. Outside text is escaped here. */
#pragma once
#include "core/base.h"

#define TABLE_COLUMNS_MAX 24

/* Zeroed memory is an empty table. Its columns are added first, then its cells row by row. */
struct table {
    struct {
        const char *heading; /* borrowed */
        bool right;
        int width;
    } columns[TABLE_COLUMNS_MAX];
    size_t column_count;
    char **cells; /* owned */
    size_t cell_count, cell_capacity;
};
void table_done(struct table *table);
CLEANUP_STRUCT(struct table, table_done)

/** Add a column.
 *  in    heading  NULL for all columns: the table has no line of headings
 *        right    its cells stand at the right, as numbers do */
void table_heading(struct table *table, const char *heading, bool right)
    __attribute__((nonnull(1)));
/** Add the next cell; its text is copied. */
void table_add(struct table *table, const char *cell) NONNULL_ALL;
/** Print the headings and the rows on stdout. */
void table_print(const struct table *table) NONNULL_ALL;
/** The same; where that would be wider than so many columns, the first cell of each row has a line
 *  of its own, and the others follow on the next. */
void table_print_within(const struct table *table, int columns) NONNULL_ALL;
