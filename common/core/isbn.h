/* isbn.h: a verified ISBN. Thirteen digits, check digit right, prefix 978 or 979. */
#pragma once
#include "core/base.h"

struct isbn {
    char text[14]; /* thirteen digits; empty: none */
};

/** Read an ISBN of ten or thirteen characters. ASCII hyphens and blanks are skipped, and x counts
 *  as X. The check digit of the form given is verified; one of ten characters becomes one of
 *  thirteen. 979-0 (ISMN, printed music) counts as well, because book catalogues have it in the
 *  same field.
 *  out   false: it is no ISBN, and ret is untouched
 *  from  ISO 2108; ISBN Users' Manual 7 */
bool isbn_parse(const char *text, struct isbn *ret) NONNULL_ALL MUST_CHECK;
