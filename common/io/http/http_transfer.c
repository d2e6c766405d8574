/* http_transfer.c: one call while libcurl works on it: the options it is given, the functions it
 * calls, and the result.
 *
 * A handle is made once, with the options that are the same for every call, and is used again, so
 * that its memory is kept. */
#include "io/http/http_private.h"

#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/secret.h"

/* ---- what libcurl calls ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;
    struct http_engine *engine = transfer->engine;
    size_t *in_flight = &engine->bytes_in_flight[transfer->call->share];
    size_t more = size * count;
    transfer->too_long = transfer->body.count + more > transfer->call->body_max;
    transfer->over_share =
        *in_flight + more > engine->options.total_bytes_max / engine->options.shares;
    if (transfer->too_long || transfer->over_share)
        return 0;
    *in_flight += more;
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

/* When a kept connection ends before the first byte of an answer, libcurl sends the request again
 * on a new one. The other side may have counted the first, so the second is stopped here: the gate
 * decides whether a call is repeated. The first is stopped where it has ceased to be due while the
 * connection was made. */
static int before_request(void *context, char *to, char *from, int to_port, int from_port)
{
    (void)to, (void)from, (void)to_port, (void)from_port; /* libcurl passes them */
    struct http_transfer *transfer = context;
    const struct http_call *call = transfer->call;
    if (++transfer->requests > 1)
        return CURL_PREREQFUNC_ABORT;
    transfer->undue = call->still_due && !call->still_due(call);
    return transfer->undue ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* ---- the result ---- */

static enum error_class class_of(CURLcode code)
{
    switch ((int)code) { /* a new libcurl has new codes; most are failures of the network */
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return ERROR_CONFIG;
    case CURLE_WRITE_ERROR:
    case CURLE_UNSUPPORTED_PROTOCOL: /* an answer of HTTP/0.9; schemes were checked at the start */
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
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
    if (transfer->over_share)
        return error_set(err, ERROR_TRANSIENT, 0, "too many bytes of its answers are in flight");
    if (transfer->requests > 1)
        return error_set(err, ERROR_TRANSIENT, 0, "the connection ended before an answer");
    const char *why = *transfer->why ? transfer->why : curl_easy_strerror(code);
    return error_set(err, class_of(code), (int)code, "%s", why);
}

static char *kept(const char *value)
{
    return *value ? mem_text(value) : NULL;
}

/* A service may repeat the key that we sent, a proxy our login, and libcurl the proxy's URL. None
 * of it must reach a row, a file or a log. */
static void mask_secrets(struct http_transfer *t)
{
    CLEANUP(secrets_done) struct secrets secrets = {0};
    secrets_add(&secrets, t->call->secret);
    secrets_add_login(&secrets, t->engine->proxy);
    if (t->body.bytes)
        secrets_mask(&secrets, t->body.bytes, t->body.count);
    char *const texts[] = {t->content_type, t->retry_after, t->retry_after_ms, t->should_retry,
                           t->why};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        secrets_mask(&secrets, texts[i], strlen(texts[i]));
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

static void read_outcome(struct http_transfer *transfer, bool ended, CURLcode code)
{
    struct http_call *call = transfer->call;
    long request_bytes = 0;
    (void)curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    call->sent = request_bytes > 0;
    call->duration_ms = clock_monotonic_ms() - transfer->started_ms;
    transfer->engine->bytes_in_flight[call->share] -= transfer->body.count;
    mask_secrets(transfer);
    if (ended && code == CURLE_OK)
        read_response(transfer, call);
    else if (transfer->undue && !call->sent)
        call->late = true;
    else if (!ended)
        (void)error_set(&call->error, ERROR_CANCELLED, 0, "the process is stopping");
    else
        (void)error_from_curl(transfer, code, &call->error);
}

/* ---- the options ---- */

/* This libcurl has all of these options, so only a lack of memory makes one fail. */
#define SET(easy, option, value)                                                                   \
    do {                                                                                           \
        if (curl_easy_setopt((easy), (option), (value)) != CURLE_OK)                               \
            mem_exhausted();                                                                       \
    } while (0)

/* Trust the authorities of this file and no others. libcurl has the system's folder beside the
 * file unless it is told otherwise, and other options for a proxy that speaks TLS. */
static void trust_alone(CURL *easy, const char *ca_file)
{
    SET(easy, CURLOPT_CAINFO, ca_file);
    SET(easy, CURLOPT_CAPATH, NULL);
    SET(easy, CURLOPT_PROXY_CAINFO, ca_file);
    SET(easy, CURLOPT_PROXY_CAPATH, NULL);
}

/* Set the options that are the same for every call. */
static void set_engine_options(const struct http_engine *engine, struct http_transfer *transfer)
{
    CURL *easy = transfer->easy;
    SET(easy, CURLOPT_USERAGENT, engine->user_agent);
    SET(easy, CURLOPT_NOSIGNAL, 1L);
    SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
    SET(easy, CURLOPT_QUICK_EXIT, 1L); /* end a call without waiting for its lookup of a name */
    SET(easy, CURLOPT_PROXY, engine->proxy ? engine->proxy : "");
    SET(easy, CURLOPT_NOPROXY, ""); /* or NO_PROXY would go around it */
    SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    SET(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    SET(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    if (engine->ca_file)
        trust_alone(easy, engine->ca_file);
    SET(easy, CURLOPT_ERRORBUFFER, transfer->why);
    SET(easy, CURLOPT_PRIVATE, transfer);
    SET(easy, CURLOPT_WRITEFUNCTION, take_body);
    SET(easy, CURLOPT_WRITEDATA, transfer);
    SET(easy, CURLOPT_HEADERFUNCTION, take_header);
    SET(easy, CURLOPT_HEADERDATA, transfer);
    SET(easy, CURLOPT_PREREQFUNCTION, before_request);
    SET(easy, CURLOPT_PREREQDATA, transfer);
}

/* Set the options that differ from call to call. All are set each time, because the handle had
 * another call before. */
static void set_call_options(struct http_transfer *transfer, const struct http_call *call)
{
    CURL *easy = transfer->easy;
    const struct http_request *request = &call->request;
    SET(easy, CURLOPT_PROTOCOLS_STR, call->allow_plain_http ? "http,https" : "https");
    SET(easy, CURLOPT_URL, text_of(&request->url));
    /* With TLS the handshake tells whether the server speaks HTTP/2, and other calls wait for it to
     * share the connection. Over plain HTTP only the first response tells, and they would wait as
     * long as that one takes. */
    SET(easy, CURLOPT_PIPEWAIT, strncmp(text_of(&request->url), "https:", 6) == 0 ? 1L : 0L);
    SET(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)call->connect_timeout_ms);
    SET(easy, CURLOPT_TIMEOUT_MS, (long)call->total_timeout_ms);
    SET(easy, CURLOPT_LOW_SPEED_TIME, (long)((call->low_speed_timeout_ms + 999) / 1000));
    SET(easy, CURLOPT_HTTPHEADER, transfer->headers);
    if (strcmp(request->method, "POST") == 0) {
        SET(easy, CURLOPT_POST, 1L);
        SET(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.count);
        SET(easy, CURLOPT_POSTFIELDS, text_of(&request->body)); /* lives as long as the call */
    } else
        SET(easy, CURLOPT_HTTPGET, 1L);
}

static void add_headers(struct http_transfer *transfer, const struct http_request *request)
{
    CLEANUP(text_done) struct text line = {0};
    for (size_t i = 0; i < request->header_count; i++) {
        text_clear(&line);
        text_add_format(&line, "%s: %s", request->headers[i].name, request->headers[i].value);
        struct curl_slist *more = curl_slist_append(transfer->headers, text_of(&line));
        if (!more)
            mem_exhausted();
        transfer->headers = more;
    }
}

/* ---- its life ---- */

static struct http_transfer *transfer_new(struct http_engine *engine)
{
    struct http_transfer *transfer = mem_new(1, sizeof(*transfer));
    transfer->engine = engine;
    transfer->easy = curl_easy_init();
    if (!transfer->easy)
        mem_exhausted();
    set_engine_options(engine, transfer);
    return transfer;
}

void http_transfer_free(struct http_transfer *transfer)
{
    if (!transfer)
        return;
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    text_done(&transfer->body);
    mem_free(transfer);
}

static void link_running(struct http_engine *engine, struct http_transfer *transfer)
{
    transfer->before = NULL;
    transfer->after = engine->running;
    if (engine->running)
        engine->running->before = transfer;
    engine->running = transfer;
    engine->running_count++;
}

static void unlink_running(struct http_engine *engine, const struct http_transfer *transfer)
{
    if (transfer->before)
        transfer->before->after = transfer->after;
    else
        engine->running = transfer->after;
    if (transfer->after)
        transfer->after->before = transfer->before;
    engine->running_count--;
}

void http_transfer_begin(struct http_engine *engine, struct http_call *call)
{
    struct http_transfer *transfer =
        engine->spare_count > 0 ? engine->spare[--engine->spare_count] : transfer_new(engine);
    transfer->call = call;
    transfer->started_ms = clock_monotonic_ms();
    add_headers(transfer, &call->request);
    set_call_options(transfer, call);
    link_running(engine, transfer);
    if (curl_multi_add_handle(engine->multi, transfer->easy) != CURLM_OK)
        mem_exhausted();
}

/* Keep a transfer for a later call, or free it where enough are kept. */
static void retire(struct http_transfer *transfer)
{
    struct http_engine *engine = transfer->engine;
    curl_slist_free_all(transfer->headers);
    transfer->headers = NULL;
    text_done(&transfer->body);
    *transfer->content_type = *transfer->retry_after = *transfer->retry_after_ms = '\0';
    *transfer->should_retry = *transfer->why = '\0';
    transfer->too_long = transfer->over_share = transfer->undue = false;
    transfer->requests = 0;
    transfer->call = NULL;
    if (engine->spare_count < HTTP_SPARE_MAX)
        engine->spare[engine->spare_count++] = transfer;
    else
        http_transfer_free(transfer);
}

void http_transfer_end(struct http_transfer *transfer, bool ended, CURLcode code)
{
    struct http_engine *engine = transfer->engine;
    struct http_call *call = transfer->call;
    read_outcome(transfer, ended, code);
    (void)curl_multi_remove_handle(engine->multi, transfer->easy);
    unlink_running(engine, transfer);
    retire(transfer);
    call->done(call);
}
