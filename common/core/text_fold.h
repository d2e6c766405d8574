/* text_fold.h: folding of titles and names for comparison (Unicode by utf8proc).
 *
 * The same folding makes the keys of the catalogue at import and of a question at search, so that
 * the two always agree. */
#pragma once
#include "core/text.h"

/** Append text folded: NFKC case folding, Latin, Greek and Cyrillic combining marks and the vowel
 *  points of Hebrew and Arabic removed (marks of other scripts are letters and stay), letters such
 *  as æ ø ł þ spelled plainly, apostrophes dropped, '&' becomes "and", every other character that
 *  is no letter, digit or mark becomes one blank; blanks single, none at the ends.
 *  in  utf8  valid UTF-8
 *  An input with no letter or digit adds nothing. */
void text_fold(const char *utf8, struct text *ret) NONNULL_ALL;
