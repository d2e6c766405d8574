/* isbn.h: a verified ISBN. Thirteen digits, check digit right, prefix 978 or 979. */
#pragma once
#include "core/base.h"

struct isbn {
    char text[14]; /* thirteen digits; empty: none */
};

/** Read an ISBN of ten or thirteen characters; ASCII hyphens and blanks are skipped; x is X. Ten
 *  becomes thirteen. The check digit of the form given is verified.
 *  979-0 (printed music, ISMN) counts as well: book catalogues carry it in the same field.
 *  from ISO 2108; ISBN Users' Manual 7 */
bool isbn_parse(const char *text, struct isbn *ret) NONNULL_ALL MUST_CHECK;
