/* dispatch.h: what is done with a request. On the web server's thread, which it never holds up. */
#pragma once
#include "io/web/webserver.h"
#include "serve/pool.h"

/* What requests need. Borrowed by the server as long as it runs. */
struct upkeep_child;
struct dispatch {
    struct pool *pool;
    struct upkeep_child *upkeep;
};

/** The web server's handler.
 *  in    context  a struct dispatch */
void dispatch_handle(void *context, struct web_exchange *exchange,
                     const struct web_request *request);

/** Write the line of a request into the log: what was refused or failed so that people see it. */
void dispatch_log(void *context, const struct web_done *done);
