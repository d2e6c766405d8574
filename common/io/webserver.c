/* webserver.c: GET and HEAD over HTTP/1.1, for metrics and health. libmicrohttpd's thread does the
 * work and calls the handler. The library limits connections, their memory, and how long they are
 * silent. It does not limit a client that sends a byte now and then for ever, so beyond OPEN_MAX
 * connections the oldest is shut down here, and a new one is always served. */
#include "io/webserver.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/log.h"
#include "core/mem.h"

#define OPEN_MAX 64
#define SILENT_MAX_S 10
#define CONNECTION_BYTES ((size_t)16 * 1024)
#define ADDRESS_MAX 64

struct webserver {
    struct MHD_Daemon *daemon;
    int port;
    web_handler *handler;
    void *context;
    /* Sockets of open connections, the oldest first. Used by the library's thread alone. */
    int open[OPEN_MAX];
    size_t open_count;
};

/* ---- the address ---- */

/* Cut "address:port" or "[address]:port" in two. Returns the port; NULL: it has not this form.
 * out  host  has ADDRESS_MAX bytes */
static const char *cut_port(const char *listen, char *host)
{
    const char *colon = strrchr(listen, ':');
    size_t length = colon ? (size_t)(colon - listen) : 0;
    bool bracketed = length > 2 && listen[0] == '[' && listen[length - 1] == ']';
    const char *start = bracketed ? listen + 1 : listen;
    length -= bracketed ? 2 : 0;
    if (length == 0 || length >= ADDRESS_MAX || (!bracketed && memchr(listen, ':', length)))
        return NULL;
    memcpy(host, start, length);
    host[length] = '\0';
    return colon + 1;
}

static bool bind_to(const struct addrinfo *address, int *ret_fd)
{
    const int on = 1;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
        bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, OPEN_MAX) == 0) {
        *ret_fd = fd;
        return true;
    }
    int reason = errno;
    (void)close(fd); /* nothing was written to it */
    errno = reason;
    return false;
}

/* Returns what the caller frees with freeaddrinfo(); NULL: it is no address. */
static struct addrinfo *read_address(const char *listen, struct error *err)
{
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char host[ADDRESS_MAX];
    int64_t number = 0;
    const char *port = cut_port(listen, host);
    if (port && text_to_int(port, 0, 65535, &number) &&
        getaddrinfo(host, port, &hints, &found) == 0)
        return found;
    (void)error_set(err, ERROR_CONFIG, /* code= */ 0,
                    "'%s' is not address:port (127.0.0.1:9090, [::1]:9090)", listen);
    return NULL;
}

bool webserver_check(const char *listen, struct error *err)
{
    struct addrinfo *address = read_address(listen, err);
    if (!address)
        return false;
    freeaddrinfo(address);
    return true;
}

static bool open_listener(const char *listen, int *ret_fd, struct error *err)
{
    struct addrinfo *address = read_address(listen, err);
    if (!address)
        return false;
    bool bound = bind_to(address, ret_fd);
    int reason = errno;
    freeaddrinfo(address);
    return bound || error_set(err, ERROR_CONFIG, reason, "cannot listen on %s: %s", listen,
                              strerrordesc_np(reason));
}

static int port_of(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof(address);
    struct sockaddr_in in = {0};
    struct sockaddr_in6 in6 = {0};
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return 0;
    memcpy(&in, &address, sizeof(in));
    memcpy(&in6, &address, sizeof(in6));
    return ntohs(address.ss_family == AF_INET6 ? in6.sin6_port : in.sin_port);
}

/* ---- answering ---- */

static enum MHD_Result send_answer(struct MHD_Connection *connection, struct web_response *answer)
{
    assert(answer->status >= 200 && answer->status <= 599);
    const struct {
        const char *name, *value;
    } headers[] = {
        {MHD_HTTP_HEADER_CONTENT_TYPE,
         answer->content_type ? answer->content_type : "text/plain; charset=utf-8"},
        {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
        {"X-Content-Type-Options", "nosniff"},
        {MHD_HTTP_HEADER_ALLOW, answer->status == MHD_HTTP_METHOD_NOT_ALLOWED ? "GET, HEAD" : NULL},
    };
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.count, answer->body.bytes, MHD_RESPMEM_MUST_COPY);
    text_done(&answer->body);
    if (!response)
        return MHD_NO; /* the connection is closed */
    for (size_t i = 0; i < ARRAY_LEN(headers); i++)
        if (headers[i].value)
            (void)MHD_add_response_header(response, headers[i].name,
                                          headers[i].value); /* literals */
    enum MHD_Result queued = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return queued;
}

/* Called when the head of a request is complete. Nobody waits for its body.
 * NOLINTNEXTLINE(readability-function-size): the library says which parameters there are. */
static enum MHD_Result answer_request(void *context, struct MHD_Connection *connection,
                                      const char *path, const char *method, const char *version,
                                      const char *upload, size_t *upload_bytes,
                                      void **request_state)
{
    (void)version, (void)upload, (void)upload_bytes, (void)request_state;
    struct webserver *server = context;
    struct web_response answer = {.status = MHD_HTTP_METHOD_NOT_ALLOWED};
    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0) {
        const struct web_request request = {.method = method, .path = path};
        answer.status = MHD_HTTP_INTERNAL_SERVER_ERROR;
        server->handler(server->context, &request, &answer);
    }
    return send_answer(connection, &answer);
}

/* ---- connections ---- */

static void forget(struct webserver *server, int fd)
{
    size_t kept = 0;
    for (size_t i = 0; i < server->open_count; i++)
        if (server->open[i] != fd)
            server->open[kept++] = server->open[i];
    server->open_count = kept;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    (void)socket_context;
    struct webserver *server = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!info)
        return;
    forget(server, info->connect_fd);
    if (what == MHD_CONNECTION_NOTIFY_CLOSED)
        return;
    if (server->open_count == OPEN_MAX) {
        (void)shutdown(server->open[0], SHUT_RDWR); /* fails where it is closed */
        forget(server, server->open[0]);
    }
    server->open[server->open_count++] = info->connect_fd;
}

/* Paths are compared as they were sent, so %2e, %00 and their like match nothing. */
static size_t leave_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

/* Messages of the library help only to find an error in this file, so they are debug lines. */
static void __attribute__((format(printf, 2, 0)))
log_library(void *context, const char *fmt, va_list arguments)
{
    (void)context;
    char line[200] = "";
    (void)vsnprintf(line, sizeof(line), fmt, arguments); /* a long message is cut */
    LOG(LOG_DEBUG, "webserver", log_str("says", line));
}

bool webserver_start(const char *listen, web_handler *handler, void *context,
                     struct webserver **ret, struct error *err)
{
    int fd = -1;
    if (!open_listener(listen, &fd, err))
        return false;
    struct webserver *server = mem_new(1, sizeof(*server));
    server->port = port_of(fd);
    server->handler = handler;
    server->context = context;
    server->daemon = MHD_start_daemon(
        MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ERROR_LOG, /* port= */ 0, NULL,
        NULL, answer_request, server, MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, 2U * OPEN_MAX,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENT_MAX_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes, NULL, MHD_OPTION_END);
    if (!server->daemon) {
        (void)close(fd); /* nothing was written to it */
        mem_free(server);
        return error_set(err, ERROR_CONFIG, /* code= */ 0, "cannot listen on %s: no thread",
                         listen);
    }
    *ret = server;
    return true;
}

int webserver_port(const struct webserver *server)
{
    return server->port;
}

void webserver_stop(struct webserver *server)
{
    if (!server)
        return;
    MHD_stop_daemon(server->daemon); /* it waits for its thread, and closes the socket */
    mem_free(server);
}

const char *webserver_library_version(void)
{
    return MHD_get_version();
}
