/* output_csv.c: rows as CSV. It has what JSON has, so that a program finds the same names in
 * both. */
#include "shared/output_csv.h"

static bool is_written(const struct column *column)
{
    return column->key && column->kind != COLUMN_HIDDEN;
}

void output_csv_head(struct csv_writer *csv, const struct column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_written(&columns[i]))
            csv_write_value(csv, columns[i].key);
    csv_write_end(csv);
}

void output_csv_row(struct csv_writer *csv, const struct rows *rows, size_t row,
                    const struct column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = row_text(rows, row, (int)i);
        if (!is_written(&columns[i]))
            continue;
        if (columns[i].kind == COLUMN_BOOL)
            csv_write_value(csv, row_bool(rows, row, (int)i) ? "true" : "false");
        else if (columns[i].kind == COLUMN_NUMBER || columns[i].kind == COLUMN_MS)
            csv_write_value(csv, value);
        else
            csv_write_text(csv, value);
    }
    csv_write_end(csv);
}
