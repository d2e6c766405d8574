/* saying.c: the words of a service without our key. Services echo the key they refuse, whole or in
 * part, so every run of characters that also stands in the key is taken out, not the whole key
 * only. */
#include "saying.h"

#include "field.h"

#include <string.h>

enum {
    WORDS_MAX = 4096,  /* of what is looked at */
    ECHO_BYTES_MIN = 8 /* shorter runs say nothing of a key, and a shorter key is none */
};

/* How many bytes at the beginning of the words stand somewhere in the key, in one piece. */
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

void saying_copy(const struct provider_settings *settings, const char *words, char *to,
                 size_t capacity)
{
    CLEANUP(text_done) struct text cut = {0};
    CLEANUP(text_done) struct text clean = {0};
    CLEANUP(text_done) struct text said = {0};
    const size_t count = words ? strnlen(words, WORDS_MAX) : 0;
    text_add_bytes(&cut, words, text_utf8_span(words, count));
    field_clean(text_of(&cut), &clean);
    redact(text_of(&clean), settings->key ? settings->key : "", &said);
    text_copy(to, capacity, text_of(&said));
}

bool saying_refuse(const struct provider_settings *settings, const char *reason,
                   const char *message, struct generate_answer *ret)
{
    CLEANUP(text_done) struct text words = {0};
    text_add_format(&words, "%s%s%s", reason, *reason && *message ? ": " : "", message);
    ret->refused = true;
    saying_copy(settings, text_of(&words), ret->refusal, sizeof(ret->refusal));
    return true;
}
