/* test_broker_peer.c: a broker that breaks the rules, played by a thread on a loopback socket. It
 * shakes hands as AMQP 0-9-1 asks, then sends the bytes of a row; what the row says must come of
 * it, in time and without a crash. */
#include <fcntl.h>
#include <stdlib.h>

#include "amqp_peer.h"
#include "core/clock.h"
#include "core/text.h"
#include "io/broker/broker.h"
#include "test.h"

#define TIMEOUT_MS PEER_TIMEOUT_MS

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

static void script_half_message(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_header(to, 1000);
    peer_add_body(to, 100);
}
static void script_huge_announced(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_header(to, 1000000000000000);
    peer_add_body(to, 100);
}
static void script_greatest_announced(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_header(to, UINT64_MAX);
    peer_add_body(to, 100);
}
static void script_body_too_long(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_header(to, 10);
    peer_add_body(to, 11);
}
static void script_other_channel(struct peer_bytes *to)
{
    peer_add_deliver(to, 7);
}
static void script_deliver_on_connection(struct peer_bytes *to)
{
    peer_add_deliver(to, 0);
}
static void script_wrong_end(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    to->at[to->count - 1] = 0;
}
static void script_method_inside(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_header(to, 10);
    peer_add_deliver(to, 1);
}
static void script_header_alone(struct peer_bytes *to)
{
    peer_add_header(to, 10);
}
static void script_body_alone(struct peer_bytes *to)
{
    peer_add_body(to, 10);
}
static void script_close_inside(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_header(to, 10);
    peer_add_close(to, 1, 406, "late");
}
static void script_refused(struct peer_bytes *to)
{
    peer_add_close(to, 1, 403, "no");
}
static void script_short_method(struct peer_bytes *to)
{
    peer_add_frame(to, 1, 1, &(struct peer_bytes){.count = 2});
}
static void script_short_arguments(struct peer_bytes *to)
{
    peer_add_method(to, 1, 60, 60, "\x20", 1);
}
static void script_short_header(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_frame(to, 2, 1, &(struct peer_bytes){.at = {0, 60}, .count = 4});
}
static void script_other_class(struct peer_bytes *to)
{
    peer_add_deliver(to, 1);
    peer_add_frame(to, 2, 1, &(struct peer_bytes){.at = {0, 10}, .count = 14});
}
static void script_unknown_method(struct peer_bytes *to)
{
    peer_add_method(to, 1, 60, 999, "", 0);
}
static void script_unasked_answer(struct peer_bytes *to)
{
    peer_add_method(to, 1, 50, 21, "", 0);
}
static void script_flow(struct peer_bytes *to)
{
    peer_add_method(to, 1, 20, 20, "\0", 1);
}
static void script_huge_frame(struct peer_bytes *to)
{
    peer_add(to, "\1\0\1\xff\xff\xff\xff", 7);
}
static void script_unknown_frame(struct peer_bytes *to)
{
    peer_add_frame(to, 99, 1, &(struct peer_bytes){.count = 5});
}
static void script_nothing(struct peer_bytes *to)
{
    (void)to;
}

static void broker_next__ends_what_breaks_the_rules(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*script)(struct peer_bytes *to);
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
    peer_add_method(&peer.script, 1, 60, 80, "\0\0\0\0\0\0\0\x05\x01",
                    9); /* basic.ack 5, multiple */
    peer_add_deliver(&peer.script, 1);
    peer_add_header(&peer.script, 3);
    peer_add_body(&peer.script, 1);
    peer_add_body(&peer.script, 0);
    peer_add_body(&peer.script, 2);
    peer_add_close(&peer.script, 0, 320, "CONNECTION_FORCED\x1b[2J\n");
    peer_start(&peer);
    assert_true(open_peer(&peer, &broker, &err));
    clock_sleep_ms(100);
    assert_false(broker_publish(broker, &(const struct broker_outgoing){"x", "k", &none, "", 0},
                                NULL, &err));
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

/* A sender may fill a frame with headers, and the broker adds its own to them. */
static void broker_next__takes_more_headers_than_a_frame_should_hold(void **state)
{
    (void)state;
    struct peer peer = {.frame_max = 131072, .then_closes = true};
    static struct peer_bytes header;
    const size_t value_bytes = 200000;
    struct broker *broker = NULL;
    struct broker_event event = {0};
    struct error err = {0};
    header.count = 0;
    peer_add(&header, "\0\x3c\0\0", 4);
    peer_add_number(&header, 1, 8);      /* of the body */
    peer_add_number(&header, 0x2000, 2); /* headers, and no other property */
    peer_add_number(&header, value_bytes + 7,
                    4); /* of the table: a name, a kind, a length, a value */
    peer_add(&header, "\1hS", 3);
    peer_add_number(&header, value_bytes, 4);
    header.count += value_bytes; /* NUL bytes */
    peer_add_deliver(&peer.script, 1);
    peer_add_frame(&peer.script, 2, 1, &header);
    peer_add_body(&peer.script, 1);
    peer_start(&peer);
    assert_true(open_peer(&peer, &broker, &err));
    if (!broker_next(broker, 3000, -1, &event, &err))
        fail_msg("%s", err.message);
    assert_int_equal(event.kind, BROKER_DELIVERY);
    assert_string_equal(event.message->body, "b");
    assert_true(event.message->properties_raw_bytes > value_bytes);
    broker_message_free(event.message);
    broker_free(broker);
    peer_stop(&peer);
}

/* Half a message, then nothing, and nobody closes: the heartbeat ends it; no half is handed out. */
static void broker_next__ends_half_a_message_in_silence(void **state)
{
    (void)state;
    struct peer peer = {.frame_max = 131072, .heartbeat = 1};
    struct broker *broker = NULL;
    struct broker_event event = {0};
    struct error err = {0};
    script_half_message(&peer.script);
    peer_start(&peer);
    assert_true(open_peer(&peer, &broker, &err));
    const int64_t start_ms = clock_monotonic_ms();
    bool ok = true;
    while (ok && clock_monotonic_ms() - start_ms < 10000) {
        ok = broker_next(broker, 50, -1, &event, &err);
        assert_int_equal(event.kind, BROKER_NOTHING);
    }
    assert_false(ok);
    assert_int_equal(err.class, ERROR_OWN_SERVERS);
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
        {"no frame at the login", BREAKS_LOGIN, 0, 0, ERROR_OWN_SERVERS},
        {"no frame for the channel", BREAKS_CHANNEL, 0, 0, ERROR_OWN_SERVERS},
        {"another protocol", SAYS_HTTP, 0, 0, ERROR_CONFIG},
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

/* The broker looks at the right first, and then refuses what it was asked. */
static void broker_may_consume__is_right_without_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint16_t code;
        bool may;
    } rows[] = {{"the arguments are refused", 406, true}, {"the right is", 403, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct peer peer = {.manners = POLITE};
        struct broker *broker = NULL;
        struct error err = {0};
        peer_add_close(&peer.script, 1, rows[i].code, "no");
        peer_start(&peer);
        assert_true(open_peer(&peer, &broker, &err));
        EXPECT_ROW(rows[i].name, broker_may_consume(broker, "q", &err) == rows[i].may);
        EXPECT_ROW(rows[i].name, (err.class == ERROR_NONE) == rows[i].may);
        EXPECT_ROW(rows[i].name, rows[i].may || strstr(err.message, "consume from queue q"));
        broker_free(broker);
        peer_stop(&peer);
    }
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
    while (broker_publish(
        broker, &(const struct broker_outgoing){"x", "k", &none, body, sizeof(body)}, NULL, &err))
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
    if (getenv("TEST_UNDER_VALGRIND"))
        SKIP_TEST("one thread at a time: no flood is dense enough");
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
          cmocka_unit_test(broker_next__takes_more_headers_than_a_frame_should_hold),
          cmocka_unit_test(broker_next__ends_half_a_message_in_silence),
          cmocka_unit_test(broker_open__table),
          cmocka_unit_test(broker_open__says_that_nobody_answers),
          cmocka_unit_test(broker_may_consume__is_right_without_an_error),
          cmocka_unit_test(broker_publish__ends_when_nothing_moves),
          cmocka_unit_test(broker_watchdog__ends_a_call_without_an_end))
