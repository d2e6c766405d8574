/* http_fetch.h: one question over HTTP that its caller waits for, for commands that look at the
 * machine's surroundings. Calls to providers pass the engine (http.h). */
#pragma once
#include "core/error.h"
#include "core/text.h"

struct http_fetch {
    const char *url;     /* may hold a login, which no error repeats */
    const char *ca_file; /* PEM, trusted alone; "" or NULL: the system's */
    const char *proxy;   /* "" or NULL: none */
    bool allow_plain_http;
    int64_t timeout_ms; /* of all */
    size_t body_max;    /* bytes */
};

/** Can the server of a URL be reached: is its name found, does it accept, and is its certificate
 *  good? No request is sent, so that nothing is counted.
 *  time  timeout_ms
 *  err   TRANSIENT says what failed | CONFIG certificate, URL or proxy */
bool http_reach(const struct http_fetch *fetch, struct error *err) NONNULL_ALL MUST_CHECK;

/** GET a document.
 *  out   ret_status  200 .. 599;  ret  the body is added
 *  err   as http_reach; MALFORMED the body is longer than body_max */
bool http_get(const struct http_fetch *fetch, int *ret_status, struct text *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
