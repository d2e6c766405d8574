/* suggestion.h: which known word was perhaps meant ("did you mean"). */
#pragma once
#include "core/base.h"

#define SUGGESTION_WORD_MAX 63 /* bytes of a word that is looked at */

/** How many letters must be replaced, added or left out to make one word of the other.
 *  in    one, other  at most SUGGESTION_WORD_MAX bytes each */
size_t suggestion_distance(const char *one, const char *other) NONNULL_ALL;

struct suggestion {
    const char *best; /* borrowed from who offered it; NULL: nothing is near */
    size_t distance;
};

/** Take a candidate if it is nearer to the word than those offered before, and near enough: at most
 *  three letters, and half of the word's, differ. Of two keys with the same last word ("poll_ms")
 *  at most two letters count as different.
 *  in    candidate  borrowed as long as the suggestion is used */
void suggestion_offer(struct suggestion *suggestion, const char *word, const char *candidate)
    NONNULL_ALL;

#define SUGGESTION_BYTES 96

/** Write " (did you mean 'x'?)", or nothing where nothing is near. Returns ret_text. */
const char *suggestion_text(const struct suggestion *suggestion,
                            char ret_text[static SUGGESTION_BYTES]) NONNULL_ALL;
