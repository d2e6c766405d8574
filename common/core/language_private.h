/* language_private.h: the table of languages, for language.c. */
#pragma once
#include "core/base.h"

struct language_row {
    const char *code;  /* of two letters */
    const char *codes; /* of three, blanks between them */
    const char *names; /* folded, '|' between them; each name in one row only */
};
extern const struct language_row language_rows[];
extern const size_t language_row_count;

/* Codes of languages and of groups of them that have none of two letters, a blank behind each. */
extern const char language_others[];
