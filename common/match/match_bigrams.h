/* match_bigrams.h: can two titles relate at all? Compares their pairs of letters (bigrams), held as
 * bits of a few words. This is ten times cheaper than taking the titles apart: a month compares
 * hundreds of titles with each other, and most have nothing in common. */
#pragma once
#include "core/base.h"

enum { BIGRAM_WORDS = 4 };

struct title_bigrams {
    uint64_t head[BIGRAM_WORDS]; /* the pairs before the first mark, where the main title ends */
    uint64_t all[BIGRAM_WORDS];  /* the pairs of the whole title */
    bool plain; /* ASCII without '&'; a title that is not plain may relate to every other */
};

/** The pairs of letters of a title.
 *  in    title  UTF-8 of any length */
struct title_bigrams title_bigrams_of(const char *title) NONNULL_ALL MUST_CHECK;

/** Is it possible that title_relate finds the two titles related? False only where they surely are
 *  not; true says nothing. */
bool title_bigrams_may_relate(const struct title_bigrams *one, const struct title_bigrams *other)
    NONNULL_ALL MUST_CHECK;
