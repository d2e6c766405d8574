/* text_fold.h: folding of titles and names for comparison (Unicode by utf8proc).
 *
 * The same folding makes the keys of the catalogue at import and of a question at search, so that
 * the two always agree. */
#pragma once
#include "core/text.h"

/** Append text folded. Compatibility forms and capitals become plain small letters (NFKC, case
 *  folding). Combining marks of Latin, Greek and Cyrillic and vowel points of Hebrew and Arabic are
 *  removed; marks of other scripts make other letters and stay. Letters such as æ ø ł þ are spelled
 *  plainly, apostrophes are dropped, and '&' becomes "and". Every other character that is no
 *  letter, digit or mark becomes a blank; blanks are single, and none stand at the ends.
 *  in    utf8  valid UTF-8
 *  out   ret   nothing is added where utf8 has no letter and no digit */
void text_fold(const char *utf8, struct text *ret) NONNULL_ALL;

/** The version of utf8proc: "2.8.0". */
const char *text_library_version(void);
