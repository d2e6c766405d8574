/* web_connection.c: the open connections, how many there may be, and how long each may take. The
 * library limits only how long one is silent; a client that sends a byte now and then for ever is
 * ended here. */
#include <sys/socket.h>

#include "core/clock.h"
#include "core/mem.h"
#include "io/web/webserver_private.h"

#define CONNECTIONS 64
#define LOOK_MS 250 /* between two looks for connections that were left */

/* How long a connection may stay in a phase; 0: for ever. The handler answers for its own time. An
 * answer may be large, and its reader far away. */
static int64_t time_of(const struct webserver_options *options, enum web_phase phase)
{
    switch (phase) {
    case WEB_WAITS:
        return options->head_ms > 0 ? options->head_ms : 10000;
    case WEB_READS:
        return options->body_ms > 0 ? options->body_ms : 20000;
    case WEB_SENDS:
        return 300000;
    case WEB_HANDLES:
    case WEB_STREAMS:
        return 0;
    }
    UNREACHABLE("phase of a connection");
}

void web_connection_enter(const struct webserver *server, struct web_connection *connection,
                          enum web_phase phase)
{
    if (!connection)
        return;
    const int64_t may_ms = time_of(&server->options, phase);
    connection->phase = phase;
    connection->since_ms = clock_monotonic_ms();
    connection->until_ms = may_ms > 0 ? connection->since_ms + may_ms : 0;
}

struct web_connection *web_connection_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* The library notices it, and closes the connection. */
static void shut(struct web_connection *connection)
{
    (void)shutdown(connection->fd, SHUT_RDWR); /* fails where the other side has closed it */
    connection->until_ms = 0;
}

/* Has its client closed it, with nothing left to read, before it said all? The library does not
 * notice where the end came together with the last bytes. */
static bool is_forsaken(const struct web_connection *connection)
{
    char byte;
    return connection->until_ms > 0 && connection->phase <= WEB_READS &&
           recv(connection->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void web_connection_expire(struct webserver *server)
{
    const int64_t now_ms = clock_monotonic_ms();
    const bool looks = now_ms - server->looked_ms >= LOOK_MS;
    if (looks)
        server->looked_ms = now_ms;
    for (struct web_connection *at = server->connections; at; at = at->next) {
        if ((at->until_ms > 0 && now_ms >= at->until_ms) || (looks && is_forsaken(at)))
            shut(at);
        if (at->stream)
            web_stream_look(at->stream, at->fd);
    }
}

/* Who makes room: whoever has not said all before one that reads its answer, of these the one that
 * has been at it for longest, so that what was just begun has time to be said. One that was shut
 * down already has left, and nobody who is owed an answer leaves.
 * out  NULL: nobody */
static struct web_connection *choose(struct webserver *server)
{
    struct web_connection *chosen = NULL;
    for (struct web_connection *at = server->connections; at; at = at->next) {
        if (at->until_ms == 0)
            continue;
        const bool sends = at->phase == WEB_SENDS;
        const bool other_sends = chosen && chosen->phase == WEB_SENDS;
        if (!chosen || sends < other_sends ||
            (sends == other_sends && at->since_ms <= chosen->since_ms))
            chosen = at;
    }
    return chosen;
}

size_t web_connections_max(const struct webserver *server)
{
    return server->options.connections > 0 ? server->options.connections : CONNECTIONS;
}

static size_t count_ordinary(const struct webserver *server)
{
    size_t count = 0;
    for (const struct web_connection *at = server->connections; at; at = at->next)
        if (at->phase != WEB_STREAMS && (at->phase == WEB_HANDLES || at->until_ms > 0))
            count++;
    return count;
}

static void add(struct webserver *server, int fd, void **socket_context)
{
    struct web_connection *fresh = mem_new(1, sizeof(*fresh));
    fresh->fd = fd;
    web_connection_enter(server, fresh, WEB_WAITS);
    fresh->next = server->connections;
    server->connections = fresh;
    *socket_context = fresh;
    for (struct web_connection *at = server->connections; at; at = at->next)
        if (count_ordinary(server) > web_connections_max(server) && is_forsaken(at))
            shut(at);
    if (count_ordinary(server) <= web_connections_max(server))
        return;
    struct web_connection *leaves = choose(server);
    if (leaves) /* at least the new one */
        shut(leaves);
}

static void forget(struct webserver *server, void **socket_context)
{
    struct web_connection **at = &server->connections;
    while (*at && *at != *socket_context)
        at = &(*at)->next;
    if (*at) {
        struct web_connection *gone = *at;
        *at = gone->next;
        mem_free(gone);
    }
    *socket_context = NULL;
}

void web_connection_notify(void *context, struct MHD_Connection *connection, void **socket_context,
                           enum MHD_ConnectionNotificationCode what)
{
    struct webserver *server = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (what == MHD_CONNECTION_NOTIFY_CLOSED)
        forget(server, socket_context);
    else if (info)
        add(server, info->connect_fd, socket_context);
}
