/* book_key.h: the key of the work that a book of a month is, from the words of the generator that
 * named it. It is the one that an edition of this title and these authors has, so that the two
 * meet. */
#pragma once
#include "core/book.h"
#include "core/text.h"

/** The fine key (model/work_key.h) of a book.
 *  out   ret  ""; or the key, where title and author are enough for one */
void book_key(const struct book *book, struct text *ret) NONNULL_ALL;
