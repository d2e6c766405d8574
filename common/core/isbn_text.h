/* isbn_text.h: an ISBN as people's files have it, and what to do where it is none. */
#pragma once
#include "core/isbn.h"

/** Read the ISBN of a cell: with hyphens and dashes of any kind, blanks and characters that nobody
 *  sees, wide digits, "ISBN:", brackets, the ="…" and ' of spreadsheets, ".0", commas between
 *  thousands, "(pbk.)", nine digits of a Standard Book Number. Of several the first counts.
 *  out   true: ret is set
 *        false: ret_why, a constant, says what it is instead and what to do */
bool isbn_text_read(const char *utf8, struct isbn *ret, const char **ret_why)
    NONNULL_ALL MUST_CHECK;
