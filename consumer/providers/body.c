/* body.c: the body of an answer as JSON. A page of HTML is reported as such, and is not parsed.
 * What the members mean is read by each service's file. */
#include "body.h"

#include <string.h>

/* An answer of 20 books with 50 editions each has 20,000 values. */
static const struct json_limits limits = {.bytes = 2 << 20, .depth = 32, .tokens = 100000};

/* The first character that is no blank and no byte order mark; NUL: there is none. */
static char first_character(const struct http_response *response)
{
    const char *at = response->body, *end = at + response->body_bytes;
    if (end - at >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    while (at < end && strchr(" \t\r\n", *at) && *at != '\0')
        at++;
    return at < end ? *at : '\0';
}

bool body_is_html(const struct http_response *response)
{
    const char first = first_character(response);
    const bool declared = response->content_type && strcasestr(response->content_type, "html");
    return first == '<' || (declared && first != '{' && first != '[');
}

bool body_parse(const struct http_response *response, struct json **ret, struct error *err)
{
    if (body_is_html(response))
        return error_set(err, ERROR_MALFORMED, response->status,
                         "HTTP %d with a page of HTML instead of JSON", response->status);
    if (!json_parse(response->body, response->body_bytes, &limits, ret, err))
        return error_wrap(err, "HTTP %d", response->status);
    return true;
}
