/* mem.h: allocation that never returns NULL. Out of memory ends the process with one line: the
 * broker and the database give the work back. Sizes from outside are bounded by the caller. */
#pragma once
#include "core/base.h"

/** End the process with one line, because memory is exhausted. Also called where a library says
 *  so. */
void mem_exhausted(void) NORETURN;

/** Zeroed memory for count things of size bytes each; overflow or exhaustion ends the process. */
void *mem_new(size_t count, size_t size) MUST_CHECK;

/** Make memory larger or smaller; old may be NULL. New bytes are not zeroed. */
void *mem_resize(void *old, size_t count, size_t size) MUST_CHECK;

/** A copy of a C string, which the caller frees with mem_free. The copy of NULL is NULL. */
char *mem_text(const char *text) MUST_CHECK;

/** A copy of bytes with a NUL behind them, which the caller frees with mem_free. */
char *mem_bytes(const void *bytes, size_t count) MUST_CHECK;

/** free(3), for CLEANUP(mem_free) char *x. */
void mem_free(void *owned);
static inline void mem_free_cleanup(void *owned)
{
    mem_free(*(void **)owned);
}
