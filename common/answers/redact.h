/* redact.h: what a service wrote, as people may see it in errors, refusals and logs: without our
 * key. */
#pragma once
#include "core/base.h"

/** Copy words of a service. Stars replace whatever repeats the key, the words are cleaned, and cut
 *  between two characters so that they fit.
 *  in    key    the key of the request; NULL: it had none
 *        words  NULL: there are none, and the copy is empty
 *  out   to     capacity bytes, NUL-terminated */
void redact_copy(const char *key, const char *words, char *to, size_t capacity)
    __attribute__((nonnull(3)));
