/* choice.h: a word that is one of a few, as people write it: in any case, and with the common
 * spellings of levels and of yes and no. Options, variables and files are read alike. */
#pragma once
#include "core/text.h"

/** Find the choice that is meant.
 *  in    choices  "debug|info|warning|error"
 *  out   ret      where it stands in choices, *ret_bytes long, not NUL-terminated;  false: none is
 *                 meant, and it is untouched */
bool choice_find(const char *choices, const char *written, const char **ret, size_t *ret_bytes)
    NONNULL_ALL MUST_CHECK;

/** Add the choices as an error names them: "debug, info, warning or error". */
void choice_add_list(struct text *out, const char *choices) NONNULL_ALL;
