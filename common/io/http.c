/* http.c: libcurl's multi interface on one thread.
 *
 * Calls whose time has not come wait in a list ordered by send_at_ms; the others are libcurl's. The
 * thread sleeps in curl_multi_poll until a socket, a timer or a new call wakes it. */
#include "io/http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "core/clock.h"

#define POLL_MAX_MS 1000
#define HEADER_VALUE_MAX 1024

struct http_transfer {
    struct http_engine *engine;
    struct http_call *call;
    CURL *easy;
    struct curl_slist *headers;
    struct text body;
    char content_type[128], retry_after[64], retry_after_ms[32], should_retry[8];
    bool too_long, over_total;
    int requests; /* begun to be sent: libcurl would repeat one by itself, and nobody counted it */
    int64_t started_ms;
    char why[CURL_ERROR_SIZE];
};

struct http_engine {
    struct http_engine_options options;
    char *user_agent, *ca_file, *proxy;
    CURLM *multi;
    pthread_t thread;
    pthread_mutex_t lock; /* guards submitted, cancelled, stopping */
    struct http_call *submitted, **submitted_last;
    bool cancelled, stopping;
    /* the thread's own */
    struct http_call *waiting; /* by send_at_ms */
    struct http_call *running; /* in libcurl's hands */
    size_t bytes_in_flight;
    CURL *spare[64]; /* handles keep their memory for the next call */
    size_t spare_count;
};

void http_call_reset(struct http_call *call)
{
    const char *texts[] = {call->response.content_type, call->response.retry_after,
                           call->response.retry_after_ms, call->response.should_retry,
                           call->response.body};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        mem_free((void *)(uintptr_t)texts[i]);
    call->response = (struct http_response){0};
    call->error = (struct error){.class = ERROR_NONE};
    call->sent = call->late = call->answered = false;
}

void http_call_done(struct http_call *call)
{
    http_request_done(&call->request);
    http_call_reset(call);
}

const char *http_library_version(void)
{
    return curl_version_info(CURLVERSION_NOW)->version;
}

/* ---- what libcurl calls ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;
    struct http_engine *engine = transfer->engine;
    size_t more = size * count;
    transfer->too_long = transfer->body.count + more > transfer->call->body_max;
    transfer->over_total = engine->bytes_in_flight + more > engine->options.total_bytes_max;
    if (transfer->too_long || transfer->over_total)
        return 0;
    engine->bytes_in_flight += more;
    text_add_bytes(&transfer->body, bytes, more);
    return more;
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct http_transfer *t = context;
    size_t bytes = size * count;
    http_header_keep(line, bytes, "content-type", t->content_type, sizeof(t->content_type));
    http_header_keep(line, bytes, "retry-after", t->retry_after, sizeof(t->retry_after));
    http_header_keep(line, bytes, "retry-after-ms", t->retry_after_ms, sizeof(t->retry_after_ms));
    http_header_keep(line, bytes, "x-should-retry", t->should_retry, sizeof(t->should_retry));
    return bytes;
}

/* A kept connection that ends before the first byte of an answer makes libcurl ask again on a new
 * one. The other side may have counted the first: whether there is a second is the gate's to
 * say. */
static int before_request(void *context, char *to, char *from, int to_port, int from_port)
{
    (void)to, (void)from, (void)to_port, (void)from_port; /* libcurl's form of it */
    struct http_transfer *transfer = context;
    return ++transfer->requests > 1 ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* ---- one transfer ---- */

static enum error_class class_of(CURLcode code)
{
    switch ((int)code) { /* libcurl grows codes; all others are the network's weather */
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return ERROR_CONFIG;
    case CURLE_WRITE_ERROR:
        return ERROR_MALFORMED;
    default:
        return ERROR_TRANSIENT;
    }
}

static bool error_from_curl(const struct http_transfer *transfer, CURLcode code, struct error *err)
{
    if (transfer->too_long)
        return error_set(err, ERROR_MALFORMED, 0, "the answer is longer than %zu bytes",
                         transfer->call->body_max);
    if (transfer->over_total)
        return error_set(err, ERROR_TRANSIENT, 0, "too many bytes of answers are in flight");
    if (transfer->requests > 1)
        return error_set(err, ERROR_TRANSIENT, 0, "the connection ended before an answer");
    const char *why = *transfer->why ? transfer->why : curl_easy_strerror(code);
    return error_set(err, class_of(code), (int)code, "%s", why);
}

static char *kept(const char *value)
{
    return *value ? mem_text(value) : NULL;
}

static void read_response(struct http_transfer *transfer, struct http_call *call)
{
    long status = 0;
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    call->answered = true;
    call->response = (struct http_response){
        .status = (int)status,
        .content_type = kept(transfer->content_type),
        .retry_after = kept(transfer->retry_after),
        .retry_after_ms = kept(transfer->retry_after_ms),
        .should_retry = kept(transfer->should_retry),
        .body_bytes = transfer->body.count,
        .body = transfer->body.bytes ? TAKE_PTR(transfer->body.bytes) : mem_text(""),
        .received_s = clock_utc_ms() / 1000,
    };
}

static void unlink_call(struct http_call **list, const struct http_call *call)
{
    while (*list && *list != call)
        list = &(*list)->next;
    if (*list)
        *list = call->next;
}

static void finish(struct http_call *call)
{
    call->next = NULL;
    call->done(call);
}

static void end_transfer(struct http_transfer *transfer, bool ok, CURLcode code)
{
    struct http_engine *engine = transfer->engine;
    struct http_call *call = transfer->call;
    long request_bytes = 0;
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    call->sent = request_bytes > 0;
    call->duration_ms = clock_monotonic_ms() - transfer->started_ms;
    engine->bytes_in_flight -= transfer->body.count;
    if (ok && code == CURLE_OK)
        read_response(transfer, call);
    else if (!ok)
        (void)error_set(&call->error, ERROR_CANCELLED, 0, "the process is stopping");
    else
        (void)error_from_curl(transfer, code, &call->error);
    (void)curl_multi_remove_handle(engine->multi, transfer->easy);
    if (engine->spare_count < ARRAY_LEN(engine->spare))
        engine->spare[engine->spare_count++] = transfer->easy;
    else
        curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    text_done(&transfer->body);
    call->transfer = NULL;
    mem_free(transfer);
    unlink_call(&engine->running, call);
    finish(call);
}

static void add_headers(struct http_transfer *transfer, const struct http_request *request)
{
    CLEANUP(text_done) struct text line = {0};
    for (size_t i = 0; i < request->header_count; i++) {
        text_clear(&line);
        text_add_format(&line, "%s: %s", request->headers[i].name, request->headers[i].value);
        struct curl_slist *more = curl_slist_append(transfer->headers, text_of(&line));
        if (!more)
            UNREACHABLE("curl: out of memory");
        transfer->headers = more;
    }
}

#define SET(easy, option, value)                                                                   \
    do {                                                                                           \
        if (curl_easy_setopt((easy), (option), (value)) != CURLE_OK)                               \
            UNREACHABLE(#option);                                                                  \
    } while (0)

static void set_engine_options(const struct http_engine *engine, CURL *easy)
{
    SET(easy, CURLOPT_USERAGENT, engine->user_agent);
    SET(easy, CURLOPT_NOSIGNAL, 1L);
    SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
    SET(easy, CURLOPT_PROXY, engine->proxy ? engine->proxy : "");
    SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    SET(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    if (engine->ca_file)
        SET(easy, CURLOPT_CAINFO, engine->ca_file);
}

static void set_call_options(struct http_transfer *transfer, const struct http_call *call)
{
    CURL *easy = transfer->easy;
    const struct http_request *request = &call->request;
    SET(easy, CURLOPT_PROTOCOLS_STR, call->allow_plain_http ? "http,https" : "https");
    SET(easy, CURLOPT_URL, text_of(&request->url));
    /* Where the handshake tells of HTTP/2, the others wait for it to share the connection. Over
     * plain HTTP the first response tells, and they would wait as long as that one takes. */
    SET(easy, CURLOPT_PIPEWAIT, strncmp(text_of(&request->url), "https:", 6) == 0 ? 1L : 0L);
    SET(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)call->connect_timeout_ms);
    SET(easy, CURLOPT_TIMEOUT_MS, (long)call->total_timeout_ms);
    SET(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(easy, CURLOPT_LOW_SPEED_TIME, (long)((call->low_speed_timeout_ms + 999) / 1000));
    SET(easy, CURLOPT_ERRORBUFFER, transfer->why);
    SET(easy, CURLOPT_PRIVATE, transfer);
    SET(easy, CURLOPT_WRITEFUNCTION, take_body);
    SET(easy, CURLOPT_WRITEDATA, transfer);
    SET(easy, CURLOPT_HEADERFUNCTION, take_header);
    SET(easy, CURLOPT_HEADERDATA, transfer);
    SET(easy, CURLOPT_HTTPHEADER, transfer->headers);
    SET(easy, CURLOPT_PREREQFUNCTION, before_request);
    SET(easy, CURLOPT_PREREQDATA, transfer);
    if (strcmp(request->method, "POST") == 0) {
        SET(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.count);
        SET(easy, CURLOPT_POSTFIELDS, text_of(&request->body)); /* lives as long as the call */
    }
}

static void begin_transfer(struct http_engine *engine, struct http_call *call)
{
    struct http_transfer *transfer = mem_new(1, sizeof(*transfer));
    transfer->engine = engine;
    transfer->call = call;
    transfer->started_ms = clock_monotonic_ms();
    if (engine->spare_count > 0) {
        transfer->easy = engine->spare[--engine->spare_count];
        curl_easy_reset(transfer->easy); /* options go, connections stay: they are the multi's */
    } else
        transfer->easy = curl_easy_init();
    if (!transfer->easy)
        UNREACHABLE("curl: out of memory");
    add_headers(transfer, &call->request);
    set_engine_options(engine, transfer->easy);
    set_call_options(transfer, call);
    call->transfer = transfer;
    call->next = engine->running;
    engine->running = call;
    if (curl_multi_add_handle(engine->multi, transfer->easy) != CURLM_OK)
        UNREACHABLE("curl: out of memory");
}

/* ---- the thread ---- */

static void insert_waiting(struct http_engine *engine, struct http_call *call)
{
    struct http_call **at = &engine->waiting;
    while (*at && (*at)->send_at_ms <= call->send_at_ms)
        at = &(*at)->next;
    call->next = *at;
    *at = call;
}

static bool take_submitted(struct http_engine *engine, bool *ret_cancelled)
{
    (void)pthread_mutex_lock(&engine->lock);
    struct http_call *list = engine->submitted;
    engine->submitted = NULL;
    engine->submitted_last = &engine->submitted;
    *ret_cancelled = engine->cancelled;
    bool stopping = engine->stopping;
    (void)pthread_mutex_unlock(&engine->lock);
    while (list) {
        struct http_call *call = list;
        list = call->next;
        insert_waiting(engine, call);
    }
    return stopping;
}

static void cancel_all(struct http_engine *engine)
{
    while (engine->waiting) {
        struct http_call *call = engine->waiting;
        engine->waiting = call->next;
        (void)error_set(&call->error, ERROR_CANCELLED, 0, "the process is stopping");
        finish(call);
    }
    while (engine->running)
        end_transfer(engine->running->transfer, false, CURLE_OK);
}

/* Start what is due; returns how long until the next is. */
static int64_t start_due(struct http_engine *engine)
{
    while (engine->waiting) {
        int64_t wait = engine->waiting->send_at_ms - clock_monotonic_ms();
        if (wait > 0)
            return wait < POLL_MAX_MS ? wait : POLL_MAX_MS;
        struct http_call *call = engine->waiting;
        engine->waiting = call->next;
        call->late = (call->latest_ms > 0 && clock_monotonic_ms() > call->latest_ms) ||
                     (call->still_due && !call->still_due(call));
        if (call->late)
            finish(call);
        else
            begin_transfer(engine, call);
    }
    return POLL_MAX_MS;
}

static void read_finished(struct http_engine *engine)
{
    int left = 0;
    for (CURLMsg *m = curl_multi_info_read(engine->multi, &left); m;
         m = curl_multi_info_read(engine->multi, &left)) {
        struct http_transfer *transfer = NULL;
        CURLcode code = m->data.result; /* the message dies with its handle */
        (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        end_transfer(transfer, true, code);
    }
}

static void *run(void *argument)
{
    struct http_engine *engine = argument;
    for (;;) {
        bool cancelled = false;
        int still = 0;
        bool stopping = take_submitted(engine, &cancelled);
        if (cancelled || stopping)
            cancel_all(engine);
        if (stopping)
            return NULL;
        int64_t wait = start_due(engine);
        if (curl_multi_perform(engine->multi, &still) != CURLM_OK)
            UNREACHABLE("curl_multi_perform");
        read_finished(engine);
        (void)curl_multi_poll(engine->multi, NULL, 0, (int)wait, NULL); /* an early end is fine */
    }
}

struct http_engine *http_engine_start(const struct http_engine_options *options)
{
    struct http_engine *engine = mem_new(1, sizeof(*engine));
    engine->options = *options;
    engine->user_agent = mem_text(options->user_agent);
    engine->ca_file = mem_text(options->ca_file);
    engine->proxy = mem_text(options->proxy);
    engine->submitted_last = &engine->submitted;
    (void)pthread_mutex_init(&engine->lock, NULL);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        UNREACHABLE("curl: out of memory");
    engine->multi = curl_multi_init();
    if (!engine->multi)
        UNREACHABLE("curl: out of memory");
    (void)curl_multi_setopt(engine->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                            (long)options->connections_per_host);
    (void)curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS,
                            (long)options->connections_per_host * 4);
    if (pthread_create(&engine->thread, NULL, run, engine) != 0)
        UNREACHABLE("curl: out of memory");
    return engine;
}

void http_engine_submit(struct http_engine *engine, struct http_call *call)
{
    (void)pthread_mutex_lock(&engine->lock);
    call->next = NULL;
    *engine->submitted_last = call;
    engine->submitted_last = &call->next;
    (void)pthread_mutex_unlock(&engine->lock);
    (void)curl_multi_wakeup(engine->multi);
}

void http_engine_cancel(struct http_engine *engine)
{
    (void)pthread_mutex_lock(&engine->lock);
    engine->cancelled = true;
    (void)pthread_mutex_unlock(&engine->lock);
    (void)curl_multi_wakeup(engine->multi);
}

void http_engine_stop(struct http_engine *engine)
{
    if (!engine)
        return;
    (void)pthread_mutex_lock(&engine->lock);
    engine->stopping = true;
    (void)pthread_mutex_unlock(&engine->lock);
    (void)curl_multi_wakeup(engine->multi);
    (void)pthread_join(engine->thread, NULL);
    while (engine->spare_count > 0)
        curl_easy_cleanup(engine->spare[--engine->spare_count]);
    (void)curl_multi_cleanup(engine->multi);
    (void)pthread_mutex_destroy(&engine->lock);
    mem_free(engine->user_agent);
    mem_free(engine->ca_file);
    mem_free(engine->proxy);
    mem_free(engine);
}
