/* webserver.h: a small HTTP server (libmicrohttpd behind, on its own polling thread). */
#pragma once
#include "core/error.h"
#include "core/text.h"

struct webserver;

struct web_request {
    const char *method, *path; /* path without the query, not decoded further */
};

struct web_response {
    int status;               /* 200 .. 599 */
    const char *content_type; /* a literal */
    struct text body;         /* freed by the server */
};

/** Called on the server's thread; must not block for long. */
typedef void web_handler(void *context, const struct web_request *request,
                         struct web_response *ret);

/** Is this "address:port"?
 *  err  CONFIG it is not */
bool webserver_check(const char *listen, struct error *err) NONNULL_ALL MUST_CHECK;

/** Listen on "address:port" ("127.0.0.1:0" takes a free port; "[::1]:9090").
 *  in   context  handed to the handler; may be NULL
 *  out  ret      the caller ends it with webserver_stop
 *  err  CONFIG not an address, address in use, no rights */
bool webserver_start(const char *listen, web_handler *handler, void *context,
                     struct webserver **ret, struct error *err) __attribute__((nonnull(1, 2, 4, 5)))
MUST_CHECK;
void webserver_stop(struct webserver *server);

/** The port that it listens on; 0: the system does not say. */
int webserver_port(const struct webserver *server) NONNULL_ALL;
