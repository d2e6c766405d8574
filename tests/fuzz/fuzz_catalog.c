/* fuzz_catalog.c: any bytes as rows of the catalogue's files (editions, or notable books when the
 * first byte is odd), up to what is handed to COPY. Seeds: tests/fuzz/corpus/catalog. */
#include "fuzz.h"

#include "model/catalog_row.h"

struct source {
    const uint8_t *bytes;
    size_t count;
};

static size_t read_source(void *context, char *to, size_t capacity)
{
    struct source *source = context;
    const size_t count = source->count < capacity ? source->count : capacity;
    if (count > 0)
        memcpy(to, source->bytes, count);
    source->bytes += count;
    source->count -= count;
    return count;
}

/* One whole line was added, with as many columns as every other of its kind, that no value of a row
 * can end early. from PostgreSQL's manual, COPY, "Text Format" */
static void check_copy(const struct text *copy, size_t *columns)
{
    size_t tabs = 0;
    MUST(text_is_utf8(text_of(copy), copy->count) && copy->bytes[copy->count - 1] == '\n');
    MUST(memchr(copy->bytes, '\n', copy->count) == copy->bytes + copy->count - 1);
    for (size_t i = 0; i < copy->count; i++) {
        tabs += copy->bytes[i] == '\t';
        MUST(copy->bytes[i] != '\r');
        if (copy->bytes[i] == '\\')
            MUST(strchr("Ntnr\\", copy->bytes[++i]));
    }
    MUST(*columns == 0 || *columns == tabs);
    *columns = tabs;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count == 0)
        return 0;
    struct source source = {.bytes = bytes + 1, .count = count - 1};
    CLEANUP(csv_free) struct csv *csv = csv_new(read_source, &source);
    CLEANUP(catalog_row_done)
    struct catalog_row row = {.csv = csv};
    row.file = bytes[0] % 2 ? &catalog_notable_file : &catalog_edition_file;
    for (size_t i = 0; i < CATALOG_COLUMNS_MAX; i++)
        row.fields[i] = i;
    const char *reason = NULL;
    size_t columns = 0;
    enum csv_result result;
    while ((result = csv_next(csv, &reason)) != CSV_END) {
        text_clear(&row.copy);
        if (result != CSV_RECORD)
            continue;
        if (row.file->add_row(&row))
            check_copy(&row.copy, &columns);
        else
            fuzz_check_words(text_of(&row.reason));
    }
    return 0;
}
