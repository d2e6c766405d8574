/* http_message.h: an HTTP request to send and a response received, as plain data: what providers
 * write and read without doing any I/O. */
#pragma once
#include "core/mem.h"
#include "core/text.h"

#define HTTP_HEADERS_MAX 16

struct http_header {
    const char *name; /* a literal */
    char *value;      /* owned */
};

/* Owned texts: http_request_done. URL and body never hold secrets; headers may. */
struct http_request {
    const char *method; /* "GET", "POST" */
    struct text url;
    struct text body;
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
};

/* Headers that classification needs, by lower-case name; others are not kept. */
struct http_response {
    int status;                 /* 200 .. 599 */
    const char *content_type;   /* NULL where absent */
    const char *retry_after;    /* as received: seconds or an HTTP date */
    const char *retry_after_ms; /* of some AI services */
    const char *should_retry;   /* x-should-retry */
    const char *body;           /* never NULL; NUL behind it, not counted */
    size_t body_bytes;
    int64_t
        received_s; /* UTC seconds when it arrived: an HTTP date in retry_after counts from it */
};

void http_request_done(struct http_request *request);
CLEANUP_STRUCT(struct http_request, http_request_done)
void http_request_header(struct http_request *request, const char *name, const char *value)
    NONNULL_ALL;

/** Keep the value of a line "name: value\r\n", cut where it finds no room, when it is that header;
 *  else to stays as it is. The line is not NUL-terminated; the name's case is ignored. */
void http_header_keep(const char *line, size_t bytes, const char *name, char *to, size_t capacity)
    NONNULL_ALL;

/** Append text percent-encoded: all but letters, digits and -._~ (RFC 3986 unreserved). */
void http_add_encoded(struct text *to, const char *utf8) NONNULL_ALL;

/** How long the other side asks to wait, by retry-after-ms, then retry-after (seconds or HTTP
 *  date); 0 when it names no time or nonsense; capped at max_ms. */
int64_t http_retry_after_ms(const struct http_response *response, int64_t max_ms) NONNULL_ALL;
