/* dispatch.h: what is done with a request. On the web server's thread, which it never holds up. */
#pragma once
#include <pthread.h>

#include "io/web/webserver.h"
#include "serve/auth.h"
#include "serve/pool.h"
#include "serve/stream.h"

struct upkeep_child;

/* What requests need. Borrowed by the server as long as it runs. */
struct dispatch {
    struct pool *pool;
    struct upkeep_child *upkeep;
    struct streams *streams;
    pthread_mutex_t lock; /* over the next, which SIGHUP replaces */
    struct auth *auth;    /* owned */
};

/** Take other secrets from now on, which this owns. */
void dispatch_take_auth(struct dispatch *dispatch, struct auth *auth) NONNULL_ALL;

/** The web server's handler.
 *  in    context  a struct dispatch */
void dispatch_handle(void *context, struct web_exchange *exchange,
                     const struct web_request *request);

/** Write the line of a request into the log: what was refused or failed so that people see it. */
void dispatch_log(void *context, const struct web_done *done);
