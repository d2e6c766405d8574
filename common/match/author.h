/* author.h: the authors of a book taken apart: names, each as given names and surname, the same way
 * for a question, for an edition, and for the keys of the catalogue. */
#pragma once
#include "core/text.h"
#include "core/word.h"

enum {
    AUTHOR_WORDS_MAX = 8,
    AUTHORS_MAX = 12, /* readings of names; further ones are left out */
};

/* One reading of a name. The surname is last; "Dr." before a name, "Jr.", a role and the years of a
 * life behind it are left out. */
struct author {
    struct word words[AUTHOR_WORDS_MAX];
    size_t count;    /* at least 1 */
    size_t position; /* of the author in the list, from 0; two readings of one name have the same */
    bool doubtful;   /* a comma that may separate two authors was read as turning one name round */
};

struct authors {
    struct author items[AUTHORS_MAX];
    size_t count;
    struct text folded; /* the words point into it */
    struct text parts;  /* scratch of authors_parse */
};
void authors_done(struct authors *authors);
CLEANUP_STRUCT(struct authors, authors_done)

/** Take a list of authors apart. ';', '/', " and ", " & ", " with " and their like separate them,
 *  and so does a comma, unless it turns one name round ("Le Guin, Ursula K."). Where the two cannot
 *  be told apart, both readings are kept. A name in brackets, or behind "writing as", is another
 *  name of the author; who translated, illustrated or introduced the book is left out.
 *  in    utf8  valid UTF-8 of any length, or NULL
 *  out   ret   memory of an earlier list is used again; authors_done frees it */
void authors_parse(const char *utf8, struct authors *ret) __attribute__((nonnull(2)));

/** The surname, which is the last word. */
struct word author_surname(const struct author *author) NONNULL_ALL;
