/* http.h: the HTTP engine (libcurl behind): one thread sends, any number of threads wait.
 *
 * Connections stay open across calls and are shared by all; HTTP/2 where the server speaks it. No
 * redirects, no proxies but configured ones, TLS verified, http only where a call allows it. Bodies
 * are capped as they arrive, each and all together. The engine knows nothing of rates, quotas or
 * what an answer means: it is told when to send, and says what came back. */
#pragma once
#include "core/error.h"
#include "core/http_message.h"

struct http_engine;

struct http_engine_options {
    const char *user_agent; /* "backfill/0.1.0 (contact)" */
    const char *ca_file;    /* PEM; NULL: the system's */
    const char *proxy;      /* URL; NULL: none, whatever the environment says */
    size_t total_bytes_max; /* of all bodies in flight */
    size_t in_flight_max;   /* calls at most: what comes then is late */
};

/* One call: filled by the caller, who keeps it alive until it is done. */
struct http_call {
    struct http_request request;
    bool allow_plain_http;
    int64_t connect_timeout_ms, total_timeout_ms, low_speed_timeout_ms;
    size_t body_max;    /* longer: MALFORMED */
    const char *secret; /* what must not come back: starred in the answer; NULL: nothing */
    int64_t send_at_ms; /* monotonic; 0: at once */
    int64_t latest_ms;  /* later than this it is not sent, and late is set; 0: never too late */

    /* asked on the engine's thread just before it is sent; false: as when it is too late. NULL:
     * go */
    bool (*still_due)(const struct http_call *call);

    /* set when done */
    bool sent; /* the request may have reached the other side: it counts */
    bool late; /* not sent: its time was over, or still_due said no */
    bool answered;
    struct http_response response; /* if answered: texts owned by the call */
    struct error error; /* if not: TRANSIENT timeout, reset, name not found | CONFIG TLS not
                                      trusted, plain http | MALFORMED body too long | CANCELLED */
    int64_t duration_ms;

    /* called on the engine's thread when done; must not block */
    void (*done)(struct http_call *call);
    void *owner, *gate; /* the caller's */

    struct http_call *next; /* the engine's */
};
void http_call_done(struct http_call *call);  /* frees what it holds, not itself */
void http_call_reset(struct http_call *call); /* ready to be sent again: the answer is freed */

struct http_engine *http_engine_start(const struct http_engine_options *options)
    NONNULL_ALL MUST_CHECK;

/** Queue a call. Any thread. */
void http_engine_submit(struct http_engine *engine, struct http_call *call) NONNULL_ALL;

/** End every call that is queued or under way with CANCELLED, and take no more. */
void http_engine_cancel(struct http_engine *engine) NONNULL_ALL;

/** Stop the thread and free; every call is done by then. */
void http_engine_stop(struct http_engine *engine);

/** "7.88.1" */
const char *http_library_version(void);
