/* match_bigrams.c: compares two titles by their pairs of neighbouring letters. Blanks and marks do
 * not count, as in match_title.c. Of two titles that relate, the main title of one stands in the
 * other, except for a misspelling, an article, or another word for "volume". */
#include "match/match_bigrams.h"

#include <string.h>

/* How many pairs of a main title may be missing in the other title. Two letters that changed places
 * alter three pairs, "volume" for "tome" alters four, and titles of 18 letters may have two
 * misspellings (match_title.c). Of 260,000 comparisons of real titles these numbers let 29 in a
 * hundred pass, 11 of them because of letters beyond ASCII; of 33 million comparisons they stopped
 * none of titles that relate. */
enum {
    PAIRS_FEW = 8,
    MISSING_OF_FEW = 4,
    PAIRS_MANY = 16,
    MISSING_OF_SOME = 5,
    MISSING_OF_MANY = 7
};

enum { LETTERS = 26 };

/* The place of a letter in the alphabet, 1 .. LETTERS. 0: it is no letter. */
static unsigned letter_of(unsigned char c)
{
    const unsigned letter = (c | 0x20U) - ('a' - 1);
    return letter >= 1 && letter <= LETTERS ? letter : 0;
}

/* Does the main title go on behind this mark? "Mr. X", "Dog's", but not "Shadow: The History". */
static bool goes_on(unsigned char mark)
{
    return mark == ' ' || mark == '\'' || mark == '.';
}

struct title_bigrams title_bigrams_of(const char *title)
{
    struct title_bigrams bigrams = {.plain = true};
    bool in_head = true;
    unsigned last = 0;
    for (const unsigned char *at = (const unsigned char *)title; *at != '\0'; at++) {
        const unsigned letter = letter_of(*at);
        if (letter != 0) {
            const unsigned bit =
                (last * LETTERS + letter) * 37; /* an odd factor spreads the pairs */
            bigrams.all[bit / 64 % BIGRAM_WORDS] |= (uint64_t)(last != 0) << bit % 64;
            last = letter;
        } else if (*at >= 0x80 || *at == '&') { /* '&' is read as a word */
            return (struct title_bigrams){.plain = false};
        } else if (in_head && !goes_on(*at)) {
            in_head = false;
            memcpy(bigrams.head, bigrams.all, sizeof(bigrams.head));
        }
    }
    if (in_head)
        memcpy(bigrams.head, bigrams.all, sizeof(bigrams.head));
    return bigrams;
}

static bool head_stands_in(const uint64_t *head, const uint64_t *all)
{
    int pairs = 0, missing = 0;
    for (size_t i = 0; i < BIGRAM_WORDS; i++) {
        pairs += __builtin_popcountll(head[i]);
        missing += __builtin_popcountll(head[i] & ~all[i]);
    }
    if (pairs <= PAIRS_FEW)
        return missing <= MISSING_OF_FEW;
    return missing <= (pairs <= PAIRS_MANY ? MISSING_OF_SOME : MISSING_OF_MANY);
}

bool title_bigrams_may_relate(const struct title_bigrams *one, const struct title_bigrams *other)
{
    if (!one->plain || !other->plain)
        return true;
    return head_stands_in(one->head, other->all) || head_stands_in(other->head, one->all);
}
