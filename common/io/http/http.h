/* http.h: the HTTP engine (by libcurl): one thread sends all calls, and any thread may submit one.
 *
 * Connections stay open across calls and all calls share them, by HTTP/2 where the server speaks
 * it. Redirects are not followed, only a configured proxy is used, certificates are verified, and
 * plain http is used only where a call allows it. Bodies have limits, each and all together. What
 * repeats a call's secret or the proxy's login is masked before anybody reads it (core/secret.h).
 * The engine knows nothing of rates and quotas or of what an answer means: it is told when to send,
 * and says what came back. */
#pragma once
#include "core/error.h"
#include "core/http_message.h"

struct http_engine;

struct http_engine_options {
    const char *user_agent; /* "Backfill/0.1.0 (contact)" */
    const char *ca_file;    /* PEM, trusted alone; NULL: the system's */
    const char *proxy;      /* URL, for all calls; NULL: none. The environment has no say in it */
    size_t total_bytes_max; /* of the bodies of all calls under way, divided by shares */
    size_t shares;          /* at least 1 */
    size_t in_flight_max;   /* calls under way at most; one that is due beyond them is late */
};

/* One call. The caller fills it and keeps it until done was called. */
struct http_call {
    struct http_request request;
    bool allow_plain_http;
    int64_t connect_timeout_ms, total_timeout_ms, low_speed_timeout_ms;
    size_t body_max;    /* bytes; a longer body ends the call with MALFORMED */
    size_t share;       /* in which its body counts, so that the others' calls have room */
    const char *secret; /* stars are put in its place in answer and error; NULL: there is none */
    int64_t send_at_ms; /* monotonic; 0: at once */
    int64_t latest_ms;  /* after this time it is late and not sent; 0: it is never late */

    /* Called on the engine's thread when the call's time has come, and again when there is a
     * connection and the request is about to be sent. false: it counts as late. NULL: it is always
     * due. */
    bool (*still_due)(const struct http_call *call);

    /* Set when the call is done. */
    bool sent;     /* the request may have reached the other side, so it counts */
    bool late;     /* it was not sent */
    bool answered; /* response holds an answer of any status, whose texts the call owns */
    struct http_response response;
    /* Neither late nor answered: TRANSIENT timeout, reset, name not found, too many bytes under way
     * | CONFIG certificate not trusted, URL or proxy wrong | MALFORMED body too long, no HTTP, a
     * scheme that the call does not allow | CANCELLED. */
    struct error error;
    int64_t duration_ms;

    /* Called on the engine's thread when the call is done; must not block. */
    void (*done)(struct http_call *call);
    void *owner, *gate; /* for the caller */

    struct http_call *next; /* for the engine */
};
/** Free what a call holds, but not the call itself. */
void http_call_done(struct http_call *call);
/** Free the answer of a call, so that it can be sent again. */
void http_call_reset(struct http_call *call);

/** Start the engine and its thread. Ends the process when the system has nothing left for it.
 *  in    options  copied
 *  out   the caller ends it with http_engine_stop */
struct http_engine *http_engine_start(const struct http_engine_options *options)
    NONNULL_ALL MUST_CHECK;

/** Queue a call, to be sent at its time. Any thread. */
void http_engine_submit(struct http_engine *engine, struct http_call *call) NONNULL_ALL;

/** End every call that is queued or under way with CANCELLED, also those that are submitted
 *  later. */
void http_engine_cancel(struct http_engine *engine) NONNULL_ALL;

/** End every call with CANCELLED, stop the thread and free. No thread may submit calls any more. */
void http_engine_stop(struct http_engine *engine);

/** The version of libcurl: "7.88.1". */
const char *http_library_version(void);
