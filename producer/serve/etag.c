/* etag.c: a hash of the body (FNV-1a, twice 64 bits), weak because a proxy may compress it. Nobody
 * gains anything by two bodies that have the same: both are ours. */
#include "serve/etag.h"

#include <stdio.h>
#include <string.h>

#include "io/web/webserver.h"

enum { MOMENT_MAX = 48 };

static size_t moment_of(const char *body, size_t count)
{
    static const char *const begins[] = {"{\"at\":\"", "{\"made_at\":\""};
    for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
        const size_t length = strlen(begins[i]);
        if (count < MOMENT_MAX || memcmp(body, begins[i], length) != 0)
            continue;
        const char *end = memchr(body + length, '"', MOMENT_MAX - length);
        return end ? (size_t)(end - body) : 0;
    }
    return 0;
}

static uint64_t hash(const char *bytes, size_t count, uint64_t value)
{
    for (size_t i = 0; i < count; i++)
        value = (value ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return value;
}

void etag_of(const char *body, size_t count, char ret[static ETAG_BYTES])
{
    const size_t from = moment_of(body, count);
    const uint64_t one = hash(body + from, count - from, UINT64_C(0xcbf29ce484222325));
    const uint64_t other = hash(body + from, count - from, one ^ UINT64_C(0x9e3779b97f4a7c15));
    (void)snprintf(ret, ETAG_BYTES, "W/\"%016llx%016llx\"", (unsigned long long)one,
                   (unsigned long long)other);
}

void etag_answer(const char *known, struct web_answer *answer)
{
    char etag[ETAG_BYTES];
    etag_of(text_of(&answer->body), answer->body.count, etag);
    web_answer_header(answer, "ETag", etag);
    answer->status = etag_matches(known, etag) ? 304 : 200;
    if (answer->status == 304)
        text_done(&answer->body);
}

/* An ETag without W/ is the same for this purpose (RFC 9110, 13.1.2). */
bool etag_matches(const char *header, const char *etag)
{
    const char *quoted = strchr(etag, '"');
    return header && quoted && (strcmp(header, "*") == 0 || strstr(header, quoted) != NULL);
}
