/* fuzz_csv.c: any bytes as a CSV file, read at once and in pieces: both read the same. Seeds:
 * tests/fuzz/corpus/csv. */
#include "core/csv.h"

#include <stdlib.h>
#include <string.h>

struct source {
    const uint8_t *bytes;
    size_t count, piece;
};

static size_t read_source(void *context, char *to, size_t capacity)
{
    struct source *source = context;
    size_t count = source->count < capacity ? source->count : capacity;
    if (count > source->piece)
        count = source->piece;
    if (count > 0)
        memcpy(to, source->bytes, count);
    source->bytes += count;
    source->count -= count;
    return count;
}

static void read_all(const uint8_t *bytes, size_t count, size_t piece, struct text *ret)
{
    struct source source = {.bytes = bytes, .count = count, .piece = piece};
    CLEANUP(csv_free) struct csv *csv = csv_new(read_source, &source);
    const char *reason = NULL;
    int64_t line = 0;
    enum csv_result result;
    while ((result = csv_next(csv, &reason)) != CSV_END) {
        if (csv_line(csv) <= line)
            abort(); /* every record begins on a line of its own */
        line = csv_line(csv);
        text_add_format(ret, "%lld %s\n", (long long)line, result == CSV_BAD ? reason : "");
        for (size_t i = 0; i < csv_count(csv); i++)
            text_add(ret, csv_field(csv, i));
    }
    if (csv_bytes(csv) != (int64_t)count)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(text_done) struct text at_once = {0};
    CLEANUP(text_done) struct text in_pieces = {0};
    read_all(bytes, count, count + 1, &at_once);
    read_all(bytes, count, 7, &in_pieces);
    if (strcmp(text_of(&at_once), text_of(&in_pieces)) != 0)
        abort();
    return 0;
}
