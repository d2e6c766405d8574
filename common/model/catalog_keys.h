/* catalog_keys.h: the keys by which the catalogue finds editions: made of an edition at import, and
 * of a question at search, by the same folding, so that the two always agree.
 *
 * A key finds, it does not judge: consumer/match/match.c does. */
#pragma once
#include "model/author.h"
#include "model/title.h"

/** Add the main title's key: folded, without blanks, with its volume ("bleach#13").
 *  in   volume  0: none */
void catalog_title_key(const struct title *title, int volume, struct text *ret) NONNULL_ALL;

/* Called with each key of a kind; the text lives during the call only. */
struct catalog_taker {
    void (*take)(void *context, const char *key);
    void *context;
};

/** The surnames: of an edition the last word of each name; of a question the first word too, as
 * some names are written surname first. */
void catalog_surnames(const struct authors *authors, bool question,
                      const struct catalog_taker *taker) NONNULL_ALL;

/** "surname word" for the longest words of the title (their first letters), and "surname
 * =letters" with the letters of a short title in order, which neighbours that changed places do
 * not alter. */
void catalog_author_keys(const struct title *title, const struct authors *authors, bool question,
                         const struct catalog_taker *taker) NONNULL_ALL;
