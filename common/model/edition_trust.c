/* edition_trust.c: whom the fold believes, field by field.
 *
 * A person stands above all. ISBNdb speaks of the very ISBN; Google's full volume does, too, but
 * has the work's first date on reprints; Open Library is best where people have catalogued
 * (languages, subjects, identifiers) and worst where records were joined. A list of notable books
 * knows the work, hardly the edition. */
#include "model/edition_fold_private.h"

#define RANKS (SOURCE_KIND_COUNT_)

enum {
    U = SOURCE_USER,
    I = SOURCE_ISBNDB,
    C = SOURCE_CATALOG,
    G = SOURCE_GOOGLE_BOOKS,
    O = SOURCE_OPEN_LIBRARY,
    D = SOURCE_OPEN_LIBRARY_DUMP,
    N = SOURCE_GENERATOR,
    X = SOURCE_OTHER,
};

static const unsigned char orders[EDITION_FIELD_COUNT_][RANKS] = {
    [EDITION_TITLE] = {U, I, G, C, O, D, X, N},
    [EDITION_SUBTITLE] = {U, G, O, D, I, C, X, N},
    [EDITION_AUTHORS] = {U, I, C, G, O, D, X, N},
    [EDITION_PUBLISHER] = {U, I, C, G, O, D, X, N},
    [EDITION_PUBLISHED] = {U, I, C, O, D, X, G, N},
    [EDITION_FIRST_PUBLISHED] = {U, N, O, D, C, I, X, G},
    [EDITION_LANGUAGES] = {U, O, D, C, G, I, X, N},
    [EDITION_BINDING] = {U, I, C, O, D, G, X, N},
    [EDITION_PAGES] = {U, I, G, C, O, D, X, N},
    [EDITION_SUBJECTS] = {U, O, D, I, G, C, X, N},
    [EDITION_DESCRIPTION] = {U, G, I, O, D, C, X, N},
    [EDITION_COVER] = {U, I, O, D, G, C, X, N},
    [EDITION_IDENTIFIERS] = {U, O, D, G, I, C, X, N},
    [EDITION_SERIES] = {U, I, C, G, O, D, X, N},
    [EDITION_DIMENSIONS] = {U, I, C, O, D, G, X, N},
};

int edition_trust(enum edition_field field, enum source_kind kind)
{
    int rank = 0;
    while (rank < RANKS && orders[field][rank] != (unsigned char)kind)
        rank++;
    return rank;
}
