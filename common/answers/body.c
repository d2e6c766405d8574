/* body.c: the body of an answer as JSON. A page of HTML is reported as such, and is not parsed.
 * What the members mean is read by each service's file.
 *
 * Some servers stream though nobody asked them to, or write comments while the model thinks, as
 * streams of events allow (WHATWG HTML 9.2). Their data are read as one document, or as an array of
 * all that came. */
#include "body.h"

#include "core/text.h"

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

/* ---- what stands around the JSON ---- */

/* The document of a body; its bytes are the body's own, or those of a copy. */
struct document {
    const char *bytes;
    size_t count;
    struct text copy;
};

static void document_done(struct document *document)
{
    text_done(&document->copy);
}
CLEANUP_STRUCT(struct document, document_done)

static bool begins(const char *at, const char *end, const char *word)
{
    const size_t count = strlen(word);
    return count <= (size_t)(end - at) && memcmp(at, word, count) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A line of a stream that carries no data. */
static bool is_note(const char *at, const char *end)
{
    return begins(at, end, ":") || begins(at, end, "event:") || begins(at, end, "id:") ||
           begins(at, end, "retry:");
}

/* Add what a line of a stream holds. One that begins with a bracket begins another document.
 * Returns how many have begun. */
static size_t add_line(const char *at, const char *end, size_t begun, struct text *ret)
{
    const bool data = begins(at, end, "data:");
    if (is_note(at, end))
        return begun;
    at += data ? strlen("data:") : 0;
    while (at < end && is_blank(*at))
        at++;
    if (at == end || (data && begins(at, end, "[DONE]")))
        return begun;
    const bool first = begun == 0 || (data && (*at == '{' || *at == '['));
    if (first && begun > 0)
        text_add(ret, ",");
    text_add_bytes(ret, at, (size_t)(end - at));
    text_add(ret, "\n");
    return begun + first;
}

static void gather_events(const char *at, const char *end, struct document *ret)
{
    CLEANUP(text_done) struct text all = {0};
    size_t begun = 0;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        line_end = line_end ? line_end : end;
        begun = add_line(at, line_end, begun, &all);
        at = line_end < end ? line_end + 1 : end;
    }
    text_add(&ret->copy, begun > 1 ? "[" : "");
    text_add(&ret->copy, text_of(&all));
    text_add(&ret->copy, begun > 1 ? "]" : "");
    ret->bytes = text_of(&ret->copy);
    ret->count = ret->copy.count;
}

/* The document without a byte order mark, and without the marks of a stream. A NUL ends no stream:
 * what holds one is left to the parser, which refuses it. */
static void unwrap(const struct http_response *response, struct document *ret)
{
    const char *at = response->body_bytes > 0 ? response->body : "";
    const char *end = at + response->body_bytes;
    if (begins(at, end, "\xef\xbb\xbf"))
        at += 3;
    *ret = (struct document){.bytes = at, .count = (size_t)(end - at)};
    while (at < end && is_blank(*at))
        at++;
    if ((is_note(at, end) || begins(at, end, "data:")) && !memchr(at, '\0', (size_t)(end - at)))
        gather_events(at, end, ret);
}

bool body_parse(const struct http_response *response, struct json **ret, struct error *err)
{
    CLEANUP(document_done) struct document document = {0};
    if (!check_html(response, err))
        return false;
    unwrap(response, &document);
    if (!json_parse(document.bytes, document.count, &limits, ret, err))
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
    CLEANUP(document_done) struct document document = {0};
    if (!check_html(response, err))
        return false;
    unwrap(response, &document);
    const char *bytes = document.bytes;
    size_t count = document.count;
    if (count <= of_records.bytes && !text_is_utf8(bytes, count)) {
        repair(bytes, count, &repaired);
        bytes = text_of(&repaired);
        count = repaired.count;
    }
    if (!json_parse(bytes, count, &of_records, ret, err))
        return error_wrap(err, "HTTP %d", response->status);
    return true;
}
