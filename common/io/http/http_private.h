/* http_private.h: what http.c and http_transfer.c share. Nobody else includes it, so that libcurl's
 * types stay in these files. */
#pragma once
#include <curl/curl.h>
#include <pthread.h>

#include "core/text.h"
#include "io/http/http.h"

#define HTTP_SPARE_MAX 64

/* A handle of libcurl and the call it is working on. It is kept for a later call. */
struct http_transfer {
    struct http_engine *engine;
    CURL *easy;
    struct http_call *call;               /* NULL: spare */
    struct http_transfer *before, *after; /* in the engine's list of running ones */
    struct curl_slist *headers;
    struct text body;
    char content_type[128], retry_after[64], retry_after_ms[32], should_retry[8];
    bool too_long, over_share, undue;
    int requests; /* begun to be sent; a second one is stopped, see before_request */
    int64_t started_ms;
    char why[CURL_ERROR_SIZE]; /* libcurl's words for a failure */
};

struct http_engine {
    struct http_engine_options options;
    char *user_agent, *ca_file, *proxy;
    CURLM *multi;
    int epoll_fd, wake_fd;
    pthread_t thread;
    pthread_mutex_t lock; /* guards submitted, cancelled, stopping */
    struct http_call *submitted, **submitted_last;
    bool cancelled, stopping;
    /* Used by the engine's thread alone. */
    struct http_call *waiting, *waiting_last; /* in the order of send_at_ms */
    struct http_transfer *running;            /* those that libcurl works on */
    size_t running_count;
    size_t *bytes_in_flight; /* by share */
    int64_t timer_at_ms;     /* monotonic, when libcurl wants to be called; INT64_MAX: never */
    struct http_transfer *spare[HTTP_SPARE_MAX];
    size_t spare_count;
};

/** Give a call to libcurl. */
void http_transfer_begin(struct http_engine *engine, struct http_call *call) NONNULL_ALL;

/** Take a call back from libcurl, set its result, and call its done.
 *  in    ended  libcurl has ended it, with code; false: it is cancelled */
void http_transfer_end(struct http_transfer *transfer, bool ended, CURLcode code) NONNULL_ALL;

void http_transfer_free(struct http_transfer *transfer);
