/* copy_binary.c: numbers stand in network order, each value behind its length. */
#include "io/database/copy_binary.h"

#include <string.h>

enum { TEXT_OID = 25 }; /* pg_type.dat */

static void add_number(struct text *copy, uint64_t value, size_t bytes)
{
    unsigned char written[8];
    for (size_t i = 0; i < bytes; i++)
        written[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
    text_add_bytes(copy, written, bytes);
}

static void add_length(struct text *copy, int64_t bytes)
{
    add_number(copy, (uint64_t)bytes, 4);
}

void copy_binary_begin(struct text *copy)
{
    static const char signature[] = "PGCOPY\n\377\r\n"; /* its NUL belongs to it */
    text_add_bytes(copy, signature, sizeof(signature));
    add_number(copy, /* flags */ 0, 4);
    add_number(copy, /* bytes of an extension of the head */ 0, 4);
}

void copy_binary_end(struct text *copy)
{
    add_number(copy, (uint64_t)-1, 2);
}

void copy_binary_row(struct text *copy, int16_t columns)
{
    add_number(copy, (uint64_t)columns, 2);
}

static void add_text(struct text *copy, const char *value)
{
    const size_t count = strlen(value);
    add_length(copy, (int64_t)count);
    text_add_bytes(copy, value, count);
}

void copy_binary_text(struct text *copy, const char *value)
{
    if (value && *value)
        add_text(copy, value);
    else
        add_length(copy, -1);
}

/* from array_send() of PostgreSQL: dimensions, whether there are NULLs, type, then count and lower
 * bound of the one dimension, then the elements */
void copy_binary_texts(struct text *copy, const struct texts *values)
{
    int64_t bytes = values->count > 0 ? 20 : 12;
    for (size_t i = 0; i < values->count; i++)
        bytes += 4 + (int64_t)strlen(values->items[i]);
    add_length(copy, bytes);
    add_number(copy, values->count > 0, 4);
    add_number(copy, 0, 4);
    add_number(copy, TEXT_OID, 4);
    if (values->count > 0) {
        add_number(copy, values->count, 4);
        add_number(copy, 1, 4);
    }
    for (size_t i = 0; i < values->count; i++)
        add_text(copy, values->items[i]);
}

static void add_integer(struct text *copy, int64_t value, size_t bytes, bool present)
{
    add_length(copy, present ? (int64_t)bytes : -1);
    if (present)
        add_number(copy, (uint64_t)value, bytes);
}

void copy_binary_int(struct text *copy, int32_t value, bool present)
{
    add_integer(copy, value, 4, present);
}

void copy_binary_bigint(struct text *copy, int64_t value, bool present)
{
    add_integer(copy, value, 8, present);
}
