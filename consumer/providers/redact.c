/* redact.c: takes our key out of what a service wrote. Services repeat the key that they refuse,
 * whole or in part. Therefore every run of characters that also stands in the key is replaced, and
 * not only the whole key. */
#include "redact.h"

#include "field.h"

#include <string.h>

enum {
    WORDS_MAX = 4096,  /* bytes of the words that are kept at most */
    ECHO_BYTES_MIN = 8 /* a shorter run tells nothing about a key; no service has shorter keys */
};

/* How many bytes at the beginning of the words stand in the key in one piece, anywhere in it. */
static size_t echo_length(const char *words, const char *key)
{
    size_t longest = 0;
    for (const char *from = key; *from; from++) {
        size_t length = 0;
        while (from[length] && from[length] == words[length])
            length++;
        if (length > longest)
            longest = length;
    }
    return longest;
}

static void redact(const char *words, const char *key, struct text *ret)
{
    while (*words) {
        const size_t echo = echo_length(words, key);
        const bool secret = echo >= ECHO_BYTES_MIN;
        text_add_bytes(ret, secret ? "[key]" : words, secret ? 5 : 1);
        words += secret ? echo : 1;
    }
}

void redact_copy(const char *key, const char *words, char *to, size_t capacity)
{
    CLEANUP(text_done) struct text cut = {0};
    CLEANUP(text_done) struct text clean = {0};
    CLEANUP(text_done) struct text redacted = {0};
    const size_t count = words ? strnlen(words, WORDS_MAX) : 0;
    text_add_bytes(&cut, words, text_utf8_span(words, count));
    field_clean(text_of(&cut), &clean);
    redact(text_of(&clean), key ? key : "", &redacted);
    text_copy(to, capacity, text_of(&redacted));
}
