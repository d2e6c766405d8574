/* webserver.c: the server's life: its thread, which lets the library work and ends what takes too
 * long, and its end. The thread is ours, not the library's, so that it is known to turn. */
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/web/webserver_private.h"

#define SPARE 32 /* connections that were shut down and are not closed yet */
#define TURN_MS 250
#define SILENT_MAX_S 10
/* Larger than any head that web_head_check lets pass: past it the library answers itself, in
 * HTML. */
#define CONNECTION_BYTES ((size_t)48 * 1024)

/* Paths are decoded by ourselves, strictly and once. */
static size_t leave_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context, (void)connection;
    return strlen(text);
}

/* Messages of the library help only to find an error in this room, so they are debug lines. */
static void __attribute__((format(printf, 2, 0)))
log_library(void *context, const char *fmt, va_list arguments)
{
    (void)context;
    char line[200] = "";
    (void)vsnprintf(line, sizeof(line), fmt, arguments); /* a long message is cut */
    LOG(LOG_DEBUG, "webserver", log_str("says", line));
}

/* The library gives the socket back, and looks at it no more. */
static void go_quiet(struct webserver *server)
{
    const int fd = MHD_quiesce_daemon(server->daemon);
    if (fd >= 0)
        (void)close(fd); /* nothing was written to it */
    server->quiet = true;
}

/* Wait until there is something to do. Resuming a connection does not wake the library up. */
static void wait_for_news(struct webserver *server)
{
    MHD_UNSIGNED_LONG_LONG library_ms = TURN_MS;
    struct pollfd fds[] = {{.fd = server->library_fd, .events = POLLIN},
                           {.fd = server->wake_fd, .events = POLLIN}};
    if (MHD_get_timeout(server->daemon, &library_ms) != MHD_YES || library_ms > TURN_MS)
        library_ms = TURN_MS;
    if (poll(fds, ARRAY_LEN(fds), (int)library_ms) < 0 && errno != EINTR)
        clock_sleep_ms(1); /* no memory: it may come back */
    thread_wake_clear(server->wake_fd);
}

static void *run(void *argument)
{
    struct webserver *server = argument;
    while (!atomic_load(&server->stopping)) {
        if (atomic_load(&server->draining) && !server->quiet)
            go_quiet(server);
        wait_for_news(server);
        (void)MHD_run(server->daemon); /* what goes wrong ends its connection */
        web_connection_expire(server);
        atomic_store(&server->turned_ms, clock_monotonic_ms());
    }
    (void)MHD_run(server->daemon); /* what was woken up last gets its answer */
    return NULL;
}

static struct MHD_Daemon *start_library(struct webserver *server, int fd)
{
    const size_t most = web_connections_max(server) + server->options.streams + SPARE;
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, /* port= */ 0, NULL, NULL,
        web_exchange_go_on, server, MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)most,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENT_MAX_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        web_connection_notify, server, MHD_OPTION_NOTIFY_COMPLETED, web_exchange_end, server,
        MHD_OPTION_URI_LOG_CALLBACK, web_exchange_begin, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escapes, NULL, MHD_OPTION_END);
}

static int library_fd(struct webserver *server)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1; /* poll(2) ignores it, and the library has its turns */
}

bool webserver_start(const struct webserver_options *options, struct webserver **ret,
                     struct error *err)
{
    int fd = -1;
    if (!web_listen(options->listen, &fd, err))
        return false;
    struct webserver *server = mem_new(1, sizeof(*server));
    server->port = web_port_of(fd);
    server->options = *options;
    (void)pthread_mutex_init(&server->lock, NULL); /* cannot fail with these attributes */
    atomic_store(&server->turned_ms, clock_monotonic_ms());
    server->daemon = start_library(server, fd);
    if (!server->daemon) {
        (void)close(fd); /* nothing was written to it */
        (void)pthread_mutex_destroy(&server->lock);
        mem_free(server);
        return error_set(err, ERROR_CONFIG, /* code= */ 0,
                         "cannot listen on %s: no descriptor or no memory is left",
                         options->listen);
    }
    server->library_fd = library_fd(server);
    server->wake_fd = thread_wake_open();
    server->thread = thread_start("web", THREAD_STACK_PLAIN, run, server);
    *ret = server;
    return true;
}

void webserver_drain(struct webserver *server)
{
    atomic_store(&server->draining, true);
    thread_wake(server->wake_fd);
}

size_t webserver_busy(const struct webserver *server)
{
    return atomic_load(&server->busy);
}

int64_t webserver_idle_ms(const struct webserver *server)
{
    return clock_monotonic_ms() - atomic_load(&server->turned_ms);
}

int webserver_port(const struct webserver *server)
{
    return server->port;
}

void webserver_stop(struct webserver *server)
{
    if (!server)
        return;
    atomic_store(&server->stopping, true);
    thread_wake(server->wake_fd);
    (void)pthread_join(server->thread, NULL);
    MHD_stop_daemon(server->daemon); /* closes the socket, unless it is quiet */
    assert(!server->connections && server->streams == 0 && server->downloads == 0);
    if (server->wake_fd >= 0)
        (void)close(server->wake_fd); /* nothing is kept in it */
    (void)pthread_mutex_destroy(&server->lock);
    mem_free(server);
}

const char *webserver_library_version(void)
{
    return MHD_get_version();
}
