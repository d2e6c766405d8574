/* redact.c: what a service wrote, as words for people. What it repeats of our key is masked already
 * where the answer comes in (core/secret.h); here it is masked again, because whoever calls these
 * functions with an answer from elsewhere must not have to know that. */
#include "redact.h"

#include "core/secret.h"
#include "field.h"

#include <string.h>

#define WORDS_MAX 4096 /* bytes of the words that are kept at most */

void redact_copy(const char *key, const char *words, char *to, size_t capacity)
{
    CLEANUP(secrets_done) struct secrets secrets = {0};
    CLEANUP(text_done) struct text cut = {0};
    CLEANUP(text_done) struct text clean = {0};
    const size_t count = words ? strnlen(words, WORDS_MAX) : 0;
    text_add_bytes(&cut, words, text_utf8_span(words, count));
    secrets_add(&secrets, key);
    if (cut.bytes)
        secrets_mask(&secrets, cut.bytes, cut.count);
    field_clean(text_of(&cut), &clean);
    text_copy(to, capacity, text_of(&clean));
}
