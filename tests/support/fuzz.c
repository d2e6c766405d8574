/* fuzz.c: input of fuzz targets, line by line. */
#include "fuzz.h"

#include "core/mem.h"

char *fuzz_line(const uint8_t **bytes, size_t *count)
{
    if (*count == 0)
        return NULL;
    const uint8_t *end = memchr(*bytes, '\n', *count);
    const size_t length = end ? (size_t)(end - *bytes) : *count;
    char *line = mem_bytes(*bytes, length);
    *bytes += length + (end != NULL);
    *count -= length + (end != NULL);
    return line;
}
