/* subject.h: the subjects of books: shop tags, paths and lists taken apart into single subjects. */
#pragma once
#include "core/base.h"

#define SUBJECT_LETTERS_MAX 80

typedef void subject_taker(void *context, const char *subject, const char *folded);

/** Take a subject apart: "Fiction / Fantasy / General", "WIZARDS_FICTION", "Dogs -- Training".
 *  Subjects that say nothing of a book are left out (shelves of shops, marks of machines,
 *  "General"), and so are those of more than SUBJECT_LETTERS_MAX letters.
 *  in    written  valid UTF-8;  take  called for each, with its folded form, by which two are the
 *        same */
void subject_split(const char *written, subject_taker *take, void *context)
    __attribute__((nonnull(1, 2)));
