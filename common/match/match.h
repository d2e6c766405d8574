/* match.h: is this edition the book that was meant? The project judges only here, in the same way
 * for every resolver and for duplicates between generators.
 *
 * It does no I/O and keeps nothing. Thresholds are named constants in match_title.c, match_author.c
 * and match_bigrams.c, each with the measurement behind it; bench-matching measures the whole. */
#pragma once
#include "core/book.h"

enum match_confidence { MATCH_NOT_FOUND, MATCH_LOW, MATCH_MEDIUM, MATCH_HIGH };

/** The name as in the database and in logs: "not_found", "low", "medium", "high". */
const char *match_confidence_name(enum match_confidence confidence);

struct match {
    const struct edition *edition; /* borrowed from the candidates; NULL when none is accepted */
    enum match_confidence confidence;
    char evidence[256]; /* why, as JSON for people: {"title":"main","author":"surname",…} */
};

/** Choose among the candidates of one book. The choice does not depend on their order.
 *  in   candidates  any number (NULL when 0), each with a verified ISBN
 *  out  ret         edition is set where the confidence is MATCH_MEDIUM or MATCH_HIGH */
void match_choose(const struct book *book, const struct edition *candidates, size_t count,
                  struct match *ret) __attribute__((nonnull(1, 4)));

/** Do two generators mean the same book? Title and author decide: volumes of a series, and the same
 *  title by another author, are different books. */
bool match_same_book(const struct book *one, const struct book *other) NONNULL_ALL MUST_CHECK;
