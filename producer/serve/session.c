/* session.c: "1.UNTIL.CHANCE.SIGNATURE", the last two in hexadecimal. The signature is HMAC-SHA-256
 * of what stands before it. Which secret it was follows from the key that fits. */
#include "serve/session.h"

#include <stdio.h>
#include <string.h>

#include "core/random.h"
#include "core/text.h"

#define VERSION "1."

void session_write(const struct token *token, int64_t until_s, char ret[static SESSION_BYTES])
{
    char signature[DIGEST_TEXT_BYTES];
    unsigned char chance[16];
    CLEANUP(text_done) struct text text = {0};
    random_bytes(chance, sizeof(chance));
    text_add_format(&text, VERSION "%lld.", (long long)until_s);
    text_add_hex(&text, chance, sizeof(chance));
    const struct digest digest = digest_keyed(&token->session_key, text.bytes, text.count);
    digest_text(&digest, signature);
    text_add_format(&text, ".%s", signature);
    text_copy(ret, SESSION_BYTES, text_of(&text));
}

/* Every key is tried with the same work, as in tokens_find. */
static const struct token *signer(const struct tokens *tokens, const char *value, size_t count)
{
    const char *signature = value + count + 1;
    const struct digest shown = digest_of(signature, strlen(signature));
    const struct token *found = NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        char want[DIGEST_TEXT_BYTES];
        const struct digest made = digest_keyed(&tokens->items[i].session_key, value, count);
        digest_text(&made, want);
        const struct digest wanted = digest_of(want, strlen(want));
        found = digest_equal(&shown, &wanted) ? &tokens->items[i] : found;
    }
    return found;
}

const struct token *session_read(const struct tokens *tokens, const char *value, int64_t now_s,
                                 int64_t *ret_until_s)
{
    char number[24] = "";
    int64_t until_s = 0;
    const char *from = value + strlen(VERSION), *last = strrchr(value, '.');
    if (strlen(value) >= SESSION_BYTES || strncmp(value, VERSION, strlen(VERSION)) != 0)
        return NULL;
    const size_t digits = strcspn(from, ".");
    if (digits >= sizeof(number) || from + digits >= last)
        return NULL;
    memcpy(number, from, digits);
    const struct token *token = signer(tokens, value, (size_t)(last - value));
    if (!token || !text_to_int(number, 0, INT64_MAX, &until_s) || until_s <= now_s)
        return NULL;
    *ret_until_s = until_s;
    return token;
}

const struct token *session_of_header(const struct tokens *tokens, const char *header,
                                      int64_t now_s, int64_t *ret_until_s)
{
    static const char name[] = SESSION_COOKIE "=";
    const struct token *token = NULL;
    for (const char *at = header; *at && !token;) {
        at += strspn(at, "; ");
        const size_t count = strcspn(at, ";");
        char value[SESSION_BYTES] = "";
        if (count < strlen(name) + sizeof(value) && strncmp(at, name, strlen(name)) == 0) {
            (void)snprintf(value, sizeof(value), "%.*s", (int)(count - strlen(name)),
                           at + strlen(name)); /* it fits */
            token = session_read(tokens, value, now_s, ret_until_s);
        }
        at += count;
    }
    return token;
}
