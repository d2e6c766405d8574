/* test_broker_peer.c: a broker that breaks the rules, played by a thread on a loopback socket. It
 * shakes hands as AMQP 0-9-1 asks, then sends the bytes of a row; what the row says must come of
 * it, in time and without a crash (facts/reliability.md 6, 46-57). */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/text.h"
#include "io/broker.h"
#include "test.h"

#define TIMEOUT_MS 600

/* ---- frames, as bytes ---- */

struct bytes {
    uint8_t at[4096];
    size_t count;
};

static void add(struct bytes *to, const void *bytes, size_t count)
{
    assert_true(to->count + count <= sizeof(to->at));
    memcpy(to->at + to->count, bytes, count);
    to->count += count;
}

static void add_number(struct bytes *to, uint64_t number, size_t size)
{
    for (size_t i = size; i-- > 0;)
        add(to, &(uint8_t){(uint8_t)(number >> (8 * i))}, 1);
}

static void add_frame(struct bytes *to, uint8_t type, uint16_t channel, const struct bytes *payload)
{
    add_number(to, type, 1);
    add_number(to, channel, 2);
    add_number(to, payload->count, 4);
    add(to, payload->at, payload->count);
    add_number(to, 0xce, 1);
}

static void add_method(struct bytes *to, uint16_t channel, uint16_t class, uint16_t method,
                       const void *arguments, size_t count)
{
    struct bytes payload = {.count = 0};
    add_number(&payload, class, 2);
    add_number(&payload, method, 2);
    add(&payload, arguments, count);
    add_frame(to, 1, channel, &payload);
}

/* basic.deliver: consumer tag, delivery tag 1, not redelivered, exchange, routing key. */
static void add_deliver(struct bytes *to, uint16_t channel)
{
    static const uint8_t arguments[] = {1, 'c', 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 'x', 1, 'k'};
    add_method(to, channel, 60, 60, arguments, sizeof(arguments));
}

static void add_header(struct bytes *to, uint64_t body_bytes)
{
    struct bytes payload = {.count = 0};
    add_number(&payload, 60, 2);
    add_number(&payload, 0, 2);
    add_number(&payload, body_bytes, 8);
    add_number(&payload, 0, 2); /* no properties */
    add_frame(to, 2, 1, &payload);
}

static void add_body(struct bytes *to, size_t count)
{
    struct bytes payload = {.count = count};
    memset(payload.at, 'b', count);
    add_frame(to, 3, 1, &payload);
}

static void add_close(struct bytes *to, uint16_t channel, uint16_t code, const char *reason)
{
    struct bytes arguments = {.count = 0};
    add_number(&arguments, code, 2);
    add_number(&arguments, strlen(reason), 1);
    add(&arguments, reason, strlen(reason));
    add_number(&arguments, 0, 4); /* of no method */
    add_method(to, channel, channel ? 20 : 10, channel ? 40 : 50, arguments.at, arguments.count);
}

/* ---- the peer ---- */

enum manners { POLITE, REFUSES_LOGIN, SAYS_HTTP, SILENT, NEVER_READS, FLOODS };

struct peer {
    int listener, port;
    pthread_t thread;
    enum manners manners;
    uint32_t frame_max;
    uint16_t heartbeat;
    bool then_closes; /* after the script */
    struct bytes script;
};

static bool peer_send(int fd, const struct bytes *bytes)
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
    struct bytes bytes = {.count = 0}, tune = {.count = 0};
    uint8_t protocol[8];
    if (recv(fd, protocol, sizeof(protocol), MSG_WAITALL) != sizeof(protocol))
        return false;
    if (peer->manners == SAYS_HTTP)
        return send(fd, "HTTP/1.1 400 Bad Request\r\n\r\n", 28, MSG_NOSIGNAL) < 0;
    if (peer->manners == SILENT)
        return false;
    add_method(&bytes, 0, 10, 10, start, sizeof(start));
    if (!peer_send(fd, &bytes) || !peer_skip_frame(fd))
        return false;
    bytes.count = 0;
    if (peer->manners == REFUSES_LOGIN) {
        add_close(&bytes, 0, 403, "ACCESS_REFUSED\x1b[2J\xff");
        return peer_send(fd, &bytes) && false;
    }
    add_number(&tune, 10, 2);
    add_number(&tune, peer->frame_max, 4);
    add_number(&tune, peer->heartbeat, 2);
    add_method(&bytes, 0, 10, 30, tune.at, tune.count);
    return peer_send(fd, &bytes);
}

static bool peer_shake_hands(const struct peer *peer, int fd)
{
    static const uint8_t nothing[4] = {0};
    struct bytes open_ok = {.count = 0}, channel_ok = {.count = 0};
    add_method(&open_ok, 0, 10, 41, nothing, 1);
    add_method(&channel_ok, 1, 20, 11, nothing, 4);
    return peer_tune(peer, fd) && peer_skip_frame(fd) && peer_skip_frame(fd) && /* tune-ok, open */
           peer_send(fd, &open_ok) && peer_skip_frame(fd) && peer_send(fd, &channel_ok);
}

static void peer_flood(int fd)
{
    struct bytes heartbeats = {.count = 0};
    for (int i = 0; i < 500; i++)
        add_frame(&heartbeats, 8, 0, &(struct bytes){.count = 0});
    while (peer_send(fd, &heartbeats))
        ;
}

static void *peer_run(void *argument)
{
    const struct peer *peer = argument;
    char rest[4096];
    const struct timeval write_limit = {.tv_sec = 1};
    int fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &write_limit, sizeof(write_limit));
    bool greeted = peer_shake_hands(peer, fd);
    if (greeted && peer->manners == FLOODS)
        peer_flood(fd);
    if (greeted && peer->manners == NEVER_READS)
        clock_sleep_ms(4 * TIMEOUT_MS);
    else if (greeted && (!peer_send(fd, &peer->script) || peer->then_closes))
        (void)shutdown(fd, SHUT_WR);
    while (recv(fd, rest, sizeof(rest), 0) > 0)
        ;
    (void)close(fd);
    return NULL;
}

static void peer_start(struct peer *peer)
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

static void peer_stop(struct peer *peer)
{
    assert_int_equal(pthread_join(peer->thread, NULL), 0);
    (void)close(peer->listener);
}

static bool open_peer(const struct peer *peer, struct broker **ret, struct error *err)
{
    char url[64];
    (void)snprintf(url, sizeof(url), "amqp://u:p@127.0.0.1:%d", peer->port);
    const struct broker_options options = {
        .url = url, .name = "test", .heartbeat_s = 10, .timeout_ms = TIMEOUT_MS};
    return broker_open(&options, ret, err);
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* ---- after the handshake ---- */

static void script_half_message(struct bytes *to)
{
    add_deliver(to, 1);
    add_header(to, 1000);
    add_body(to, 100);
}
static void script_huge_announced(struct bytes *to)
{
    add_deliver(to, 1);
    add_header(to, 1000000000000000);
    add_body(to, 100);
}
static void script_greatest_announced(struct bytes *to)
{
    add_deliver(to, 1);
    add_header(to, UINT64_MAX);
    add_body(to, 100);
}
static void script_body_too_long(struct bytes *to)
{
    add_deliver(to, 1);
    add_header(to, 10);
    add_body(to, 11);
}
static void script_other_channel(struct bytes *to)
{
    add_deliver(to, 7);
}
static void script_deliver_on_connection(struct bytes *to)
{
    add_deliver(to, 0);
}
static void script_wrong_end(struct bytes *to)
{
    add_deliver(to, 1);
    to->at[to->count - 1] = 0;
}
static void script_method_inside(struct bytes *to)
{
    add_deliver(to, 1);
    add_header(to, 10);
    add_deliver(to, 1);
}
static void script_header_alone(struct bytes *to)
{
    add_header(to, 10);
}
static void script_body_alone(struct bytes *to)
{
    add_body(to, 10);
}
static void script_close_inside(struct bytes *to)
{
    add_deliver(to, 1);
    add_header(to, 10);
    add_close(to, 1, 406, "late");
}
static void script_refused(struct bytes *to)
{
    add_close(to, 1, 403, "no");
}
static void script_short_method(struct bytes *to)
{
    add_frame(to, 1, 1, &(struct bytes){.count = 2});
}
static void script_short_arguments(struct bytes *to)
{
    add_method(to, 1, 60, 60, "\x20", 1);
}
static void script_short_header(struct bytes *to)
{
    add_deliver(to, 1);
    add_frame(to, 2, 1, &(struct bytes){.at = {0, 60}, .count = 4});
}
static void script_other_class(struct bytes *to)
{
    add_deliver(to, 1);
    add_frame(to, 2, 1, &(struct bytes){.at = {0, 10}, .count = 14});
}
static void script_unknown_method(struct bytes *to)
{
    add_method(to, 1, 60, 999, "", 0);
}
static void script_unasked_answer(struct bytes *to)
{
    add_method(to, 1, 50, 21, "", 0);
}
static void script_flow(struct bytes *to)
{
    add_method(to, 1, 20, 20, "\0", 1);
}
static void script_huge_frame(struct bytes *to)
{
    add(to, "\1\0\1\xff\xff\xff\xff", 7);
}
static void script_unknown_frame(struct bytes *to)
{
    add_frame(to, 99, 1, &(struct bytes){.count = 5});
}
static void script_nothing(struct bytes *to)
{
    (void)to;
}

static void broker_next__ends_what_breaks_the_rules(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*script)(struct bytes *to);
        enum error_class class;
        int code; /* 0: any */
    } rows[] = {
        {"half a message, then gone", script_half_message, ERROR_OWN_SERVERS, 0},
        {"10^15 bytes announced", script_huge_announced, ERROR_OWN_SERVERS, 0},
        {"2^64-1 bytes announced", script_greatest_announced, ERROR_OWN_SERVERS, 0},
        {"body longer than announced", script_body_too_long, ERROR_POISON, 0},
        {"deliver on channel 7", script_other_channel, ERROR_POISON, 0},
        {"deliver on channel 0", script_deliver_on_connection, ERROR_POISON, 0},
        {"wrong end of frame", script_wrong_end, ERROR_POISON, 0},
        {"method inside a message", script_method_inside, ERROR_POISON, 0},
        {"header without deliver", script_header_alone, ERROR_POISON, 0},
        {"body without deliver", script_body_alone, ERROR_POISON, 0},
        {"channel closed inside a message", script_close_inside, ERROR_OWN_SERVERS, 406},
        {"access refused", script_refused, ERROR_CONFIG, 403},
        {"method frame of two bytes", script_short_method, ERROR_POISON, 0},
        {"deliver cut off", script_short_arguments, ERROR_POISON, 0},
        {"header frame of four bytes", script_short_header, ERROR_POISON, 0},
        {"header of another class", script_other_class, ERROR_POISON, 0},
        {"unknown method", script_unknown_method, ERROR_POISON, 0},
        {"answer that nobody asked for", script_unasked_answer, ERROR_POISON, 0},
        {"channel.flow", script_flow, ERROR_POISON, 0},
        {"frame of 4 GiB", script_huge_frame, ERROR_POISON, 0},
        {"unknown kind of frame", script_unknown_frame, ERROR_OWN_SERVERS, 0}, /* skipped */
        {"end", script_nothing, ERROR_OWN_SERVERS, 0},
    };
    size_t descriptors = open_descriptors();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct peer peer = {.frame_max = 131072, .then_closes = true};
        struct broker *broker = NULL;
        struct broker_event event = {0};
        struct error err = {0};
        rows[i].script(&peer.script);
        peer_start(&peer);
        EXPECT_ROW(rows[i].name, open_peer(&peer, &broker, &err));
        EXPECT_ROW(rows[i].name, !broker_next(broker, 3000, -1, &event, &err));
        EXPECT_ROW(rows[i].name, err.class == rows[i].class);
        EXPECT_ROW(rows[i].name, rows[i].code == 0 || err.code == rows[i].code);
        EXPECT_ROW(rows[i].name, !broker_next(broker, 3000, -1, &event, &err));
        EXPECT_ROW(rows[i].name, !broker_ack(broker, 1, &err) && err.class == rows[i].class);
        broker_free(broker);
        peer_stop(&peer);
        EXPECT_ROW(rows[i].name, open_descriptors() == descriptors);
    }
}

/* Events that came before the end are handed out before it. */
static void broker_next__hands_out_events_first(void **state)
{
    (void)state;
    struct peer peer = {.frame_max = 131072, .then_closes = true};
    struct broker *broker = NULL;
    struct broker_event event = {0};
    struct error err = {0};
    const struct broker_properties none = {0};
    add_method(&peer.script, 1, 60, 80, "\0\0\0\0\0\0\0\x05\x01", 9); /* basic.ack 5, multiple */
    add_deliver(&peer.script, 1);
    add_header(&peer.script, 3);
    add_body(&peer.script, 1);
    add_body(&peer.script, 0);
    add_body(&peer.script, 2);
    add_close(&peer.script, 0, 320, "CONNECTION_FORCED\x1b[2J\n");
    peer_start(&peer);
    assert_true(open_peer(&peer, &broker, &err));
    clock_sleep_ms(100);
    assert_false(broker_publish(broker, "x", "k", &none, "", 0, NULL, &err));
    assert_int_equal(err.code, 320);
    assert_true(broker_next(broker, 0, -1, &event, &err));
    assert_int_equal(event.kind, BROKER_CONFIRMED);
    assert_true(event.tag == 5 && event.multiple);
    assert_true(broker_next(broker, 0, -1, &event, &err));
    assert_int_equal(event.kind, BROKER_DELIVERY);
    assert_string_equal(event.message->body, "bbb");
    broker_message_free(event.message);
    assert_false(broker_next(broker, 0, -1, &event, &err));
    assert_int_equal(err.class, ERROR_OWN_SERVERS);
    assert_null(strpbrk(err.message, "\x1b\n"));
    broker_free(broker);
    peer_stop(&peer);
}

/* ---- at the handshake, and out of time ---- */

static void broker_open__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum manners manners;
        uint32_t frame_max;
        uint16_t heartbeat;
        enum error_class class; /* ERROR_NONE: it opens */
    } rows[] = {
        {"login refused", REFUSES_LOGIN, 0, 0, ERROR_CONFIG},
        {"another protocol", SAYS_HTTP, 0, 0, ERROR_POISON},
        {"silence", SILENT, 0, 0, ERROR_OWN_SERVERS},
        {"no limit of frames", POLITE, 0, 0, ERROR_NONE},
        {"smallest frames", POLITE, 4096, 1, ERROR_NONE},
        {"frames too small", POLITE, 100, 0, ERROR_NONE}, /* the least is taken instead */
        {"frames of 4 GiB", POLITE, UINT32_MAX, 0, ERROR_NONE},
    };
    size_t descriptors = open_descriptors();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct peer peer = {.manners = rows[i].manners,
                            .frame_max = rows[i].frame_max,
                            .heartbeat = rows[i].heartbeat};
        struct broker *broker = NULL;
        struct error err = {0};
        peer_start(&peer);
        int64_t start_ms = clock_monotonic_ms();
        bool ok = open_peer(&peer, &broker, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].class == ERROR_NONE));
        EXPECT_ROW(rows[i].name, err.class == rows[i].class);
        EXPECT_ROW(rows[i].name, clock_monotonic_ms() - start_ms < 3 * TIMEOUT_MS);
        EXPECT_ROW(rows[i].name, !strpbrk(err.message, "\x1b\xff"));
        broker_free(broker);
        peer_stop(&peer);
        EXPECT_ROW(rows[i].name, open_descriptors() == descriptors);
    }
}

static void broker_open__says_that_nobody_answers(void **state)
{
    (void)state;
    struct broker *broker = NULL;
    struct error err = {0};
    const struct broker_options options = {
        .url = "amqp://u:secret@127.0.0.1:1,localhost:2", .name = "test", .timeout_ms = TIMEOUT_MS};
    assert_false(broker_open(&options, &broker, &err));
    assert_int_equal(err.class, ERROR_OWN_SERVERS);
    assert_null(strstr(err.message, "secret"));
}

/* A peer that takes nothing more: the write ends by TCP_USER_TIMEOUT or by the watchdog. */
static void broker_publish__ends_when_nothing_moves(void **state)
{
    (void)state;
    static char body[512 * 1024];
    struct peer peer = {.manners = NEVER_READS, .frame_max = 131072};
    struct broker *broker = NULL;
    struct error err = {0};
    const struct broker_properties none = {0};
    peer_start(&peer);
    assert_true(open_peer(&peer, &broker, &err));
    int64_t last_ms = clock_monotonic_ms();
    while (broker_publish(broker, "x", "k", &none, body, sizeof(body), NULL, &err))
        last_ms = clock_monotonic_ms();
    assert_int_equal(err.class, ERROR_OWN_SERVERS);
    assert_true(clock_monotonic_ms() - last_ms < 2 * TIMEOUT_MS + 500);
    broker_free(broker);
    peer_stop(&peer);
}

/* Heartbeats without a pause keep the library inside one call: only the watchdog ends it. */
static void broker_watchdog__ends_a_call_without_an_end(void **state)
{
    (void)state;
    struct peer peer = {.manners = FLOODS, .frame_max = 131072};
    struct broker *broker = NULL;
    struct broker_event event = {0};
    struct error err = {0};
    peer_start(&peer);
    assert_true(open_peer(&peer, &broker, &err));
    int64_t start_ms = clock_monotonic_ms();
    bool ok = true;
    while (ok && clock_monotonic_ms() - start_ms < 20000)
        ok = broker_next(broker, 10, -1, &event, &err);
    assert_false(ok);
    assert_int_equal(err.class, ERROR_OWN_SERVERS);
    assert_non_null(strstr(err.message, "nothing moved"));
    broker_free(broker);
    peer_stop(&peer);
}

TEST_MAIN(cmocka_unit_test(broker_next__ends_what_breaks_the_rules),
          cmocka_unit_test(broker_next__hands_out_events_first),
          cmocka_unit_test(broker_open__table),
          cmocka_unit_test(broker_open__says_that_nobody_answers),
          cmocka_unit_test(broker_publish__ends_when_nothing_moves),
          cmocka_unit_test(broker_watchdog__ends_a_call_without_an_end))
