/* catalog_keys.h: the keys by which the catalogue finds editions. They are made in the same way of
 * an edition at import and of a question, so that the two always agree.
 *
 * Keys only find candidates; common/match/match.c judges them. */
#pragma once
#include "match/author.h"
#include "match/title.h"

/* The version of the keys. Whoever changes what they are made of raises it (catalog_rekey.h), and
 * the digest in tests/unit/test_catalog_keys.c with it. */
enum { CATALOG_KEY_VERSION = 2 };

/** Add the key of the main title: folded, without blanks, with its volume ("bleach#13").
 *  in    volume  0: none */
void catalog_title_key(const struct title *title, int volume, struct text *ret) NONNULL_ALL;

/** Add the key of a main title that is the last words of a title, behind the name of its series
 *  ("Series: Title").
 *  in    first  where it begins in title->rest */
void catalog_level_key(const struct title *title, size_t first, struct text *ret) NONNULL_ALL;

/* take is called with each key, which lives during the call only. */
struct catalog_taker {
    void (*take)(void *context, const char *key);
    void *context;
};

/** Show the surnames, each once. Of an edition the last word of a name is one; of a question the
 *  first word is one, too, because some names are written with the surname first.
 *  in    question  false: it is an edition */
void catalog_surnames(const struct authors *authors, bool question,
                      const struct catalog_taker *taker) NONNULL_ALL;

/** Show the keys of title and author: "surname word" for the first letters of each of the longest
 *  words of the title, and "surname =letters" for the sorted letters of a short title, which stay
 *  the same when two letters change places.
 *  in    question  as catalog_surnames */
void catalog_author_keys(const struct title *title, const struct authors *authors, bool question,
                         const struct catalog_taker *taker) NONNULL_ALL;

/** All keys of an edition: whatever stores editions stores these.
 *  out   title_key  replaced */
void catalog_edition_keys(const struct title *title, const struct authors *authors,
                          struct text *title_key, const struct catalog_taker *surnames,
                          const struct catalog_taker *author_keys) NONNULL_ALL;
