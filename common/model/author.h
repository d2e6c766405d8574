/* author.h: the authors of a book taken apart: names, each as given names and surname, the same way
 * for a question, for an edition, and for the keys of the catalogue. */
#pragma once
#include "core/text.h"
#include "core/word.h"

enum {
    AUTHOR_WORDS_MAX = 8,
    AUTHORS_MAX = 12, /* readings; a book with more keeps the first */
};

/* One reading of a name, surname last; titles ("Dr.") and what follows a name ("Jr.") are gone. */
struct author {
    struct word words[AUTHOR_WORDS_MAX];
    size_t count;    /* at least 1 */
    size_t position; /* of the author in the list, from 0; two readings of one name share it */
};

struct authors {
    struct author items[AUTHORS_MAX];
    size_t count;
    struct text folded; /* what the words point into */
    struct text parts;
};
void authors_done(struct authors *authors);
CLEANUP_STRUCT(struct authors, authors_done)

/** Take a list of authors apart. ';' separates them; where there is none, " and ", " & ", " with "
 *  do, and commas, unless the comma turns one name round ("Le Guin, Ursula K.").
 *  in  utf8  valid UTF-8 of any length, or NULL */
void authors_parse(const char *utf8, struct authors *ret) __attribute__((nonnull(2)));

/** The surname; in "Haruki Murakami" the last word. */
struct word author_surname(const struct author *author) NONNULL_ALL;
