/* body.c: the body of an answer as JSON. A page of HTML is reported as such, and is not parsed.
 * What the members mean is read by each service's file. */
#include "body.h"

#include <string.h>

/* An answer of 20 books with 50 editions each has 20,000 values. */
static const struct json_limits limits = {.bytes = 2 << 20, .depth = 32, .tokens = 100000};

/* A thousand records of editions, most of them with a description and subjects. */
static const struct json_limits of_records = {
    .bytes = 8 << 20, .depth = 32, .tokens = 400000, .damage_allowed = true};

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

static bool check_html(const struct http_response *response, struct error *err)
{
    return !body_is_html(response) ||
           error_set(err, ERROR_MALFORMED, response->status,
                     "HTTP %d with a page of HTML instead of JSON", response->status);
}

bool body_parse(const struct http_response *response, struct json **ret, struct error *err)
{
    if (!check_html(response, err))
        return false;
    if (!json_parse(response->body, response->body_bytes, &limits, ret, err))
        return error_wrap(err, "HTTP %d", response->status);
    return true;
}

/* A copy with U+FFFD in the place of each byte that is no UTF-8. */
static void repair(const char *bytes, size_t count, struct text *ret)
{
    while (count > 0) {
        const size_t good = text_utf8_span(bytes, count);
        text_add_bytes(ret, bytes, good);
        bytes += good;
        count -= good;
        if (count > 0) {
            text_add(ret, "\xef\xbf\xbd");
            bytes++;
            count--;
        }
    }
}

bool body_parse_records(const struct http_response *response, struct json **ret, struct error *err)
{
    CLEANUP(text_done) struct text repaired = {0};
    const char *bytes = response->body;
    size_t count = response->body_bytes;
    if (!check_html(response, err))
        return false;
    if (count <= of_records.bytes && !text_is_utf8(bytes, count)) {
        repair(bytes, count, &repaired);
        bytes = text_of(&repaired);
        count = repaired.count;
    }
    if (!json_parse(bytes, count, &of_records, ret, err))
        return error_wrap(err, "HTTP %d", response->status);
    return true;
}
