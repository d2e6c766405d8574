/* test_table.c: columns of a table stand below each other on a terminal, whatever is written in
 * them. */
#include "shared/table.h"

#include "test.h"

static void table_add__measures_as_a_terminal_does(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        int width;
    } rows[] = {
        {"plain", 5}, {"é", 1}, {"e\xcc\x81", 1}, {"読む", 4}, {"", 0}, {"\x1b[2J", 7},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(table_done) struct table table = {0};
        table_heading(&table, NULL, /* right= */ false);
        table_add(&table, rows[i].cell);
        EXPECT_ROW(rows[i].cell, table.columns[0].width == rows[i].width);
    }
}

TEST_MAIN(cmocka_unit_test(table_add__measures_as_a_terminal_does))
