/* broker_frames.c: what each frame means. A table names the methods that may come, on which
 * channel, and what each becomes: an event, an answer, or the end of the connection. Anything else
 * is a breach of AMQP. */
#include "core/text.h"
#include "io/broker/broker_private.h"

static bool on_answer(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    if (broker->awaited != frame->payload.method.id)
        return broker_violated(err, "an answer that nobody asked for");
    broker->awaited = 0;
    return true;
}

static bool on_declare_ok(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    const amqp_queue_declare_ok_t *ok = frame->payload.method.decoded;
    broker->ready = ok->message_count;
    broker->consumers = ok->consumer_count;
    if (broker->awaited == frame->payload.method.id)
        return on_answer(broker, frame, err);
    broker_push(broker, &(struct broker_event){.kind = BROKER_DEPTH, .ready = ok->message_count});
    return true;
}

static bool on_qos_ok(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)broker, (void)frame, (void)err; /* consume-ok follows, and is enough */
    return true;
}

static bool on_consume_ok(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)frame, (void)err; /* there is one consumer */
    broker_push(broker, &(struct broker_event){.kind = BROKER_CONSUME_OK});
    return true;
}

static bool on_cancel_ok(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)frame, (void)err; /* there is one consumer */
    broker_push(broker, &(struct broker_event){.kind = BROKER_CANCEL_OK});
    return true;
}

static bool on_cancel(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)frame, (void)err; /* there is one consumer */
    broker_push(broker, &(struct broker_event){.kind = BROKER_CANCELLED});
    return true;
}

static bool on_ack(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)err; /* like every handler */
    const amqp_basic_ack_t *ack = frame->payload.method.decoded;
    broker_push(broker, &(struct broker_event){.kind = BROKER_CONFIRMED,
                                               .tag = ack->delivery_tag,
                                               .multiple = ack->multiple});
    return true;
}

static bool on_nack(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)err; /* like every handler */
    const amqp_basic_nack_t *nack = frame->payload.method.decoded;
    broker_push(broker, &(struct broker_event){.kind = BROKER_REFUSED,
                                               .tag = nack->delivery_tag,
                                               .multiple = nack->multiple});
    return true;
}

static bool on_blocked(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)err; /* like every handler */
    const amqp_connection_blocked_t *blocked = frame->payload.method.decoded;
    struct broker_event event = {.kind = BROKER_BLOCKED};
    CLEANUP(text_done) struct text reason = {0};
    text_add_printable(&reason, blocked->reason.bytes, blocked->reason.len, sizeof(event.text) - 1);
    text_copy(event.text, sizeof(event.text), text_of(&reason));
    broker->blocked = true;
    broker_push(broker, &event);
    return true;
}

static bool on_unblocked(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)frame, (void)err; /* the frame holds nothing more */
    broker->blocked = false;
    broker_push(broker, &(struct broker_event){.kind = BROKER_UNBLOCKED});
    return true;
}

static bool on_channel_close(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    const amqp_channel_close_t *closed = frame->payload.method.decoded;
    broker->channel_closed = true;
    return error_from_amqp_close(err, "the channel was closed", closed->reply_code,
                                 closed->reply_text);
}

static bool on_connection_close(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    const amqp_connection_close_t *closed = frame->payload.method.decoded;
    amqp_connection_close_ok_t ok = {.dummy = 0};
    broker_watch_enter(broker->watch);
    (void)amqp_send_method(broker->connection, 0, AMQP_CONNECTION_CLOSE_OK_METHOD,
                           &ok); /* the broker closes whether it gets this or not */
    broker_watch_leave(broker->watch);
    return error_from_amqp_close(err, "the connection was closed", closed->reply_code,
                                 closed->reply_text);
}

static const struct method {
    amqp_channel_t channel;
    amqp_method_number_t id;
    bool (*handle)(struct broker *broker, const amqp_frame_t *frame, struct error *err);
} methods[] = {
    {BROKER_CHANNEL, AMQP_BASIC_ACK_METHOD, on_ack},
    {BROKER_CHANNEL, AMQP_BASIC_DELIVER_METHOD, broker_arriving_deliver},
    {BROKER_CHANNEL, AMQP_BASIC_NACK_METHOD, on_nack},
    {BROKER_CHANNEL, AMQP_BASIC_RETURN_METHOD, broker_arriving_return},
    {BROKER_CHANNEL, AMQP_BASIC_CANCEL_METHOD, on_cancel},
    {BROKER_CHANNEL, AMQP_BASIC_CANCEL_OK_METHOD, on_cancel_ok},
    {BROKER_CHANNEL, AMQP_BASIC_CONSUME_OK_METHOD, on_consume_ok},
    {BROKER_CHANNEL, AMQP_BASIC_QOS_OK_METHOD, on_qos_ok},
    {BROKER_CHANNEL, AMQP_QUEUE_DECLARE_OK_METHOD, on_declare_ok},
    {BROKER_CHANNEL, AMQP_QUEUE_BIND_OK_METHOD, on_answer},
    {BROKER_CHANNEL, AMQP_EXCHANGE_DECLARE_OK_METHOD, on_answer},
    {BROKER_CHANNEL, AMQP_CHANNEL_OPEN_OK_METHOD, on_answer},
    {BROKER_CHANNEL, AMQP_CONFIRM_SELECT_OK_METHOD, on_answer},
    {BROKER_CHANNEL, AMQP_CHANNEL_CLOSE_METHOD, on_channel_close},
    {0, AMQP_CONNECTION_CLOSE_METHOD, on_connection_close},
    {0, AMQP_CONNECTION_CLOSE_OK_METHOD, on_answer},
    {0, AMQP_CONNECTION_BLOCKED_METHOD, on_blocked},
    {0, AMQP_CONNECTION_UNBLOCKED_METHOD, on_unblocked},
};

static bool handle_method(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    amqp_method_number_t id = frame->payload.method.id;
    bool closes = id == AMQP_CHANNEL_CLOSE_METHOD || frame->channel == 0;
    if (broker->arriving.stage != ARRIVING_NOTHING && !closes)
        return broker_violated(err, "a method stands inside a message");
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (methods[i].id == id && methods[i].channel == frame->channel)
            return methods[i].handle(broker, frame, err);
    return broker_violated(err, "a method that has no place here");
}

bool broker_handle_frame(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    if (frame->channel != BROKER_CHANNEL && frame->channel != 0)
        return broker_violated(err, "a frame of a channel that is not open");
    if (frame->frame_type == AMQP_FRAME_METHOD)
        return handle_method(broker, frame, err);
    if (frame->channel == BROKER_CHANNEL && frame->frame_type == AMQP_FRAME_HEADER)
        return broker_arriving_header(broker, frame, err);
    if (frame->channel == BROKER_CHANNEL && frame->frame_type == AMQP_FRAME_BODY)
        return broker_arriving_body(broker, frame, err);
    return broker_violated(err, "a frame that has no place here");
}
