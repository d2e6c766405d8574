/* title_phrase.h: the phrases of a title that name a nature, as a table. For title_nature.c. */
#pragma once
#include "match/title.h"

struct title_phrase {
    const char *first, *more; /* the first word; the others, with blanks between them, or "" */
    unsigned nature;          /* bits of enum title_nature */
};

/** The phrases that begin with a word, one behind the other; another first word ends them. NULL:
 *  there are none. One function is for all words up to "l", the other for those from "m" on. */
const struct title_phrase *title_phrases_to_l(struct word word) MUST_CHECK;
const struct title_phrase *title_phrases_from_m(struct word word) MUST_CHECK;
