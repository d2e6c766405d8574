/* http_fetch.c: one call by libcurl's simple interface, on the thread of its caller. */
#include "io/http/http_fetch.h"

#include <curl/curl.h>
#include <string.h>

#include "core/mem.h"
#include "core/secret.h"
#include "core/version.h"

struct taken {
    struct text *body;
    size_t max;
    bool too_long;
};

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct taken *taken = context;
    taken->too_long = taken->body->count + size * count > taken->max;
    if (taken->too_long)
        return 0;
    text_add_bytes(taken->body, bytes, size * count);
    return size * count;
}

/* A CURL that CLEANUP can free. */
struct handle {
    CURL *easy;
    char why[CURL_ERROR_SIZE];
};
static void handle_done(struct handle *handle)
{
    curl_easy_cleanup(handle->easy);
}
CLEANUP_STRUCT(struct handle, handle_done)

/* This libcurl has all of these options, so only a lack of memory makes one fail. */
#define SET(easy, option, value)                                                                   \
    do {                                                                                           \
        if (curl_easy_setopt((easy), (option), (value)) != CURLE_OK)                               \
            mem_exhausted();                                                                       \
    } while (0)

static const char *text_or(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

static void prepare(struct handle *handle, const struct http_fetch *fetch)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(handle->easy = curl_easy_init()))
        mem_exhausted();
    CURL *easy = handle->easy;
    SET(easy, CURLOPT_ERRORBUFFER, handle->why);
    SET(easy, CURLOPT_URL, fetch->url);
    SET(easy, CURLOPT_USERAGENT, version_agent());
    SET(easy, CURLOPT_NOSIGNAL, 1L);
    SET(easy, CURLOPT_PROTOCOLS_STR, fetch->allow_plain_http ? "http,https" : "https");
    SET(easy, CURLOPT_PROXY, text_or(fetch->proxy, ""));
    SET(easy, CURLOPT_NOPROXY, ""); /* or NO_PROXY would go around it */
    SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(easy, CURLOPT_TIMEOUT_MS, (long)fetch->timeout_ms);
    const char *ca_file = text_or(fetch->ca_file, NULL);
    if (!ca_file)
        return;
    SET(easy, CURLOPT_CAINFO, ca_file);
    SET(easy, CURLOPT_CAPATH, NULL);
    SET(easy, CURLOPT_PROXY_CAINFO, ca_file);
    SET(easy, CURLOPT_PROXY_CAPATH, NULL);
}

static bool is_configuration(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
           code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
           code == CURLE_COULDNT_RESOLVE_PROXY;
}

static bool perform(struct handle *handle, const struct http_fetch *fetch, struct error *err)
{
    CLEANUP(secrets_done) struct secrets secrets = {0};
    const CURLcode code = curl_easy_perform(handle->easy);
    secrets_add_login(&secrets, fetch->url);
    secrets_add_login(&secrets, fetch->proxy);
    secrets_mask(&secrets, handle->why, strlen(handle->why));
    return code == CURLE_OK ||
           error_set(err, is_configuration(code) ? ERROR_CONFIG : ERROR_TRANSIENT, (int)code, "%s",
                     *handle->why ? handle->why : curl_easy_strerror(code));
}

bool http_reach(const struct http_fetch *fetch, struct error *err)
{
    CLEANUP(handle_done) struct handle handle = {0};
    prepare(&handle, fetch);
    SET(handle.easy, CURLOPT_CONNECT_ONLY, 1L);
    return perform(&handle, fetch, err);
}

bool http_get(const struct http_fetch *fetch, int *ret_status, struct text *ret, struct error *err)
{
    CLEANUP(handle_done) struct handle handle = {0};
    CLEANUP(text_done) struct text body = {0};
    struct taken taken = {.body = &body, .max = fetch->body_max};
    long status = 0;
    prepare(&handle, fetch);
    SET(handle.easy, CURLOPT_WRITEFUNCTION, take);
    SET(handle.easy, CURLOPT_WRITEDATA, &taken);
    if (!perform(&handle, fetch, err))
        return taken.too_long ? error_set(err, ERROR_MALFORMED, 0,
                                          "the answer is longer than %zu bytes", fetch->body_max)
                              : false;
    (void)curl_easy_getinfo(handle.easy, CURLINFO_RESPONSE_CODE, &status);
    *ret_status = (int)status;
    text_add_bytes(ret, text_of(&body), body.count);
    return true;
}
