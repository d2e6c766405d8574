/* broker_found.c: what answers in the place of a broker. A URL may lead to another kind of server,
 * which becomes no broker by waiting, but the library says only that bytes were wrong or that the
 * connection ended. So the place is asked again, as clients of AMQP, PostgreSQL, TLS and HTTP
 * begin, until there is an answer. Only one that no broker gives counts. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "io/broker/broker_private.h"

#define WAIT_MAX_MS 500 /* for each question */
#define ANSWER_BYTES 8

static bool limit_times(int fd, int64_t ms)
{
    const struct timeval time = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
    return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time)) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) == 0;
}

/* A connected socket. -1: there is no way there. */
static int reach(const struct broker_node *node, int64_t ms)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    char port[8];
    int fd = -1;
    (void)snprintf(port, sizeof(port), "%d", node->port);
    if (getaddrinfo(node->host, port, &hints, &list) != 0)
        return -1;
    for (const struct addrinfo *at = list; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && limit_times(fd, ms) && connect(fd, at->ai_addr, at->ai_addrlen) == 0)
            break;
        if (fd >= 0)
            (void)close(fd);
        fd = -1;
    }
    freeaddrinfo(list);
    return fd;
}

/* What a client of another kind says first. */
static const struct question {
    const char *bytes;
    size_t count;
} amqp = {"AMQP\0\0\x09\x01", 8}, postgresql = {"\0\0\0\x08\x04\xd2\x16\x2f", 8},
  http = {"GET / HTTP/1.0\r\n\r\n", 18},
  tls = {"\x16\3\1\0\x2d\1\0\0\x29\3\3" /* a hello of TLS 1.2; 32 bytes that should be random: */
         "backfill backfill backfill hello"
         "\0\0\2\xc0\x2f\1\0",
         50};

/* How the answer to a question begins. Returns how many bytes it has: 0: there is none. */
static size_t ask(const struct broker_node *node, int64_t ms, const struct question *question,
                  char ret[static ANSWER_BYTES])
{
    const int fd = reach(node, ms);
    ssize_t got = -1;
    memset(ret, 0, ANSWER_BYTES);
    if (fd < 0)
        return 0;
    if (send(fd, question->bytes, question->count, MSG_NOSIGNAL) == (ssize_t)question->count)
        got = recv(fd, ret, ANSWER_BYTES, 0);
    (void)close(fd);
    return got > 0 ? (size_t)got : 0;
}

static const char *name_of(const struct broker_node *node, const char answer[static ANSWER_BYTES])
{
    /* A broker that was asked for another thing says which version it speaks. */
    if (memcmp(answer, amqp.bytes, ANSWER_BYTES) == 0)
        return NULL;
    if (memcmp(answer, "HTTP", 4) == 0)
        return "a web server";
    if (memcmp(answer, "\1\0\0", 3) == 0) /* a frame of channel 0: connection.start */
        return node->tls ? "a broker without TLS (amqp://)" : NULL;
    if ((answer[0] == 0x15 || answer[0] == 0x16) && answer[1] == 3) /* an alert, or a hello */
        return node->tls ? NULL : "a server that wants TLS (amqps://)";
    return "a server that does not speak AMQP 0-9-1";
}

const char *broker_found(const struct broker_node *node, bool was_silent, int64_t timeout_ms)
{
    const int64_t ms = timeout_ms < WAIT_MAX_MS ? timeout_ms : WAIT_MAX_MS;
    char answer[ANSWER_BYTES];
    if (!was_silent && ask(node, ms, &amqp, answer) > 0)
        return name_of(node, answer);
    if (ask(node, ms, &http, answer) > 0) /* web servers wait for the end of a line */
        return name_of(node, answer);
    if (was_silent)
        return NULL;
    if (ask(node, ms, &postgresql, answer) == 1 && (*answer == 'S' || *answer == 'N'))
        return "PostgreSQL";
    return ask(node, ms, &tls, answer) > 0 ? name_of(node, answer) : NULL;
}
