/* mem.c: allocation that never returns NULL.
 *
 * A process out of memory cannot tidy up reliably, least of all through libraries that were never
 * tested without memory; it ends with one line and its work is given back. Nothing is allocated on
 * that path. */
#include "core/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void mem_exhausted(void)
{
    static const char line[] = "out of memory\n";
    ssize_t written = write(STDERR_FILENO, line, sizeof(line) - 1);
    (void)written; /* a failure could not be reported anywhere */
    abort();
}

void *mem_new(size_t count, size_t size)
{
    void *fresh = calloc(count ? count : 1, size ? size : 1);
    if (!fresh)
        mem_exhausted();
    return fresh;
}

void *mem_resize(void *old, size_t count, size_t size)
{
    void *fresh = reallocarray(old, count ? count : 1, size ? size : 1);
    if (!fresh)
        mem_exhausted();
    return fresh;
}

char *mem_text(const char *text)
{
    return text ? mem_bytes(text, strlen(text)) : NULL;
}

char *mem_bytes(const void *bytes, size_t count)
{
    char *copy = mem_new(count + 1, 1); /* overflows for SIZE_MAX only, and no memory is so large */
    if (count > 0)
        memcpy(copy, bytes, count);
    return copy;
}

void mem_free(void *owned)
{
    free(owned);
}
