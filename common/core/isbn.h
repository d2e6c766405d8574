/* isbn.h: a verified ISBN. Thirteen digits, check digit right, prefix 978 or 979 (but for 979-0,
 * which is printed music). */
#pragma once
#include "core/base.h"

struct isbn {
    char text[14]; /* thirteen digits; empty: none */
};

/** Read an ISBN of ten or thirteen characters; ASCII hyphens and blanks are skipped; x is X. Ten
 *  becomes thirteen. The check digit of the form given is verified.
 *  from ISO 2108; ISBN Users' Manual 7 */
bool isbn_parse(const char *text, struct isbn *ret) NONNULL_ALL MUST_CHECK;
