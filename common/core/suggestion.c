/* suggestion.c: which known word was perhaps meant: the one with the fewest letters to change, if
 * they are few. It knows nothing of what words mean. */
#include "core/suggestion.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* This is Levenshtein's distance. Of its matrix only one row is kept. */
size_t suggestion_distance(const char *one, const char *other)
{
    size_t row[SUGGESTION_WORD_MAX + 1];
    const size_t width = strlen(other);
    assert(width <= SUGGESTION_WORD_MAX);
    for (size_t i = 0; i <= width; i++)
        row[i] = i;
    for (size_t done = 1; *one; one++, done++) {
        size_t diagonal = row[0];
        row[0] = done;
        for (size_t i = 1; i <= width; i++) {
            const size_t replaced = diagonal + (*one != other[i - 1]);
            diagonal = row[i];
            row[i] = least(replaced, 1 + least(row[i], row[i - 1]));
        }
    }
    return row[width];
}

static const char *last_word(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

void suggestion_offer(struct suggestion *suggestion, const char *word, const char *candidate)
{
    const size_t length = strlen(word);
    if (length > SUGGESTION_WORD_MAX || strlen(candidate) > SUGGESTION_WORD_MAX)
        return;
    size_t far = suggestion_distance(word, candidate);
    if (strcmp(last_word(word), last_word(candidate)) == 0)
        far = least(far, 2); /* only the group before the last word is wrong */
    if (far > 3 || far * 2 > length)
        return;
    if (!suggestion->best || far < suggestion->distance)
        *suggestion = (struct suggestion){.best = candidate, .distance = far};
}

const char *suggestion_text(const struct suggestion *suggestion,
                            char ret_text[static SUGGESTION_BYTES])
{
    ret_text[0] = '\0';
    if (suggestion->best)
        (void)snprintf(ret_text, SUGGESTION_BYTES, " (did you mean '%s'?)", suggestion->best);
    return ret_text;
}
