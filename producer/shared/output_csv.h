/* output_csv.h: the rows of a statement as CSV, from the description of their columns. */
#pragma once
#include "core/csv_write.h"
#include "shared/output.h"

/** Add a record of the columns' names, as JSON has them. */
void output_csv_head(struct csv_writer *csv, const struct column *columns, size_t count)
    NONNULL_ALL;

/** Add one row as a record. */
void output_csv_row(struct csv_writer *csv, const struct rows *rows, size_t row,
                    const struct column *columns, size_t count) NONNULL_ALL;
