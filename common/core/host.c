/* host.c: reads no more of a URL than who is meant, and asks nobody: a name that only leads to
 * loopback counts as another host. */
#include "core/host.h"

#include <string.h>
#include <strings.h>

void host_of_url(const char *url, struct text *ret)
{
    const char *scheme = strstr(url, "://");
    const char *from = scheme ? scheme + 3 : url;
    const char *end = from + strcspn(from, "/?#");
    const char *login = memrchr(from, '@', (size_t)(end - from));
    from = login ? login + 1 : from;
    const char *closing = *from == '[' ? memchr(from, ']', (size_t)(end - from)) : NULL;
    if (closing && (closing + 1 == end || closing[1] == ':')) {
        text_add_bytes(ret, from + 1, (size_t)(closing - from - 1));
        return;
    }
    const char *port = memchr(from, ':', (size_t)(end - from));
    text_add_bytes(ret, from, (size_t)((port && *from != '[' ? port : end) - from));
}

bool host_is_own(const char *host)
{
    if (strncmp(host, "127.", 4) == 0)
        return host[strspn(host, "0123456789.")] == '\0';
    return *host == '\0' || *host == '/' || *host == '@' || strcasecmp(host, "localhost") == 0 ||
           strcmp(host, "::1") == 0;
}
