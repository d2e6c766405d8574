/* probe-broker.c: scenarios of common/io/broker/broker.h against a real RabbitMQ, for
 * tests/integration/test_broker. "probe-broker SCENARIO URL" exits 0 when everything was as it must
 * be; otherwise it says what was not. Scenarios that wait for a fault print "ready" first.
 *
 * PROBE_TIMEOUT_MS, PROBE_HEARTBEAT_S and PROBE_CA set the connection's options. */
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "io/broker/broker.h"
#include "io/broker/broker_url.h"

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "line %d: %s does not hold; last error: %s\n", __LINE__, #condition,   \
                    err.message);                                                                  \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static struct error err;
static const char *url;

/* ---- helpers ---- */

static int64_t setting(const char *name, int64_t fallback)
{
    int64_t value = fallback;
    const char *text = getenv(name);
    CHECK(!text || text_to_int(text, 1, 1000000, &value));
    return value;
}

static struct broker *try_open(bool confirms)
{
    struct broker *broker = NULL;
    const struct broker_options options = {
        .url = url,
        .ca_file = getenv("PROBE_CA"),
        .name = "probe",
        .heartbeat_s = setting("PROBE_HEARTBEAT_S", 10),
        .timeout_ms = setting("PROBE_TIMEOUT_MS", 5000),
        .confirms = confirms,
    };
    return broker_open(&options, &broker, &err) ? broker : NULL;
}

static struct broker *opened(bool confirms)
{
    struct broker *broker = try_open(confirms);
    CHECK(broker);
    return broker;
}

/* The next event within ten seconds; its kind must be this. */
static struct broker_event expect(struct broker *broker, enum broker_event_kind kind)
{
    struct broker_event event = {0};
    CHECK(broker_next(broker, 10000, /* wake_fd= */ -1, &event, &err));
    if (event.kind != kind)
        fprintf(stderr, "expected event %d, got %d %s\n", (int)kind, (int)event.kind, event.text);
    CHECK(event.kind == kind);
    return event;
}

static struct broker_message *expect_delivery(struct broker *broker)
{
    struct broker_event event = expect(broker, BROKER_DELIVERY);
    CHECK(event.message && event.tag == event.message->tag);
    return event.message;
}

static void publish(struct broker *broker, const char *key, const char *id, const void *body,
                    size_t body_bytes, uint64_t *ret_tag)
{
    const struct broker_header headers[] = {{"reason", "because"}, {"attempts", "3"}};
    const struct broker_properties properties = {
        .content_type = "application/json",
        .type = "backfill.month.v1",
        .message_id = id,
        .correlation_id = "job",
        .app_id = "probe",
        .timestamp_s = 1700000000,
        .headers = headers,
        .header_count = ARRAY_LEN(headers),
    };
    CHECK(broker_publish(
        broker, &(const struct broker_outgoing){"probe", key, &properties, body, body_bytes},
        ret_tag, &err));
}

static void publish_confirmed(struct broker *broker, const char *key, const void *body,
                              size_t body_bytes)
{
    uint64_t tag = 0;
    publish(broker, key, "id", body, body_bytes, &tag);
    struct broker_event event = expect(broker, BROKER_CONFIRMED);
    CHECK(event.tag == tag);
}

static void consume(struct broker *broker, const char *queue, uint16_t prefetch)
{
    CHECK(broker_consume(broker, queue, prefetch, &err));
    (void)expect(broker, BROKER_CONSUME_OK);
}

/* Declare exchange probe with queue work, and exchange probe.dead with queue dead. */
static void declare_all(struct broker *broker)
{
    const struct broker_queue dead = {.name = "dead"};
    const struct broker_queue work = {.name = "work",
                                      .delivery_limit = 20,
                                      .dead_exchange = "probe.dead",
                                      .dead_routing_key = "dead"};
    CHECK(broker_declare_exchange(broker, "probe.dead", &err));
    CHECK(broker_declare_queue(broker, &dead, &err));
    CHECK(broker_bind_queue(broker, "dead", "probe.dead", "dead", &err));
    CHECK(broker_declare_exchange(broker, "probe", &err));
    CHECK(broker_declare_queue(broker, &work, &err));
    CHECK(broker_bind_queue(broker, "work", "probe", "work", &err));
}

static void say_ready(void)
{
    puts("ready");
    (void)fflush(stdout);
}

/* ---- the library itself, for what our own interface refuses to send ---- */

static amqp_connection_state_t raw_open(void)
{
    struct broker_nodes nodes = {0};
    CHECK(broker_url_parse(url, &nodes, &err));
    const struct broker_node *node = &nodes.node[0];
    amqp_connection_state_t raw = amqp_new_connection();
    CHECK(amqp_socket_open(amqp_tcp_socket_new(raw), node->host, node->port) == AMQP_STATUS_OK);
    CHECK(amqp_login(raw, node->vhost, 0, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN,
                     node->user, node->password)
              .reply_type == AMQP_RESPONSE_NORMAL);
    CHECK(amqp_channel_open(raw, 1));
    broker_nodes_done(&nodes);
    return raw;
}

static void raw_close(amqp_connection_state_t raw)
{
    CHECK(amqp_connection_close(raw, AMQP_REPLY_SUCCESS).reply_type == AMQP_RESPONSE_NORMAL);
    CHECK(amqp_destroy_connection(raw) == AMQP_STATUS_OK);
}

/* To queue work, with these headers. */
static void raw_publish(amqp_table_t headers, const void *body, size_t body_bytes)
{
    amqp_connection_state_t raw = raw_open();
    const amqp_basic_properties_t properties = {._flags = AMQP_BASIC_HEADERS_FLAG,
                                                .headers = headers};
    const amqp_bytes_t bytes = {.len = body_bytes, .bytes = (void *)(uintptr_t)body};
    CHECK(amqp_basic_publish(raw, 1, amqp_cstring_bytes("probe"), amqp_cstring_bytes("work"), true,
                             false, &properties, bytes) == AMQP_STATUS_OK);
    raw_close(raw);
}

/* ---- topology ---- */

static void scenario_topology(void)
{
    struct broker *broker = opened(true);
    bool exists = false;
    uint32_t ready = 7;
    CHECK(broker_server_major(broker) >= 3);
    declare_all(broker);
    declare_all(broker); /* once more: nothing changes */
    CHECK(broker_check_queue(broker, "work", &exists, &ready, &err) && exists && ready == 0);
    CHECK(broker_check_exchange(broker, "probe", &exists, &err) && exists);
    CHECK(broker_check_exchange(broker, "nothing", &exists, &err) && !exists);
    CHECK(!broker_check_queue(broker, "work", &exists, &ready, &err)); /* the connection is spent */
    CHECK(err.class == ERROR_OWN_SERVERS);
    broker_free(broker);
    broker = opened(false);
    CHECK(broker_check_queue(broker, "nothing", &exists, &ready, &err) && !exists);
    broker_free(broker);
}

static void scenario_other_arguments(void)
{
    struct broker *broker = opened(true);
    declare_all(broker);
    const struct broker_queue other = {.name = "work", .delivery_limit = 3};
    CHECK(!broker_declare_queue(broker, &other, &err));
    CHECK(err.class == ERROR_CONFIG && err.code == 406 && strstr(err.message, "work"));
    broker_free(broker);
    broker = opened(true);
    CHECK(!broker_bind_queue(broker, "nothing", "probe", "x", &err) && err.class == ERROR_CONFIG);
    broker_free(broker);
}

/* ---- publishing ---- */

static void scenario_publish(void)
{
    enum { COUNT = 2000 };
    struct broker *broker = opened(true);
    declare_all(broker);
    uint64_t tag = 0, confirmed = 0;
    for (uint64_t i = 1; i <= COUNT; i++) {
        publish(broker, "work", "id", "{}", 2, &tag);
        CHECK(tag == i);
    }
    while (confirmed < COUNT) {
        struct broker_event event = expect(broker, BROKER_CONFIRMED);
        CHECK(event.tag <= COUNT);
        confirmed = event.multiple ? event.tag : confirmed + 1;
    }
    CHECK(broker_ask_depth(broker, "work", &err));
    CHECK(expect(broker, BROKER_DEPTH).ready == COUNT);
    publish(broker, "work", NULL, NULL, 0, &tag); /* without a body */
    CHECK(expect(broker, BROKER_CONFIRMED).tag == COUNT + 1);
    broker_free(broker);
}

static void scenario_unroutable(void)
{
    struct broker *broker = opened(true);
    declare_all(broker);
    uint64_t tag = 0;
    char longest[BROKER_ID_MAX + 1] = "";
    memset(longest, 'x', BROKER_ID_MAX);
    const char *const ids[] = {"the id", "tab\tand \xc3\xa9", longest}; /* come back as they went */
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        publish(broker, "nowhere", ids[i], "body", 4, &tag);
        struct broker_event event = expect(broker, BROKER_RETURNED);
        CHECK(strncmp(event.text, "312 NO_ROUTE", 12) == 0 && strstr(event.text, "nowhere"));
        CHECK(strcmp(event.returned_message_id, ids[i]) == 0);
        CHECK(expect(broker, BROKER_CONFIRMED).tag == tag);
    }
    broker_free(broker);
}

/* A queue that takes two messages and refuses more. */
static void scenario_refused(void)
{
    amqp_table_entry_t entries[] = {
        {.key = amqp_cstring_bytes("x-queue-type"),
         .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes("quorum")}},
        {.key = amqp_cstring_bytes("x-max-length"),
         .value = {.kind = AMQP_FIELD_KIND_I64, .value.i64 = 2}},
        {.key = amqp_cstring_bytes("x-overflow"),
         .value = {.kind = AMQP_FIELD_KIND_UTF8,
                   .value.bytes = amqp_cstring_bytes("reject-publish")}},
    };
    struct broker *broker = opened(true);
    declare_all(broker);
    amqp_connection_state_t raw = raw_open();
    CHECK(amqp_queue_declare(raw, 1, amqp_cstring_bytes("small"), false, true, false, false,
                             (amqp_table_t){ARRAY_LEN(entries), entries}));
    raw_close(raw);
    CHECK(broker_bind_queue(broker, "small", "probe", "small", &err));
    int refused = 0;
    for (uint64_t i = 1; i <= 10; i++) {
        struct broker_event event = {0};
        publish(broker, "small", "id", "body", 4, NULL);
        CHECK(broker_next(broker, 10000, -1, &event, &err));
        CHECK((event.kind == BROKER_CONFIRMED || event.kind == BROKER_REFUSED) && event.tag == i);
        refused += event.kind == BROKER_REFUSED;
    }
    CHECK(refused >= 5 && refused <= 8);
    broker_free(broker);
}

/* What does not fit is refused before anything is sent: the connection lives on. */
static void scenario_too_long(void)
{
    struct broker *broker = opened(true);
    declare_all(broker);
    CLEANUP(mem_free) char *text = mem_new(10000, 1);
    memset(text, 'x', 9999);
    struct broker_header header = {.key = "key", .value = text};
    struct broker_header many[100];
    struct broker_properties rows[] = {{.message_id = text},
                                       {.type = text},
                                       {.headers = &header, .header_count = 1},
                                       {.headers = many, .header_count = ARRAY_LEN(many)}};
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = (struct broker_header){.key = "key", .value = text + 5000};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CHECK(!broker_publish(
            broker, &(const struct broker_outgoing){"probe", "work", &rows[i], "", 0}, NULL, &err));
        CHECK(err.class == ERROR_REQUEST);
    }
    text[256] = '\0';
    struct broker_properties none = {0};
    CHECK(!broker_publish(broker, &(const struct broker_outgoing){"probe", text, &none, "", 0},
                          NULL, &err));
    publish_confirmed(broker, "work", "{}", 2);
    broker_free(broker);
}

/* ---- consuming ---- */

static void scenario_consume(void)
{
    struct broker *broker = opened(true), *consumer = opened(false);
    declare_all(broker);
    for (int i = 0; i < 3; i++)
        publish_confirmed(broker, "work", "a\0b", 3);
    consume(consumer, "work", 1);
    struct broker_message *message = expect_delivery(consumer);
    CHECK(message->body_bytes == 3 && memcmp(message->body, "a\0b", 4) == 0 && !message->oversized);
    CHECK(text_equal(message->message_id, "id") && message->message_id_bytes == 2);
    CHECK(text_equal(message->type, "backfill.month.v1") && message->timestamp_s == 1700000000);
    CHECK(text_equal(message->content_type, "application/json") && !message->content_encoding);
    CHECK(text_equal(message->correlation_id, "job") && text_equal(message->app_id, "probe"));
    CHECK(text_equal(broker_message_header(message, "reason"), "because"));
    CHECK(message->header_count == 2 && !broker_message_header(message, "nothing"));
    CHECK(!message->redelivered && message->delivery_count == 0);
    CHECK(message->properties_raw_bytes > 60);
    struct broker_event event = {0}; /* prefetch 1: no other before this one is settled */
    CHECK(broker_next(consumer, 300, -1, &event, &err) && event.kind == BROKER_NOTHING);
    CHECK(broker_reject(consumer, message->tag, /* requeue= */ true, &err));
    broker_message_free(message);
    int again = 0;
    for (int i = 0; i < 3; i++) {
        message = expect_delivery(consumer);
        again += message->redelivered && message->delivery_count == 1;
        CHECK(broker_ack(consumer, message->tag, &err));
        broker_message_free(message);
    }
    CHECK(again == 1);
    CHECK(broker_cancel(consumer, &err));
    (void)expect(consumer, BROKER_CANCEL_OK);
    publish_confirmed(broker, "work", "{}", 2);
    CHECK(broker_next(consumer, 300, -1, &event, &err) && event.kind == BROKER_NOTHING);
    consume(consumer, "work", 1); /* begin again on the same connection */
    broker_message_free(expect_delivery(consumer));
    broker_free(consumer);
    broker_free(broker);
}

/* Acknowledgements that were sent just before leaving are not lost. (Of more than 32 on their way
 * to one quorum queue, RabbitMQ 3.10 itself forgets the rest when the channel ends.) */
static void scenario_leave(void)
{
    enum { COUNT = 500, SETTLED = 20 };
    struct broker *broker = opened(true), *consumer = opened(false);
    declare_all(broker);
    for (int i = 0; i < COUNT; i++)
        publish(broker, "work", "id", "{}", 2, NULL);
    consume(consumer, "work", COUNT);
    for (int i = 0; i < SETTLED; i++) {
        struct broker_message *message = expect_delivery(consumer);
        CHECK(broker_ack(consumer, message->tag, &err));
        broker_message_free(message);
    }
    broker_free(consumer);
    clock_sleep_ms(500);
    struct broker *counter = opened(false);
    CHECK(broker_ask_depth(counter, "work", &err));
    CHECK(expect(counter, BROKER_DEPTH).ready == COUNT - SETTLED);
    broker_free(counter);
    broker_free(broker);
}

static void scenario_wake(void)
{
    struct broker *broker = opened(false);
    struct broker_event event = {0};
    int wake_fd = eventfd(1, EFD_CLOEXEC);
    int64_t start_ms = clock_monotonic_ms();
    CHECK(broker_next(broker, 5000, wake_fd, &event, &err) && event.kind == BROKER_NOTHING);
    CHECK(clock_monotonic_ms() - start_ms < 1000);
    start_ms = clock_monotonic_ms();
    CHECK(broker_next(broker, 1200, -1, &event, &err) && event.kind == BROKER_NOTHING);
    CHECK(clock_monotonic_ms() - start_ms >= 1200);
    (void)close(wake_fd);
    broker_free(broker);
}

static int64_t peak_kib(void)
{
    char line[128];
    FILE *status = fopen("/proc/self/status", "re");
    int64_t kib = -1;
    while (status && fgets(line, sizeof(line), status))
        if (strncmp(line, "VmHWM:", 6) == 0) {
            char *digits = line + 6 + strspn(line + 6, " \t");
            digits[strcspn(digits, " ")] = '\0';
            CHECK(text_to_int(digits, 0, INT64_MAX, &kib));
        }
    if (status)
        (void)fclose(status);
    return kib;
}

static void scenario_put_oversized(void)
{
    enum { BYTES = 64 * 1024 * 1024 };
    struct broker *broker = opened(true);
    declare_all(broker);
    CLEANUP(mem_free) char *body = mem_new(BYTES, 1);
    publish_confirmed(broker, "work", body, BROKER_BODY_MAX);
    publish_confirmed(broker, "work", body, 2 * BROKER_BODY_MAX);
    publish_confirmed(broker, "work", body, BYTES);
    broker_free(broker);
}

/* After put_oversized. */
static void scenario_take_oversized(void)
{
    struct broker *consumer = opened(false);
    int64_t before_kib = peak_kib();
    consume(consumer, "work", 1);
    struct broker_message *message = expect_delivery(consumer);
    CHECK(!message->oversized && message->body_bytes == BROKER_BODY_MAX);
    CHECK(broker_ack(consumer, message->tag, &err));
    broker_message_free(message);
    for (int i = 0; i < 2; i++) {
        message = expect_delivery(consumer);
        CHECK(message->oversized && message->body_bytes > BROKER_BODY_MAX && !message->body[0]);
        CHECK(broker_reject(consumer, message->tag, /* requeue= */ false, &err));
        broker_message_free(message);
    }
    CHECK(peak_kib() - before_kib < 8 * 1024);
    broker_free(consumer);
    consumer = opened(false);
    consume(consumer, "dead", 1);
    message = expect_delivery(consumer);
    CHECK(message->oversized && message->body_bytes == 2 * BROKER_BODY_MAX);
    CHECK(text_equal(broker_message_header(message, "x-death"), "array"));
    CHECK(text_equal(broker_message_header(message, "x-death.reason"), "rejected"));
    CHECK(text_equal(broker_message_header(message, "x-death.queue"), "work"));
    CHECK(text_equal(broker_message_header(message, "x-death.count"), "1"));
    CHECK(text_equal(broker_message_header(message, "reason"), "because"));
    broker_message_free(message);
    broker_free(consumer);
}

/* ---- headers that nobody sane sends ---- */

static struct broker_message *sent_with(amqp_table_t headers)
{
    struct broker *broker = opened(true), *consumer = opened(false);
    declare_all(broker);
    broker_free(broker);
    raw_publish(headers, "{}", 2);
    consume(consumer, "work", 1);
    struct broker_message *message = expect_delivery(consumer);
    CHECK(broker_ack(consumer, message->tag, &err));
    broker_free(consumer);
    return message;
}

static void scenario_many_headers(void)
{
    enum { COUNT = 5000 };
    amqp_table_entry_t *entries = mem_new(COUNT, sizeof(*entries));
    char(*keys)[16] = mem_new(COUNT, sizeof(*keys));
    for (int i = 0; i < COUNT; i++) {
        (void)snprintf(keys[i], sizeof(keys[i]), "k%d", i);
        entries[i] = (amqp_table_entry_t){
            .key = amqp_cstring_bytes(keys[i]),
            .value = {.kind = AMQP_FIELD_KIND_I32, .value.i32 = i},
        };
    }
    struct broker_message *message = sent_with((amqp_table_t){COUNT, entries});
    CHECK(message->header_count == COUNT);
    CHECK(text_equal(broker_message_header(message, "k4999"), "4999"));
    broker_message_free(message);
    mem_free(entries);
    mem_free(keys);
}

static void scenario_deep_headers(void)
{
    enum { DEPTH = 2000 };
    amqp_table_entry_t *entries = mem_new(DEPTH, sizeof(*entries));
    amqp_field_value_t *values = mem_new(DEPTH, sizeof(*values));
    for (int i = 0; i < DEPTH; i++) {
        entries[i] = (amqp_table_entry_t){.key = amqp_cstring_bytes("t"),
                                          .value = {.kind = AMQP_FIELD_KIND_VOID}};
        values[i] = (amqp_field_value_t){.kind = AMQP_FIELD_KIND_VOID};
        if (i == 0)
            continue;
        entries[i].value = (amqp_field_value_t){.kind = AMQP_FIELD_KIND_TABLE,
                                                .value.table = {1, &entries[i - 1]}};
        values[i] =
            (amqp_field_value_t){.kind = AMQP_FIELD_KIND_ARRAY, .value.array = {1, &values[i - 1]}};
    }
    amqp_table_entry_t top[] = {
        entries[DEPTH - 1],
        {.key = amqp_cstring_bytes("x-death"), .value = values[DEPTH - 1]},
    };
    struct broker_message *message = sent_with((amqp_table_t){ARRAY_LEN(top), top});
    CHECK(text_equal(broker_message_header(message, "t"), "table"));
    CHECK(text_equal(broker_message_header(message, "x-death"), "array"));
    CHECK(!broker_message_header(message, "x-death.reason"));
    broker_message_free(message);
    mem_free(entries);
    mem_free(values);
}

/* One of each kind, and text that must not reach a terminal. */
static void scenario_all_kinds(void)
{
#define FIELD(name, kind_, member, ...)                                                            \
    {                                                                                              \
        .key = {sizeof(name) - 1, (void *)(uintptr_t)(name)},                                      \
        .value = {.kind = (kind_), .value.member = __VA_ARGS__},                                   \
    }
    amqp_table_entry_t entries[] = {
        FIELD("bool", AMQP_FIELD_KIND_BOOLEAN, boolean, 1),
        FIELD("i8", AMQP_FIELD_KIND_I8, i8, -8),
        FIELD("u8", AMQP_FIELD_KIND_U8, u8, 200),
        FIELD("i16", AMQP_FIELD_KIND_I16, i16, -16),
        FIELD("u16", AMQP_FIELD_KIND_U16, u16, 60000),
        FIELD("i32", AMQP_FIELD_KIND_I32, i32, -32),
        FIELD("u32", AMQP_FIELD_KIND_U32, u32, 4000000000U),
        FIELD("i64", AMQP_FIELD_KIND_I64, i64, -64),
        FIELD("f32", AMQP_FIELD_KIND_F32, f32, 1.5F),
        FIELD("f64", AMQP_FIELD_KIND_F64, f64, 2.5),
        FIELD("decimal", AMQP_FIELD_KIND_DECIMAL, decimal, {2, 314}),
        FIELD("time", AMQP_FIELD_KIND_TIMESTAMP, u64, 1700000000),
        FIELD("void", AMQP_FIELD_KIND_VOID, boolean, 0),
        FIELD("bytes", AMQP_FIELD_KIND_BYTES, bytes, {3, (void *)(uintptr_t) "\x00\x01\xff"}),
        FIELD("text", AMQP_FIELD_KIND_UTF8, bytes, {5, (void *)(uintptr_t) "\x1b[2J\n"}),
        FIELD("a\033b", AMQP_FIELD_KIND_UTF8, bytes, {0, NULL}),
        FIELD("x-delivery-count", AMQP_FIELD_KIND_I64, i64, -1),
        FIELD("x-death", AMQP_FIELD_KIND_UTF8, bytes, {3, (void *)(uintptr_t) "was"}),
    };
    static const struct broker_header expected[] = {
        {"bool", "true"},      {"i8", "-8"},           {"u8", "200"},
        {"i16", "-16"},        {"u16", "60000"},       {"i32", "-32"},
        {"u32", "4000000000"}, {"i64", "-64"},         {"f32", "float"},
        {"f64", "float"},      {"decimal", "decimal"}, {"time", "1700000000"},
        {"void", "void"},      {"x-death", "was"},     {"x-delivery-count", "-1"},
    };
    struct broker_message *message = sent_with((amqp_table_t){ARRAY_LEN(entries), entries});
    CHECK(message->header_count == ARRAY_LEN(entries) && message->delivery_count == 0);
    for (size_t i = 0; i < ARRAY_LEN(expected); i++)
        CHECK(text_equal(broker_message_header(message, expected[i].key), expected[i].value));
    for (size_t i = 0; i < message->header_count; i++) {
        CHECK(!strpbrk(message->headers[i].key, "\033\n"));
        CHECK(!strpbrk(message->headers[i].value, "\033\n\001"));
    }
    broker_message_free(message);
}

/* ---- faults: the script makes them after "ready" ---- */

static void scenario_cancelled(void)
{
    struct broker *broker = opened(true), *consumer = opened(false);
    declare_all(broker);
    consume(consumer, "work", 1);
    amqp_connection_state_t raw = raw_open();
    CHECK(amqp_queue_delete(raw, 1, amqp_cstring_bytes("work"), false, false));
    raw_close(raw);
    (void)expect(consumer, BROKER_CANCELLED);
    CHECK(broker_consume(consumer, "work", 1, &err)); /* gone: the channel is closed */
    struct broker_event event = {0};
    CHECK(!broker_next(consumer, 10000, -1, &event, &err));
    CHECK(err.class == ERROR_OWN_SERVERS && err.code == 404);
    broker_free(consumer);
    broker_free(broker);
}

/* Wait until the connection is lost; it must be found out within the time given. */
static void lost(struct broker *broker)
{
    struct broker_event event = {0};
    int64_t start_ms = clock_monotonic_ms();
    say_ready();
    while (broker_next(broker, 60000, -1, &event, &err))
        broker_message_free(event.message);
    printf("%lld ms: %s: %s\n", (long long)(clock_monotonic_ms() - start_ms),
           error_class_name(err.class), err.message);
    CHECK(err.class == ERROR_OWN_SERVERS);
    struct error first = err;
    CHECK(!broker_ack(broker, 1, &err) && err.class == first.class); /* dead stays dead */
    broker_free(broker);
}

static void scenario_lost(void)
{
    struct broker *consumer = opened(false), *broker = opened(true);
    declare_all(broker);
    broker_free(broker);
    consume(consumer, "work", 1);
    lost(consumer);
}

/* Publish without a pause into a broker that the script stops; the write must end. */
static void scenario_publish_lost(void)
{
    struct broker *broker = opened(true);
    struct broker_event event = {0};
    declare_all(broker);
    CLEANUP(mem_free) char *body = mem_new(1, 200000);
    const struct broker_properties none = {0};
    say_ready();
    int64_t last_ms = clock_monotonic_ms();
    while (broker_publish(broker,
                          &(const struct broker_outgoing){"probe", "work", &none, body, 200000},
                          NULL, &err)) {
        last_ms = clock_monotonic_ms();
        while (broker_next(broker, 0, -1, &event, &err) && event.kind != BROKER_NOTHING)
            ;
    }
    int64_t stuck_ms = clock_monotonic_ms() - last_ms;
    printf("stuck %lld ms: %s: %s\n", (long long)stuck_ms, error_class_name(err.class),
           err.message);
    CHECK(err.class == ERROR_OWN_SERVERS && stuck_ms < setting("PROBE_TIMEOUT_MS", 5000) + 1500);
    broker_free(broker);
}

/* An idle publisher whose broker was stopped long ago: the first publish must not hang. */
static void scenario_publish_late(void)
{
    struct broker *broker = opened(true);
    const struct broker_properties none = {0};
    declare_all(broker);
    say_ready();
    clock_sleep_ms(1000 * 2 * setting("PROBE_HEARTBEAT_S", 10) + 3000);
    int64_t start_ms = clock_monotonic_ms();
    CHECK(!broker_publish(broker, &(const struct broker_outgoing){"probe", "work", &none, "", 0},
                          NULL, &err));
    printf("%lld ms: %s\n", (long long)(clock_monotonic_ms() - start_ms), err.message);
    CHECK(err.class == ERROR_OWN_SERVERS && clock_monotonic_ms() - start_ms < 1000);
    broker_free(broker);
}

static void scenario_blocked(void)
{
    struct broker *broker = opened(true);
    const struct broker_properties none = {0};
    declare_all(broker);
    say_ready();
    struct broker_event event = {0}; /* a line on stdin says that the alarm is ordered */
    CHECK(broker_next(broker, 60000, STDIN_FILENO, &event, &err) && event.kind == BROKER_NOTHING);
    /* The broker looks at its memory every few seconds, and tells of an alarm when something is
     * published. The message that sets it off may be confirmed before or after. */
    uint64_t tag = 0;
    const int64_t end_ms = clock_monotonic_ms() + 15000;
    do {
        CHECK(clock_monotonic_ms() < end_ms);
        CHECK(broker_publish(broker, &(const struct broker_outgoing){"probe", "work", &none, "", 0},
                             &tag, &err));
        clock_sleep_ms(100);
        do
            CHECK(broker_next(broker, 100, -1, &event, &err));
        while (event.kind == BROKER_CONFIRMED);
    } while (event.kind != BROKER_BLOCKED);
    CHECK(broker_blocked(broker) && strstr(event.text, "memory"));
    const uint64_t blocked_at = tag;
    CHECK(broker_publish(broker, &(const struct broker_outgoing){"probe", "work", &none, "", 0},
                         &tag, &err) &&
          tag == blocked_at + 1);
    say_ready();
    do
        CHECK(broker_next(broker, 60000, -1, &event, &err) && event.kind != BROKER_NOTHING);
    while (event.kind != BROKER_UNBLOCKED);
    CHECK(!broker_blocked(broker));
    while (event.kind != BROKER_CONFIRMED || event.tag < tag)
        CHECK(broker_next(broker, 10000, -1, &event, &err) && event.kind != BROKER_NOTHING);
    broker_free(broker);
}

/* Opening must fail; class and code are printed for the script to judge. */
static void scenario_refused_login(void)
{
    int64_t start_ms = clock_monotonic_ms();
    CHECK(!try_open(true));
    CHECK(clock_monotonic_ms() - start_ms < setting("PROBE_TIMEOUT_MS", 5000) + 1500);
    printf("%s %d %s\n", error_class_name(err.class), err.code, err.message);
}

static void scenario_login(void)
{
    struct broker *broker = opened(true);
    declare_all(broker);
    publish_confirmed(broker, "work", "{}", 2);
    broker_free(broker);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } scenarios[] = {
        {"topology", scenario_topology},
        {"other-arguments", scenario_other_arguments},
        {"publish", scenario_publish},
        {"unroutable", scenario_unroutable},
        {"refused", scenario_refused},
        {"too-long", scenario_too_long},
        {"consume", scenario_consume},
        {"leave", scenario_leave},
        {"wake", scenario_wake},
        {"put-oversized", scenario_put_oversized},
        {"take-oversized", scenario_take_oversized},
        {"many-headers", scenario_many_headers},
        {"deep-headers", scenario_deep_headers},
        {"all-kinds", scenario_all_kinds},
        {"cancelled", scenario_cancelled},
        {"lost", scenario_lost},
        {"publish-lost", scenario_publish_lost},
        {"publish-late", scenario_publish_late},
        {"blocked", scenario_blocked},
        {"refused-login", scenario_refused_login},
        {"login", scenario_login},
    };
    url = argc == 3 ? argv[2] : NULL;
    for (size_t i = 0; url && i < ARRAY_LEN(scenarios); i++)
        if (strcmp(scenarios[i].name, argv[1]) == 0) {
            scenarios[i].run();
            return 0;
        }
    fprintf(stderr, "usage: probe-broker SCENARIO URL; scenarios:");
    for (size_t i = 0; i < ARRAY_LEN(scenarios); i++)
        fprintf(stderr, " %s", scenarios[i].name);
    fputc('\n', stderr);
    return 2;
}
