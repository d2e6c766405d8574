/* table.c: columns as wide as their widest cell, in columns of a terminal: a Chinese character
 * takes two of them. */
#include "shared/table.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "core/text_width.h"

#define CELL_BYTES_MAX 400

void table_done(struct table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->cell_count; i++)
        mem_free(table->cells[i]);
    mem_free(table->cells);
    *table = (struct table){.cells = NULL};
}

void table_heading(struct table *table, const char *heading, bool right)
{
    assert(table->column_count < TABLE_COLUMNS_MAX && table->cell_count == 0);
    const size_t i = table->column_count++;
    table->columns[i].heading = heading;
    table->columns[i].right = right;
    table->columns[i].width = heading ? text_width(heading) : 0;
}

void table_add(struct table *table, const char *cell)
{
    assert(table->column_count > 0);
    CLEANUP(text_done) struct text printable = {0};
    text_add_printable(&printable, cell, strlen(cell), CELL_BYTES_MAX);
    if (table->cell_count == table->cell_capacity) {
        table->cell_capacity = table->cell_capacity ? table->cell_capacity * 2 : 64;
        table->cells = mem_resize(table->cells, table->cell_capacity, sizeof(*table->cells));
    }
    const size_t column = table->cell_count % table->column_count;
    table->cells[table->cell_count++] = mem_text(text_of(&printable));
    const int width = text_width(text_of(&printable));
    if (width > table->columns[column].width)
        table->columns[column].width = width;
}

static void print_cell(const struct table *table, size_t column, const char *cell)
{
    const int gap = table->columns[column].width - text_width(cell);
    const bool last = column + 1 == table->column_count;
    const char *behind = last ? "\n" : "  ";
    if (table->columns[column].right)
        (void)printf("%*s%s%s", gap, "", cell, behind);
    else
        (void)printf("%s%*s%s", cell, last ? 0 : gap, "", behind); /* no blanks at the end */
}

static int width_of(const struct table *table)
{
    int width = 0;
    for (size_t i = 0; i < table->column_count; i++)
        width += table->columns[i].width + (i > 0 ? 2 : 0);
    return width;
}

/* The first cell on its own line, because all would be too wide. */
static void print_broken(const struct table *table, size_t column, const char *cell)
{
    if (column == 0)
        (void)printf("%s\n  ", cell);
    else
        print_cell(table, column, cell);
}

void table_print_within(const struct table *table, int columns)
{
    if (table->column_count < 2 || width_of(table) <= columns) {
        table_print(table);
        return;
    }
    for (size_t i = 0; i < table->column_count && table->columns[i].heading; i++)
        print_broken(table, i, table->columns[i].heading);
    for (size_t i = 0; i < table->cell_count; i++)
        print_broken(table, i % table->column_count, table->cells[i]);
}

void table_print(const struct table *table)
{
    for (size_t i = 0; i < table->column_count && table->columns[i].heading; i++)
        print_cell(table, i, table->columns[i].heading);
    for (size_t i = 0; table->column_count > 0 && i < table->cell_count; i++)
        print_cell(table, i % table->column_count, table->cells[i]);
}
