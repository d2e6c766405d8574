/* web_path.c: decoding paths and judging hosts, strictly: what is unusual is refused, because
 * nothing of ours needs it. */
#include "io/web/web_path.h"

#include <string.h>
#include <strings.h>

#define HOST_MAX 255

static int digit_of(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    letter |= 0x20; /* lower case */
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* The byte that stands at this place, which is moved behind it. -1: none can stand there. */
static int next_byte(const char **at, const char *end)
{
    const unsigned char letter = (unsigned char)*(*at)++;
    if (letter != '%')
        return letter;
    const int high = end - *at >= 2 ? digit_of((*at)[0]) : -1;
    const int low = high >= 0 ? digit_of((*at)[1]) : -1;
    if (low < 0)
        return -1;
    *at += 2;
    return high * 16 + low;
}

bool web_path_decode(const char *sent, size_t count, struct text *ret)
{
    CLEANUP(text_done) struct text decoded = {0};
    const char *end = sent + count;
    if (count == 0 || *sent != '/')
        return false;
    while (sent < end) {
        const int byte = next_byte(&sent, end);
        if (byte < 0x20 || byte == 0x7f)
            return false;
        const char letter = (char)byte;
        text_add_bytes(&decoded, &letter, 1);
    }
    if (!text_is_utf8(decoded.bytes, decoded.count))
        return false;
    text_add_bytes(ret, decoded.bytes, decoded.count);
    return true;
}

/* ---- hosts ---- */

/* A host without its port and brackets, in memory of HOST_MAX + 1 bytes. */
static bool cut_host(const char *host, char *ret)
{
    const bool bracketed = *host == '[';
    const char *start = host + bracketed;
    const char *end = strchr(start, bracketed ? ']' : ':');
    const size_t length = end ? (size_t)(end - start) : strlen(start);
    if (length == 0 || length > HOST_MAX || (bracketed && !end))
        return false;
    const char *port = end ? end + bracketed : start + length;
    if (*port == ':' ? strspn(port + 1, "0123456789") != strlen(port + 1) : *port != '\0')
        return false;
    memcpy(ret, start, length);
    ret[length] = '\0';
    return true;
}

static bool list_has(const char *list, const char *name)
{
    while (*list) {
        list += strspn(list, ", ");
        const size_t length = strcspn(list, ", ");
        if (length > 0 && strlen(name) == length && strncasecmp(list, name, length) == 0)
            return true;
        list += length;
    }
    return false;
}

/* An address holds no name that somebody else could own. */
static bool is_address(const char *name)
{
    return strchr(name, ':') || strspn(name, "0123456789.") == strlen(name);
}

bool web_host_is_own(const char *host, const char *listen, const char *hosts)
{
    char name[HOST_MAX + 1], own[HOST_MAX + 1];
    if (!cut_host(host, name))
        return false;
    if (list_has("localhost, 127.0.0.1, ::1", name) || list_has(hosts, name))
        return true;
    if (!cut_host(listen, own))
        return false;
    const bool any = strcmp(own, "0.0.0.0") == 0 || strcmp(own, "::") == 0;
    return strcasecmp(own, name) == 0 || (any && is_address(name));
}
