/* stream.h: the overview as server-sent events, for all pages that are open. It is asked for once
 * for all of them, and only while there are any. */
#pragma once
#include "io/web/webserver.h"
#include "serve/pool.h"

#define STREAMS_MAX 16

struct streams;

/** in    pool  borrowed until streams_free
 *  out   the caller frees it with streams_free */
struct streams *streams_new(struct pool *pool) NONNULL_ALL MUST_CHECK;

/** The pool has stopped, so that no answer is on its way, and the web server too. */
void streams_free(struct streams *streams);

/** Answer a request with a stream. The server's thread.
 *  in    last_id  of Last-Event-ID: what this client has seen; NULL: nothing
 *  out   false: there are STREAMS_MAX already, or the server stops; the exchange is still to be
 *        answered */
bool streams_open(struct streams *streams, struct web_exchange *exchange, const char *last_id)
    __attribute__((nonnull(1, 2))) MUST_CHECK;

/** Ask for the overview where that is due, and let clients know that we are there. Called a few
 *  times a second. */
void streams_turn(struct streams *streams) NONNULL_ALL;

/** End all streams, and open no others. */
void streams_drain(struct streams *streams) NONNULL_ALL;
