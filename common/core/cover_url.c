/* cover_url.c: which addresses of covers are kept.
 *
 * A page that shows a stored address asks its host for a picture, so hosts are those of the sources
 * and of the shops that they take covers from, and nobody else's. */
#include "core/cover_url.h"

#include <string.h>
#include <strings.h>

enum { URL_BYTES_MAX = 1000 };

/* A host, or with a dot before it all hosts below. */
static const char *const hosts[] = {
    "images.isbndb.com", "covers.openlibrary.org",
    "books.google.com",  "books.googleusercontent.com",
    ".media-amazon.com", ".ssl-images-amazon.com",
    ".gr-assets.com",    "images.isbndb.net",
    "archive.org",       ".us.archive.org",
};

/* Of pictures of a missing cover. */
static const char *const dummies[] = {
    "01RmK+J4pJL", "01RmK%2BJ4pJL",
    "/b/id/-1",    "/b/id/0-",
    "nophoto",     "no-photo",
    "no_cover",    "no-cover",
    "nocover",     "no-img",
    "no-image",    "noimage",
    "no_image",    "image_not_available",
    "image-not",   "/blank.",
    "placeholder",
};

/* Of addresses that are good for a while only. */
static const char *const expiring[] = {
    "expires", "expiry",         "exp",    "token",        "signature", "sig",
    "x-amz-",  "awsaccesskeyid", "policy", "key-pair-id",  "x-goog-",   "googleaccessid",
    "hmac",    "hdnts",          "verify", "access_token", "se",        "st",
};

/* Of how a picture looks: a curled edge, where it came from. */
static const char *const looks[] = {"edge", "source", "default", "imgtk", "usqp"};

static bool names_host(const char *at, size_t bytes)
{
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        const size_t count = strlen(hosts[i]);
        const bool below = *hosts[i] == '.' && bytes > count;
        if ((bytes == count || below) && strncasecmp(at + bytes - count, hosts[i], count) == 0)
            return true;
    }
    return false;
}

/* The name of a parameter is one of a table; names that end in '-' begin one. */
static bool among(const char *at, size_t count, const char *const *table, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        const size_t bytes = strlen(table[i]);
        const bool begins = table[i][bytes - 1] == '-' && count > bytes;
        if ((count == bytes || begins) && strncasecmp(at, table[i], bytes) == 0)
            return true;
    }
    return false;
}

/* Append the parameters that stay. false: one says that the address expires. */
static bool add_query(const char *at, struct text *out)
{
    char sign = '?';
    while (*at != '\0' && *at != '#') {
        const size_t bytes = strcspn(at, "&#");
        const size_t name = strcspn(at, "=&#");
        if (among(at, name, expiring, ARRAY_LEN(expiring)))
            return false;
        if (bytes > 0 && !among(at, name, looks, ARRAY_LEN(looks))) {
            text_add_bytes(out, &sign, 1);
            text_add_bytes(out, at, bytes);
            sign = '&';
        }
        at += bytes + (at[bytes] == '&');
    }
    return true;
}

static bool is_plain(const char *url)
{
    for (const char *at = url; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f || strchr("\"<>\\^`{|}", *at))
            return false;
    return strlen(url) <= URL_BYTES_MAX;
}

static bool is_dummy(const char *url)
{
    for (size_t i = 0; i < ARRAY_LEN(dummies); i++)
        if (strcasestr(url, dummies[i]))
            return true;
    return false;
}

bool cover_url_clean(const char *url, struct text *ret)
{
    CLEANUP(text_done) struct text out = {0};
    const char *scheme = strstr(url, "//");
    const size_t before = scheme ? (size_t)(scheme - url) : 0;
    const bool known =
        scheme && (before == 0 || (before == 5 && strncasecmp(url, "http:", 5) == 0) ||
                   (before == 6 && strncasecmp(url, "https:", 6) == 0));
    if (!known || !is_plain(url) || is_dummy(url))
        return false;
    const char *host = scheme + 2;
    const size_t host_bytes = strcspn(host, "/?#:@");
    if (host[host_bytes] != '/' || !names_host(host, host_bytes))
        return false;
    text_add(&out, "https://");
    for (size_t i = 0; i < host_bytes; i++)
        text_add_format(&out, "%c", host[i] >= 'A' && host[i] <= 'Z' ? host[i] + 32 : host[i]);
    const char *path = host + host_bytes;
    const size_t path_bytes = strcspn(path, "?#");
    text_add_bytes(&out, path, path_bytes);
    if (path[path_bytes] == '?' && !add_query(path + path_bytes + 1, &out))
        return false;
    text_add(ret, text_of(&out));
    return true;
}
