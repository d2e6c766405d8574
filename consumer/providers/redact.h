/* redact.h: what a service wrote, as people may see it in errors, refusals and logs: without our
 * key. */
#pragma once
#include "core/base.h"

/** Copy words of a service: cleaned, whatever repeats the key replaced by "[key]", cut at a
 *  character's border so that they fit.
 *  in   key    the key that the request went out with; NULL: none
 *       words  NULL: none, and the copy is empty
 *  out  to     capacity bytes, NUL-terminated */
void redact_copy(const char *key, const char *words, char *to, size_t capacity)
    __attribute__((nonnull(3)));
