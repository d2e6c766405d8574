/* test_table.c: columns of a table stand below each other on a terminal, whatever is written in
 * them. */
#include "shared/table.h"

#include <stdio.h>
#include <unistd.h>

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

/* What table_print_within writes, in the caller's memory. */
static void printed_within(const struct table *table, int columns, char *ret, size_t capacity)
{
    int ends[2] = {-1, -1};
    assert_int_equal(pipe(ends), 0);
    (void)fflush(stdout); /* what stands there is cmocka's */
    const int saved = dup(STDOUT_FILENO);
    assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    table_print_within(table, columns);
    (void)fflush(stdout); /* into the pipe, which has room for it */
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    close(ends[1]);
    const ssize_t count = read(ends[0], ret, capacity - 1);
    close(ends[0]);
    assert_true(count > 0);
    ret[count] = '\0';
}

static void table_print_within__breaks_what_is_too_wide(void **state)
{
    (void)state;
    char text[200];
    CLEANUP(table_done) struct table table = {0};
    table_heading(&table, "model", /* right= */ false);
    table_heading(&table, "named", /* right= */ true);
    table_heading(&table, "found", /* right= */ true);
    for (size_t i = 0; i < 3; i++)
        table_add(&table, ((const char *const[]){"a-long-name", "20", "7"})[i]);
    printed_within(&table, 25, text, sizeof(text));
    assert_string_equal(text, "model        named  found\na-long-name     20      7\n");
    printed_within(&table, 24, text, sizeof(text));
    assert_string_equal(text, "model\n  named  found\na-long-name\n     20      7\n");
}

TEST_MAIN(cmocka_unit_test(table_print_within__breaks_what_is_too_wide),
          cmocka_unit_test(table_add__measures_as_a_terminal_does))
