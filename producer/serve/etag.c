/* etag.c: a hash of the body (FNV-1a, twice 64 bits), weak because a proxy may compress it. Nobody
 * gains anything by two bodies that have the same: both are ours. */
#include "serve/etag.h"

#include <stdio.h>
#include <string.h>

enum { MOMENT_MAX = 48 };

static size_t moment_of(const char *body, size_t count)
{
    static const char begin[] = "{\"at\":\"";
    if (count < MOMENT_MAX || memcmp(body, begin, sizeof(begin) - 1) != 0)
        return 0;
    const char *end = memchr(body + sizeof(begin) - 1, '"', MOMENT_MAX - sizeof(begin));
    return end ? (size_t)(end - body) : 0;
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

/* An ETag without W/ is the same for this purpose (RFC 9110, 13.1.2). */
bool etag_matches(const char *header, const char *etag)
{
    const char *quoted = strchr(etag, '"');
    return header && quoted && (strcmp(header, "*") == 0 || strstr(header, quoted) != NULL);
}
