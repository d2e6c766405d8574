/* http_message.h: an HTTP request and a response as plain data. The functions of providers write
 * the one and read the other, and do no I/O. */
#pragma once
#include "core/mem.h"
#include "core/text.h"

#define HTTP_HEADERS_MAX 16

struct http_header {
    const char *name; /* a literal */
    char *value;      /* owned */
};

/* A request owns its texts; http_request_done frees them. URL and body never hold a secret, headers
 * may. */
struct http_request {
    const char *method; /* "GET", "POST" */
    struct text url;
    struct text body;
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t header_count;
};

/* A response. Of its headers only those are kept that its reader needs. */
struct http_response {
    int status;                 /* 200 .. 599 */
    const char *content_type;   /* NULL where absent */
    const char *retry_after;    /* as received: seconds or an HTTP date */
    const char *retry_after_ms; /* some AI services send it */
    const char *should_retry;   /* x-should-retry */
    const char *body;           /* never NULL; behind it stands a NUL that is not counted */
    size_t body_bytes;
    int64_t received_s; /* UTC; a date in retry_after is compared with it */
};

void http_request_done(struct http_request *request);
CLEANUP_STRUCT(struct http_request, http_request_done)
/** Add a header. Control characters in its value are left out.
 *  in    name  a literal; a request takes at most HTTP_HEADERS_MAX headers */
void http_request_header(struct http_request *request, const char *name, const char *value)
    NONNULL_ALL;

/** If a line "name: value\r\n" is the header of this name, copy its value. Otherwise to stays as it
 *  is.
 *  in    line  bytes long, not NUL-terminated;  name  in either case
 *  out   to    the value without blanks around it, NUL-terminated, cut to capacity (>= 1) */
void http_header_keep(const char *line, size_t bytes, const char *name, char *to, size_t capacity)
    NONNULL_ALL;

/** Append text percent-encoded: all but letters, digits and -._~ (RFC 3986 unreserved). */
void http_add_encoded(struct text *to, const char *utf8) NONNULL_ALL;

/** How long the other side asks to wait. A retry-after-ms above 0 comes first, then retry-after,
 *  which is a number of seconds or an HTTP date.
 *  out   ms, at most max_ms; 0: it names no time, or none that can be read
 *  from  RFC 9110 10.2.3 */
int64_t http_retry_after_ms(const struct http_response *response, int64_t max_ms) NONNULL_ALL;
