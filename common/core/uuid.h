/* uuid.h: random UUIDs (RFC 9562 version 4) and their text. */
#pragma once
#include "core/base.h"

struct uuid {
    char text[37]; /* lower case with hyphens; empty: none */
};

struct uuid uuid_new(void);

/** Read 8-4-4-4-12 hexadecimal digits of either case, with nothing around them.
 *  out   false: it is no UUID, and ret is untouched */
bool uuid_parse(const char *text, struct uuid *ret) NONNULL_ALL MUST_CHECK;
