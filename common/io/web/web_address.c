/* web_address.c: reading "address:port", and listening there. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/web/webserver_private.h"

#define ADDRESS_MAX 64
#define BACKLOG 64

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
        bind(fd, address->ai_addr, address->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
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

bool web_listen(const char *listen, int *ret_fd, struct error *err)
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

int web_port_of(int fd)
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
