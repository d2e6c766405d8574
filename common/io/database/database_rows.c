/* database_rows.c: the parameters of a statement, array literals, and the rows of an answer. They
 * know nothing of the connection. */
#include "io/database/database_private.h"

#include "core/mem.h"

#include <assert.h>
#include <string.h>

/* ---- parameters ---- */

/* The digits are written by hand, because nearly every statement has numbers and snprintf looks at
 * the locale first. */
struct sql_param sql_int(int64_t value)
{
    struct sql_param param = {.text = NULL};
    char reversed[20];
    size_t count = 0;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        reversed[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    char *to = param.digits;
    if (value < 0)
        *to++ = '-';
    while (count > 0)
        *to++ = reversed[--count];
    return param; /* text stays NULL, because a copy of the struct would point into this one */
}

struct sql_param sql_int_or_null(int64_t value, bool present)
{
    return present ? sql_int(value) : sql_null();
}

/* ---- array literals ---- */

static struct text *next_element(struct sql_array *array)
{
    text_add(&array->literal, array->literal.count == 0 ? "{" : ",");
    return &array->literal;
}

void sql_array_add(struct sql_array *array, const char *value)
{
    struct text *literal = next_element(array);
    if (!value) {
        text_add(literal, "NULL");
        return;
    }
    text_add(literal, "\"");
    for (;;) { /* between quotes only these two characters must be escaped */
        const size_t plain = strcspn(value, "\"\\");
        text_add_bytes(literal, value, plain);
        value += plain;
        if (!*value)
            break;
        text_add(literal, "\\");
        text_add_bytes(literal, value++, 1);
    }
    text_add(literal, "\"");
}

void sql_array_add_int(struct sql_array *array, int64_t value)
{
    text_add(next_element(array), sql_int(value).digits);
}

const char *sql_array_text(struct sql_array *array)
{
    struct text *literal = &array->literal;
    if (literal->count == 0)
        text_add(literal, "{");
    if (literal->bytes[literal->count - 1] != '}')
        text_add(literal, "}");
    return text_of(literal);
}

void sql_array_done(struct sql_array *array)
{
    if (array)
        text_done(&array->literal);
}

/* ---- rows ---- */

struct rows {
    PGresult *result;
    size_t first, count; /* the part that is shown */
};

struct rows *rows_from_pg(PGresult *result)
{
    struct rows *rows = mem_new(1, sizeof *rows);
    *rows = (struct rows){.result = result, .count = (size_t)PQntuples(result)};
    return rows;
}

void rows_free(struct rows *rows)
{
    if (!rows)
        return;
    PQclear(rows->result);
    mem_free(rows);
}

size_t rows_count(const struct rows *rows)
{
    return rows ? rows->count : 0;
}

void rows_show(struct rows *rows, size_t first, size_t count)
{
    assert(first + count <= (size_t)PQntuples(rows->result));
    rows->first = first;
    rows->count = count;
}

size_t rows_affected(const struct rows *rows)
{
    int64_t count = 0;
    if (!rows || !text_to_int(PQcmdTuples(rows->result), 0, INT64_MAX, &count))
        return 0; /* such as a command that counts no rows */
    return (size_t)count;
}

bool row_is_null(const struct rows *rows, size_t row, int column)
{
    assert(row < rows_count(rows) && column >= 0 && column < PQnfields(rows->result));
    return PQgetisnull(rows->result, (int)(rows->first + row), column) == 1;
}

const char *row_text(const struct rows *rows, size_t row, int column)
{
    if (row_is_null(rows, row, column))
        return NULL;
    return PQgetvalue(rows->result, (int)(rows->first + row), column);
}

int64_t row_int(const struct rows *rows, size_t row, int column)
{
    const char *digits = row_text(rows, row, column);
    int64_t value = 0;
    if (digits && !text_to_int(digits, INT64_MIN, INT64_MAX, &value))
        UNREACHABLE("row_int of a column that is no integer");
    return value;
}

bool row_bool(const struct rows *rows, size_t row, int column)
{
    const char *letter = row_text(rows, row, column);
    return letter && letter[0] == 't';
}

char *row_bytes(const struct rows *rows, size_t row, int column, size_t *ret_count)
{
    *ret_count = 0;
    const char *hex = row_text(rows, row, column);
    if (!hex)
        return NULL;
    size_t count = 0;
    unsigned char *decoded = PQunescapeBytea((const unsigned char *)hex, &count);
    if (!decoded)
        mem_exhausted();
    char *bytes = mem_bytes(decoded, count);
    PQfreemem(decoded);
    *ret_count = count;
    return bytes;
}
