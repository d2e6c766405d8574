/* merge.h: the books of several generators become one list, in which each book stands once and says
 * which of them named it. */
#pragma once
#include "core/book.h"

/** Add a generator's books to a list. The first wording of a book is kept, and its place; a
 *  generator that names a book twice has named it once.
 *  in    named      of this generator; those that are new are moved out of it
 *        generator  0 .. 31, its bit in named_by */
void merge_books(struct books *named, size_t generator, struct books *list) NONNULL_ALL;

/** Are these one book? An answer names again what is stored of it, also titles that no two books
 *  could share. */
bool merge_is_same(const struct book *a, const struct book *b) NONNULL_ALL MUST_CHECK;

/** Move a book to the end of a list, and return it there. It is valid until the next one is
 *  added. */
struct book *merge_add(struct book *from, struct books *to) NONNULL_ALL;
