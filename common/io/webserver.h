/* webserver.h: a small HTTP server (by libmicrohttpd, on a thread of its own). */
#pragma once
#include "core/error.h"
#include "core/text.h"

struct webserver;

struct web_request {
    const char *method, *path; /* GET or HEAD; the path without the query, as it was sent */
};

struct web_response {
    int status;               /* 200 .. 599 */
    const char *content_type; /* a literal; NULL: plain text */
    struct text body;         /* the server frees it */
};

/** Answer a request. Called on the server's thread; must not block for long.
 *  out   ret  zeroed before, but with the status 500 */
typedef void web_handler(void *context, const struct web_request *request,
                         struct web_response *ret);

/** Is this an "address:port" to listen on?
 *  err   CONFIG it is not */
bool webserver_check(const char *listen, struct error *err) NONNULL_ALL MUST_CHECK;

/** Listen on "address:port", such as "127.0.0.1:9090" or "[::1]:9090"; port 0 takes a free one.
 *  in    context  handed to the handler; may be NULL
 *  out   ret      the caller ends it with webserver_stop
 *  err   CONFIG it is no address, it is in use, no rights, no thread is left */
bool webserver_start(const char *listen, web_handler *handler, void *context,
                     struct webserver **ret, struct error *err) __attribute__((nonnull(1, 2, 4, 5)))
MUST_CHECK;
/** Stop to listen, wait until no handler runs, and free. */
void webserver_stop(struct webserver *server);

/** The port that it listens on; 0: the system did not tell. */
int webserver_port(const struct webserver *server) NONNULL_ALL;

/** The version of libmicrohttpd: "0.9.75". */
const char *webserver_library_version(void);
