/* web_exchange.c: one request from its first line to its answer.
 *
 * The library calls web_exchange_go_on when the head is there, with each piece of the body, and
 * when the body has ended. While an answer is awaited the connection is suspended: the library
 * forgets it, and notices only later when its client goes. web_reply wakes it up. */
#include <arpa/inet.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "io/web/webserver_private.h"

/* So much of a body that nobody wants is read, so that its sender comes to read the answer. */
#define SWALLOW_MAX ((size_t)4 << 20)

/* ---- the request ---- */

void *web_exchange_begin(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct web_exchange *exchange = mem_new(1, sizeof(*exchange));
    const char *mark = strchr(uri, '?');
    exchange->server = context;
    exchange->connection = connection;
    exchange->about = web_connection_of(connection);
    exchange->sent_path = mem_bytes(uri, mark ? (size_t)(mark - uri) : strlen(uri));
    exchange->query = mem_text(mark ? mark + 1 : "");
    return exchange;
}

static void add_peer(struct MHD_Connection *connection, char *ret, size_t size)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    ret[0] = '\0';
    if (address && address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof(in));
        (void)inet_ntop(AF_INET, &in.sin_addr, ret, (socklen_t)size); /* it has room */
    } else if (address && address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof(in6));
        (void)inet_ntop(AF_INET6, &in6.sin6_addr, ret, (socklen_t)size);
    }
}

static const char *find_header(const void *headers, const char *name)
{
    const struct web_exchange *exchange = headers;
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *web_header(const struct web_request *request, const char *name)
{
    return request->find_header ? request->find_header(request->headers, name) : NULL;
}

/* ---- the answer ---- */

/* out  false: nothing is there yet */
static bool send_what_is_there(struct web_exchange *exchange, enum MHD_Result *ret)
{
    struct webserver *server = exchange->server;
    (void)pthread_mutex_lock(&server->lock);
    const bool answered = exchange->answered;
    struct web_answer answer = exchange->answer;
    struct web_stream *stream = exchange->stream;
    if (answered) {
        exchange->answer = (struct web_answer){.status = 0};
        exchange->stream = NULL; /* the response has it */
    }
    exchange->suspended = !answered;
    if (!answered)
        MHD_suspend_connection(exchange->connection);
    (void)pthread_mutex_unlock(&server->lock);
    if (!answered)
        return false;
    web_connection_enter(exchange->server, exchange->about,
                         stream && !web_stream_is_download(stream) ? WEB_STREAMS : WEB_SENDS);
    if (!stream) {
        *ret = web_answer_send(exchange, &answer);
        return true;
    }
    if (exchange->about)
        exchange->about->stream = stream;
    struct MHD_Response *response = web_stream_response(stream);
    *ret = response ? web_answer_queue(exchange, &answer, response) : MHD_NO;
    return true;
}

void web_resume(struct webserver *server, struct MHD_Connection *connection)
{
    MHD_resume_connection(connection);
    thread_wake(server->wake_fd);
}

/* Under the lock: let the library call web_exchange_go_on again. Where the client has left, it ends
 * the exchange instead, and without the lock: nothing of it may be touched once it is awake. */
static void wake(struct web_exchange *exchange)
{
    const bool sleeps = exchange->suspended;
    exchange->answered = true;
    exchange->suspended = false;
    if (sleeps)
        web_resume(exchange->server, exchange->connection);
}

void web_reply(struct web_exchange *exchange, struct web_answer *answer)
{
    struct webserver *server = exchange->server;
    (void)pthread_mutex_lock(&server->lock);
    exchange->answer = *answer;
    *answer = (struct web_answer){.status = 0};
    wake(exchange);
    (void)pthread_mutex_unlock(&server->lock);
}

static enum MHD_Result refuse(struct web_exchange *exchange)
{
    const struct webserver_options *options = &exchange->server->options;
    struct web_answer answer = {.status = exchange->refused};
    if (options->refuse)
        options->refuse(options->context, exchange->refused, exchange->why, &answer);
    else
        text_add_format(&answer.body, "%s\n", exchange->why);
    if (exchange->refused == 405 && options->methods)
        web_answer_header(&answer, MHD_HTTP_HEADER_ALLOW, options->methods);
    web_connection_enter(exchange->server, exchange->about, WEB_SENDS);
    return web_answer_send(exchange, &answer);
}

/* ---- its course ---- */

static enum MHD_Result handle(struct web_exchange *exchange)
{
    const struct webserver_options *options = &exchange->server->options;
    enum MHD_Result result = MHD_YES;
    if (!exchange->handled) {
        char peer[INET6_ADDRSTRLEN];
        add_peer(exchange->connection, peer, sizeof(peer));
        const struct web_request request = {
            .method = exchange->method,
            .path = text_of(&exchange->path),
            .query = exchange->query,
            .body = text_of(&exchange->body),
            .body_bytes = exchange->body.count,
            .peer = peer,
            .find_header = find_header,
            .headers = exchange,
        };
        exchange->handled = true;
        web_connection_enter(exchange->server, exchange->about, WEB_HANDLES);
        options->handler(options->context, exchange, &request);
    }
    (void)send_what_is_there(exchange, &result);
    return result;
}

/* A head that is refused is answered at once where its body is too large to be read for nothing, or
 * has no end. */
static enum MHD_Result begin(struct web_exchange *exchange, const char *method)
{
    exchange->began = true;
    exchange->began_ms = clock_monotonic_ms();
    exchange->method = mem_text(method);
    (void)atomic_fetch_add(&exchange->server->busy, 1);
    web_head_check(exchange);
    web_connection_enter(exchange->server, exchange->about, WEB_READS);
    if (exchange->refused &&
        (web_head_expects(exchange) || web_head_length(exchange) > SWALLOW_MAX ||
         !web_head_has_end(exchange)))
        return refuse(exchange);
    return MHD_YES;
}

static enum MHD_Result read_body(struct web_exchange *exchange, const char *bytes, size_t count)
{
    const size_t max = exchange->server->options.body_bytes;
    if (!exchange->refused && exchange->body.count + count > max) {
        web_head_too_large(exchange);
        text_done(&exchange->body);
    }
    if (!exchange->refused)
        text_add_bytes(&exchange->body, bytes, count);
    else if ((exchange->swallowed += count) > SWALLOW_MAX)
        return MHD_NO; /* the connection is closed */
    return MHD_YES;
}

/* NOLINTNEXTLINE(readability-function-size): the library says which parameters there are. */
enum MHD_Result web_exchange_go_on(void *context, struct MHD_Connection *connection,
                                   const char *path, const char *method, const char *version,
                                   const char *upload, size_t *upload_bytes, void **state)
{
    (void)context, (void)connection, (void)path, (void)version;
    struct web_exchange *exchange = *state;
    if (!exchange)
        return MHD_NO; /* the library did not tell its first line */
    if (!exchange->began)
        return begin(exchange, method);
    if (*upload_bytes > 0) {
        const size_t count = *upload_bytes;
        *upload_bytes = 0;
        return read_body(exchange, upload, count);
    }
    return exchange->refused ? refuse(exchange) : handle(exchange);
}

static void tell_done(const struct web_exchange *exchange)
{
    const struct webserver_options *options = &exchange->server->options;
    char peer[INET6_ADDRSTRLEN];
    if (!options->done || !exchange->began)
        return;
    add_peer(exchange->connection, peer, sizeof(peer));
    const struct web_done done = {
        .method = exchange->method,
        .path = exchange->path.count > 0 ? text_of(&exchange->path) : exchange->sent_path,
        .peer = peer,
        .status = exchange->status,
        .ms = clock_monotonic_ms() - exchange->began_ms,
    };
    options->done(options->context, &done);
}

/* A stream that began when its client had left has no response, which would tell its end. */
static void leave_stream(struct web_exchange *exchange)
{
    struct webserver *server = exchange->server;
    (void)pthread_mutex_lock(&server->lock);
    struct web_stream *stream = exchange->stream;
    exchange->stream = NULL;
    (void)pthread_mutex_unlock(&server->lock);
    if (stream)
        web_stream_gone(stream);
}

void web_exchange_end(void *context, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode how)
{
    (void)context, (void)connection, (void)how;
    struct web_exchange *exchange = *state;
    if (!exchange)
        return;
    *state = NULL;
    tell_done(exchange);
    leave_stream(exchange);
    if (exchange->about)
        exchange->about->stream = NULL;
    if (exchange->began)
        (void)atomic_fetch_sub(&exchange->server->busy, 1);
    web_connection_enter(exchange->server, exchange->about, WEB_WAITS);
    web_answer_done(&exchange->answer);
    text_done(&exchange->path);
    text_done(&exchange->body);
    mem_free(exchange->method);
    mem_free(exchange->sent_path);
    mem_free(exchange->query);
    mem_free(exchange);
}
