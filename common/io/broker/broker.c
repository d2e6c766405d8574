/* broker.c: reading from a connection, waiting for it and asking it. Frames are read one by one,
 * without waiting, and become events (broker_frames.c). Only when the library has no frame left
 * does the thread poll the socket itself. So nothing that arrives is lost between calls, heartbeats
 * are sent, and no wait is without an end.
 *
 * That the library could write a frame proves nothing, because the broker may have closed before.
 * Only its confirm counts. */
#include <assert.h>
#include <poll.h>
#include <string.h>
#include <sys/time.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "io/broker/broker_private.h"

#define TURN_MS 500           /* the library sends heartbeats only while it is called */
#define KEPT_EVENTS_MAX 65536 /* no more is read before writing */
#define CONSUMER_TAG "backfill"

/* ---- failing, and events ---- */

bool broker_give_up(struct broker *broker, const struct error *err)
{
    if (!broker->failed)
        broker->failure = *err;
    broker->failed = true;
    return false;
}

/* Every call on a dead connection fails with the first error. Its code is left out, because it
 * answered another question. */
static bool usable(const struct broker *broker, struct error *err)
{
    if (!broker->failed)
        return true;
    return error_set(err, broker->failure.class, /* code= */ 0, "%s", broker->failure.message);
}

bool broker_library_failed(struct broker *broker, int status, const char *doing, struct error *err)
{
    if (broker_watch_fired(broker->watch))
        (void)error_set(err, ERROR_OWN_SERVERS, /* code= */ 0,
                        "broker: %s: nothing moved for %lld ms", doing,
                        (long long)broker->timeout_ms);
    else
        (void)error_from_amqp(err, status, doing);
    return broker_give_up(broker, err);
}

void broker_push(struct broker *broker, const struct broker_event *event)
{
    if (broker->event_count == broker->event_capacity) {
        size_t capacity = broker->event_capacity ? broker->event_capacity * 2 : 16;
        struct broker_event *events = mem_new(capacity, sizeof(*events));
        for (size_t i = 0; i < broker->event_count; i++)
            events[i] = broker->events[(broker->event_first + i) % broker->event_capacity];
        mem_free(broker->events);
        broker->events = events;
        broker->event_first = 0;
        broker->event_capacity = capacity;
    }
    size_t last = (broker->event_first + broker->event_count++) % broker->event_capacity;
    broker->events[last] = *event;
}

static bool pop(struct broker *broker, struct broker_event *ret)
{
    if (broker->event_count == 0)
        return false;
    *ret = broker->events[broker->event_first];
    broker->event_first = (broker->event_first + 1) % broker->event_capacity;
    broker->event_count--;
    return true;
}

/* ---- reading ---- */

/* Read one frame if one has arrived. The library answers heartbeats and sends ours by itself. */
static bool pump(struct broker *broker, bool *ret_read, struct error *err)
{
    if (!usable(broker, err))
        return false;
    amqp_frame_t frame = {0};
    const struct timeval at_once = {0};
    broker_watch_enter(broker->watch);
    int status = amqp_simple_wait_frame_noblock(broker->connection, &frame, &at_once);
    broker_watch_leave(broker->watch);
    *ret_read = status == AMQP_STATUS_OK;
    if (status == AMQP_STATUS_TIMEOUT)
        return true;
    if (status != AMQP_STATUS_OK)
        return broker_library_failed(broker, status, "read", err);
    bool handled = broker_handle_frame(broker, &frame, err);
    amqp_maybe_release_buffers_on_channel(broker->connection, frame.channel);
    return handled || broker_give_up(broker, err);
}

/* Poll the socket, and wake_fd unless it is -1. Returns whether wake_fd or a signal ended the
 * wait. */
static bool wait_for_bytes(struct broker *broker, int64_t wait_ms, int wake_fd)
{
    struct pollfd fds[] = {
        {.fd = amqp_get_sockfd(broker->connection), .events = POLLIN},
        {.fd = wake_fd, .events = POLLIN},
    };
    int ready = poll(fds, ARRAY_LEN(fds), (int)(wait_ms < TURN_MS ? wait_ms : TURN_MS));
    return ready < 0 || fds[1].revents != 0;
}

bool broker_next(struct broker *broker, int64_t wait_ms, int wake_fd, struct broker_event *ret,
                 struct error *err)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms;
    bool woken = false;
    for (;;) {
        bool read = true;
        while (broker->event_count == 0 && read)
            if (!pump(broker, &read, err))
                return false;
        if (pop(broker, ret))
            return true;
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (woken || left_ms <= 0) {
            *ret = (struct broker_event){.kind = BROKER_NOTHING};
            return true;
        }
        woken = wait_for_bytes(broker, left_ms, wake_fd);
    }
}

bool broker_blocked(const struct broker *broker)
{
    return broker->blocked;
}

/* Without this, a write whose heartbeat is overdue would wait for ever inside the library, and a
 * broker that waits until we read would never read what we write. */
bool broker_read_ahead(struct broker *broker, struct error *err)
{
    bool read = true;
    while (read && broker->event_count < KEPT_EVENTS_MAX)
        if (!pump(broker, &read, err))
            return false;
    return usable(broker, err);
}

static bool send_method(struct broker *broker, amqp_method_number_t method, void *fields,
                        struct error *err)
{
    if (!broker_read_ahead(broker, err) || !broker_before(broker, method, err))
        return false;
    bool whole_connection = method == AMQP_CONNECTION_CLOSE_METHOD;
    broker_watch_enter(broker->watch);
    int status =
        amqp_send_method(broker->connection, whole_connection ? 0 : BROKER_CHANNEL, method, fields);
    broker_watch_leave(broker->watch);
    if (status != AMQP_STATUS_OK)
        return broker_library_failed(broker, status, "write", err);
    return broker_after(broker, method, err);
}

bool broker_ask(struct broker *broker, amqp_method_number_t method, void *fields,
                amqp_method_number_t answer, struct error *err)
{
    int64_t until_ms = clock_monotonic_ms() + broker->timeout_ms;
    if (!send_method(broker, method, fields, err))
        return false;
    broker->awaited = answer;
    while (broker->awaited != 0) {
        bool read = false;
        if (!pump(broker, &read, err))
            return false;
        int64_t left_ms = until_ms - clock_monotonic_ms();
        if (left_ms <= 0 && broker->awaited != 0) {
            (void)error_set(err, ERROR_OWN_SERVERS, /* code= */ 0, "broker: no answer in %lld ms",
                            (long long)broker->timeout_ms);
            return broker_give_up(broker, err);
        }
        if (!read && broker->awaited != 0)
            (void)wait_for_bytes(broker, left_ms, /* wake_fd= */ -1); /* a signal may end it */
    }
    return true;
}

/* ---- consuming ---- */

bool broker_consume(struct broker *broker, const char *queue, uint16_t prefetch, struct error *err)
{
    amqp_basic_qos_t qos = {.prefetch_count = prefetch};
    amqp_basic_consume_t consume = {
        .queue = amqp_cstring_bytes(queue),
        .consumer_tag = amqp_cstring_bytes(CONSUMER_TAG),
    };
    return broker_fits("queue", queue, BROKER_SHORT_MAX, err) &&
           send_method(broker, AMQP_BASIC_QOS_METHOD, &qos, err) &&
           send_method(broker, AMQP_BASIC_CONSUME_METHOD, &consume, err);
}

bool broker_cancel(struct broker *broker, struct error *err)
{
    amqp_basic_cancel_t cancel = {.consumer_tag = amqp_cstring_bytes(CONSUMER_TAG)};
    return send_method(broker, AMQP_BASIC_CANCEL_METHOD, &cancel, err);
}

bool broker_ask_depth(struct broker *broker, const char *queue, struct error *err)
{
    amqp_queue_declare_t declare = {.queue = amqp_cstring_bytes(queue), .passive = true};
    return broker_fits("queue", queue, BROKER_SHORT_MAX, err) &&
           send_method(broker, AMQP_QUEUE_DECLARE_METHOD, &declare, err);
}

bool broker_ack(struct broker *broker, uint64_t tag, struct error *err)
{
    amqp_basic_ack_t ack = {.delivery_tag = tag};
    return send_method(broker, AMQP_BASIC_ACK_METHOD, &ack, err);
}

bool broker_reject(struct broker *broker, uint64_t tag, bool requeue, struct error *err)
{
    amqp_basic_reject_t reject = {.delivery_tag = tag, .requeue = requeue};
    return send_method(broker, AMQP_BASIC_REJECT_METHOD, &reject, err);
}
