/* fuzz_broker.c: any bytes as what a broker sends after the handshake: frames, methods, properties,
 * header tables. What arrives is decoded as a month and as a dead letter. Seeds:
 * tests/fuzz/corpus/broker. */
#include "fuzz.h"

#include <amqp_tcp_socket.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/mem.h"
#include "io/broker/broker_private.h"
#include "model/dead_letter.h"
#include "model/message.h"

/* A connection whose other side has hung up: what we send fails, what we read is the input. */
static struct broker *make_broker(void)
{
    struct broker *broker = mem_new(1, sizeof(*broker));
    struct error err = {0};
    int ends[2] = {-1, -1};
    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    (void)close(ends[1]);
    broker->timeout_ms = 1000;
    broker->connection = amqp_new_connection();
    MUST(broker->connection);
    amqp_socket_t *socket = amqp_tcp_socket_new(broker->connection);
    MUST(socket);
    amqp_tcp_socket_set_sockfd(socket, ends[0]);
    MUST(broker_watch_new(ends[0], broker->timeout_ms, &broker->watch, &err));
    return broker;
}

static void check_message(const struct broker_message *message)
{
    struct job job = {0};
    struct error err = {0};
    struct dead_letter letter;
    const bool ok = message_decode_month(message, &job, &err);
    fuzz_check_error(ok, &err, ERROR_POISON);
    dead_letter_read(message, &letter);
    for (size_t i = 0; i < message->header_count; i++) {
        fuzz_check_words(message->headers[i].key);
        fuzz_check_words(message->headers[i].value);
        MUST(strlen(message->headers[i].value) <= 8192);
    }
    MUST(message->oversized == (message->body_bytes > BROKER_BODY_MAX));
    MUST(message->delivery_count == 0 || message->redelivered);
}

static void check_events(struct broker *broker)
{
    for (size_t i = 0; i < broker->event_count; i++) {
        const struct broker_event *event =
            &broker->events[(broker->event_first + i) % broker->event_capacity];
        MUST((event->kind == BROKER_DELIVERY) == (event->message != NULL));
        fuzz_check_words(event->text);
        MUST(strlen(event->returned_message_id) <= BROKER_ID_MAX);
        if (event->message)
            check_message(event->message);
    }
}

/* Hand the bytes to the library and its frames to us, as the pump does. */
static void read_frames(struct broker *broker, const uint8_t *bytes, size_t count)
{
    struct error err = {0};
    while (count > 0) {
        amqp_frame_t frame = {0};
        const amqp_bytes_t rest = {.len = count, .bytes = (void *)(uintptr_t)bytes};
        const int used = amqp_handle_input(broker->connection, rest, &frame);
        if (used < 0)
            return;
        MUST((size_t)used <= count && (used > 0 || frame.frame_type != 0));
        bytes += used;
        count -= (size_t)used;
        if (frame.frame_type == 0 || frame.frame_type == AMQP_FRAME_HEARTBEAT)
            continue;
        const bool ok = broker_handle_frame(broker, &frame, &err);
        MUST(ok == (err.class == ERROR_NONE));
        fuzz_check_words(err.message);
        if (!ok)
            return;
        amqp_maybe_release_buffers_on_channel(broker->connection, frame.channel);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(broker_free) struct broker *broker = make_broker();
    read_frames(broker, bytes, count);
    check_events(broker);
    broker->failed = true; /* no goodbye */
    return 0;
}
