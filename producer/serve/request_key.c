/* request_key.c: hashes of what a caller sends, so that nothing of it is stored. A key belongs to
 * the right it came with: an operator's and the cron line's may be the same words. */
#include "serve/request_key.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"

#define KEY_BYTES_MAX 255

static bool check(const char *key, struct error *err)
{
    const size_t count = strlen(key);
    bool printable = count > 0 && count <= KEY_BYTES_MAX;
    for (size_t i = 0; i < count; i++)
        printable = printable && key[i] >= 0x20 && key[i] < 0x7f;
    return printable || error_set(err, ERROR_USAGE, 0,
                                  "Idempotency-Key: give 1 to %d printable characters of ASCII, "
                                  "such as a UUID",
                                  KEY_BYTES_MAX);
}

/* Parts that are told apart: no part holds a line end, but for the last. */
static struct digest digest_of_parts(const char *const *parts, size_t count)
{
    CLEANUP(text_done) struct text all = {0};
    for (size_t i = 0; i < count; i++)
        text_add_format(&all, "%s\n", parts[i]);
    return digest_of(text_of(&all), all.count);
}

bool request_key_write(const struct web_request *request, const struct caller *caller,
                       char ret[static REQUEST_KEY_BYTES], struct error *err)
{
    char key_text[DIGEST_TEXT_BYTES], request_text[DIGEST_TEXT_BYTES];
    const char *key = web_header(request, "Idempotency-Key");
    if (!key) {
        *ret = '\0';
        return true;
    }
    if (!check(key, err))
        return false;
    const char *const whose[] = {tokens_role(caller->rights), key};
    const char *const what[] = {request->method, request->path, request->query, request->body};
    const struct digest key_hash = digest_of_parts(whose, ARRAY_LEN(whose));
    const struct digest request_hash = digest_of_parts(what, ARRAY_LEN(what));
    digest_text(&key_hash, key_text);
    digest_text(&request_hash, request_text);
    (void)snprintf(ret, REQUEST_KEY_BYTES, "{\"key\":\"%s\",\"request\":\"%s\"}", key_text,
                   request_text); /* it fits */
    return true;
}
