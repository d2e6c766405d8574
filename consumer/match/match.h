/* match.h: is this edition the book that was meant? The one judgement of the project, the same for
 * every resolver, and for removing duplicates between generators.
 *
 * Pure: no I/O, no state. Thresholds are named constants in match.c, each with the measurement that
 * set it (bench-matching repeats it). */
#pragma once
#include "core/book.h"

enum match_confidence { MATCH_NOT_FOUND, MATCH_LOW, MATCH_MEDIUM, MATCH_HIGH };
const char *match_confidence_name(enum match_confidence confidence); /* "not_found", "low", … */

struct match {
    const struct edition *edition; /* borrowed from the candidates; NULL when none is accepted */
    enum match_confidence confidence;
    char evidence[256]; /* JSON object: why, for people: {"title":"main","author":"surname",…} */
};

/** Choose among the candidates of one book. Only MATCH_MEDIUM and MATCH_HIGH set edition.
 *  in  candidates  any order, any number (NULL when 0), each with a verified ISBN */
void match_choose(const struct book *book, const struct edition *candidates, size_t count,
                  struct match *ret) __attribute__((nonnull(1, 4)));

/** Do two generators mean the same book? By title and author: volumes of a series, and the same
 *  title by another author, are different books. */
bool match_same_book(const struct book *one, const struct book *other) NONNULL_ALL MUST_CHECK;
