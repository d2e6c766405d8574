/* amqp_peer.c: a broker played by a thread, byte by byte. */
#include "amqp_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/clock.h"
#include "test.h"
#include "torture.h"

/* ---- frames, as bytes ---- */

void peer_add(struct peer_bytes *to, const void *bytes, size_t count)
{
    assert_true(to->count + count <= sizeof(to->at));
    memcpy(to->at + to->count, bytes, count);
    to->count += count;
}

void peer_add_number(struct peer_bytes *to, uint64_t number, size_t size)
{
    for (size_t i = size; i-- > 0;)
        peer_add(to, &(uint8_t){(uint8_t)(number >> (8 * i))}, 1);
}

void peer_add_frame(struct peer_bytes *to, uint8_t type, uint16_t channel,
                    const struct peer_bytes *payload)
{
    peer_add_number(to, type, 1);
    peer_add_number(to, channel, 2);
    peer_add_number(to, payload->count, 4);
    peer_add(to, payload->at, payload->count);
    peer_add_number(to, 0xce, 1);
}

void peer_add_method(struct peer_bytes *to, uint16_t channel, uint16_t class, uint16_t method,
                     const void *arguments, size_t count)
{
    struct peer_bytes payload = {.count = 0};
    peer_add_number(&payload, class, 2);
    peer_add_number(&payload, method, 2);
    peer_add(&payload, arguments, count);
    peer_add_frame(to, 1, channel, &payload);
}

/* basic.deliver: consumer tag, delivery tag 1, not redelivered, exchange, routing key. */
void peer_add_deliver(struct peer_bytes *to, uint16_t channel)
{
    static const uint8_t arguments[] = {1, 'c', 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 'x', 1, 'k'};
    peer_add_method(to, channel, 60, 60, arguments, sizeof(arguments));
}

void peer_add_header(struct peer_bytes *to, uint64_t body_bytes)
{
    struct peer_bytes payload = {.count = 0};
    peer_add_number(&payload, 60, 2);
    peer_add_number(&payload, 0, 2);
    peer_add_number(&payload, body_bytes, 8);
    peer_add_number(&payload, 0, 2); /* no properties */
    peer_add_frame(to, 2, 1, &payload);
}

void peer_add_body(struct peer_bytes *to, size_t count)
{
    struct peer_bytes payload = {.count = count};
    memset(payload.at, 'b', count);
    peer_add_frame(to, 3, 1, &payload);
}

void peer_add_close(struct peer_bytes *to, uint16_t channel, uint16_t code, const char *reason)
{
    struct peer_bytes arguments = {.count = 0};
    peer_add_number(&arguments, code, 2);
    peer_add_number(&arguments, strlen(reason), 1);
    peer_add(&arguments, reason, strlen(reason));
    peer_add_number(&arguments, 0, 4); /* of no method */
    peer_add_method(to, channel, channel ? 20 : 10, channel ? 40 : 50, arguments.at,
                    arguments.count);
}

/* ---- the peer ---- */

static bool peer_send(int fd, const struct peer_bytes *bytes)
{
    return send(fd, bytes->at, bytes->count, MSG_NOSIGNAL) == (ssize_t)bytes->count;
}

/* Read one frame away. */
static bool peer_skip_frame(int fd)
{
    uint8_t head[7], rest[65536];
    if (recv(fd, head, sizeof(head), MSG_WAITALL) != sizeof(head))
        return false;
    size_t count = ((size_t)head[5] << 8 | head[6]) + 1;
    return recv(fd, rest, count, MSG_WAITALL) == (ssize_t)count;
}

static bool peer_tune(const struct peer *peer, int fd)
{
    static const uint8_t start[] = {0,   9,   0,   0, 0, 0, 0, 0,   0,   5,   'P', 'L',
                                    'A', 'I', 'N', 0, 0, 0, 5, 'e', 'n', '_', 'U', 'S'};
    struct peer_bytes bytes = {.count = 0}, tune = {.count = 0};
    uint8_t protocol[8];
    if (recv(fd, protocol, sizeof(protocol), MSG_WAITALL) != sizeof(protocol))
        return false;
    if (peer->manners == SAYS_HTTP)
        return send(fd, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, MSG_NOSIGNAL) < 0;
    if (peer->manners == SILENT)
        return false;
    peer_add_method(&bytes, 0, 10, 10, start, sizeof(start));
    if (!peer_send(fd, &bytes) || !peer_skip_frame(fd))
        return false;
    bytes.count = 0;
    if (peer->manners == REFUSES_LOGIN) {
        peer_add_close(&bytes, 0, 403, "ACCESS_REFUSED\x1b[2J\xff");
        return peer_send(fd, &bytes) && false;
    }
    peer_add_number(&tune, 10, 2);
    peer_add_number(&tune, peer->frame_max, 4);
    peer_add_number(&tune, peer->heartbeat, 2);
    peer_add_method(&bytes, 0, 10, 30, tune.at, tune.count);
    if (peer->manners == BREAKS_LOGIN)
        bytes.at[bytes.count - 1] = 0;
    return peer_send(fd, &bytes) && peer->manners != BREAKS_LOGIN;
}

static bool peer_shake_hands(const struct peer *peer, int fd)
{
    static const uint8_t nothing[4] = {0};
    struct peer_bytes open_ok = {.count = 0}, channel_ok = {.count = 0};
    peer_add_method(&open_ok, 0, 10, 41, nothing, 1);
    peer_add_method(&channel_ok, 1, 20, 11, nothing, 4);
    if (peer->manners == BREAKS_CHANNEL)
        channel_ok.at[channel_ok.count - 1] = 0;
    return peer_tune(peer, fd) && peer_skip_frame(fd) && peer_skip_frame(fd) && /* tune-ok, open */
           peer_send(fd, &open_ok) && peer_skip_frame(fd) && peer_send(fd, &channel_ok);
}

static void peer_flood(int fd)
{
    struct peer_bytes heartbeats = {.count = 0};
    for (int i = 0; i < 500; i++)
        peer_add_frame(&heartbeats, 8, 0, &(struct peer_bytes){.count = 0});
    while (peer_send(fd, &heartbeats))
        ;
}

/* Who was not understood asks once more. */
static void say_again(const struct peer *peer)
{
    struct pollfd asked = {.fd = peer->listener, .events = POLLIN};
    char rest[64];
    if (poll(&asked, 1, PEER_TIMEOUT_MS) <= 0)
        return;
    const int fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
    (void)peer_tune(peer, fd);
    while (recv(fd, rest, sizeof(rest), 0) > 0)
        ;
    (void)close(fd);
}

static void *peer_run(void *argument)
{
    const struct peer *peer = argument;
    char rest[4096];
    torture_exempt(true);
    const struct timeval write_limit = {.tv_sec = 1};
    int fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &write_limit, sizeof(write_limit));
    bool greeted = peer_shake_hands(peer, fd);
    if (greeted && peer->manners == FLOODS)
        peer_flood(fd);
    if (greeted && peer->manners == NEVER_READS)
        clock_sleep_ms(4 * PEER_TIMEOUT_MS);
    else if (greeted && (!peer_send(fd, &peer->script) || peer->then_closes))
        (void)shutdown(fd, SHUT_WR);
    const bool asked_again = peer->manners == SAYS_HTTP || peer->manners == BREAKS_LOGIN;
    while (!asked_again && recv(fd, rest, sizeof(rest), 0) > 0)
        ;
    (void)close(fd);
    if (asked_again)
        say_again(peer);
    return NULL;
}

void peer_start(struct peer *peer)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(peer->listener, (const struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(peer->listener, 1), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)&address, &size), 0);
    peer->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&peer->thread, NULL, peer_run, peer), 0);
}

void peer_stop(struct peer *peer)
{
    assert_int_equal(pthread_join(peer->thread, NULL), 0);
    (void)close(peer->listener);
}
