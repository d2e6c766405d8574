/* broker_message.c: a message is put together frame by frame: deliver (or return), header, pieces
 * of the body. Nothing waits for the next frame. No memory is taken for what is only announced: a
 * body above BROKER_BODY_MAX is counted and dropped as it arrives. Everything that is kept is
 * copied, because the library uses its buffers again after each frame. */
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "io/broker/broker_private.h"

void broker_message_free(struct broker_message *message)
{
    if (!message)
        return;
    mem_free(message->headers); /* one block with all keys and values */
    mem_free(message->body);
    mem_free(message->content_type);
    mem_free(message->content_encoding);
    mem_free(message->type);
    mem_free(message->message_id);
    mem_free(message->correlation_id);
    mem_free(message->app_id);
    mem_free(message->properties_raw);
    mem_free(message);
}

const char *broker_message_header(const struct broker_message *message, const char *key)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcmp(message->headers[i].key, key) == 0)
            return message->headers[i].value;
    return NULL;
}

/* ---- the properties ---- */

static char *copy_if(const amqp_basic_properties_t *from, amqp_flags_t flag, amqp_bytes_t bytes)
{
    return from->_flags & flag ? mem_bytes(bytes.bytes, bytes.len) : NULL;
}

/* On a first delivery the header x-delivery-count is left over from another queue, where the
 * message was before. */
static int64_t delivery_count(const struct broker_message *message, const amqp_table_t *headers)
{
    return message->redelivered
               ? broker_field_int(broker_table_find(headers, "x-delivery-count"), 0)
               : 0;
}

static void copy_properties(const amqp_basic_properties_t *from, struct broker_message *to)
{
    to->content_type = copy_if(from, AMQP_BASIC_CONTENT_TYPE_FLAG, from->content_type);
    to->content_encoding = copy_if(from, AMQP_BASIC_CONTENT_ENCODING_FLAG, from->content_encoding);
    to->type = copy_if(from, AMQP_BASIC_TYPE_FLAG, from->type);
    to->type_bytes = to->type ? from->type.len : 0;
    to->message_id = copy_if(from, AMQP_BASIC_MESSAGE_ID_FLAG, from->message_id);
    to->message_id_bytes = to->message_id ? from->message_id.len : 0;
    to->correlation_id = copy_if(from, AMQP_BASIC_CORRELATION_ID_FLAG, from->correlation_id);
    to->app_id = copy_if(from, AMQP_BASIC_APP_ID_FLAG, from->app_id);
    if (from->_flags & AMQP_BASIC_TIMESTAMP_FLAG && from->timestamp <= INT64_MAX)
        to->timestamp_s = (int64_t)from->timestamp;
    if (from->_flags & AMQP_BASIC_HEADERS_FLAG) {
        broker_headers_flatten(&from->headers, to);
        to->delivery_count = delivery_count(to, &from->headers);
    }
}

/* ---- frames ---- */

bool broker_arriving_deliver(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)err; /* like every handler; this one cannot fail */
    const amqp_basic_deliver_t *deliver = frame->payload.method.decoded;
    struct broker_message *message = mem_new(1, sizeof(*message));
    message->tag = deliver->delivery_tag;
    message->redelivered = deliver->redelivered;
    broker->arriving = (struct arriving){
        .stage = ARRIVING_HEADER,
        .message = message,
        .event = {.kind = BROKER_DELIVERY, .tag = message->tag},
    };
    return true;
}

bool broker_arriving_return(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    (void)err; /* like every handler; this one cannot fail */
    const amqp_basic_return_t *returned = frame->payload.method.decoded;
    struct broker_event event = {.kind = BROKER_RETURNED};
    CLEANUP(text_done) struct text why = {0};
    text_add_format(&why, "%u ", (unsigned)returned->reply_code);
    text_add_printable(&why, returned->reply_text.bytes, returned->reply_text.len, 60);
    text_add(&why, " (exchange ");
    text_add_printable(&why, returned->exchange.bytes, returned->exchange.len, 80);
    text_add(&why, ", routing key ");
    text_add_printable(&why, returned->routing_key.bytes, returned->routing_key.len, 80);
    text_add(&why, ")");
    text_copy(event.text, sizeof(event.text), text_of(&why));
    broker->arriving = (struct arriving){.stage = ARRIVING_HEADER, .event = event};
    return true;
}

/* All of the message is here: make its event. */
static void complete(struct broker *broker)
{
    struct arriving *arriving = &broker->arriving;
    arriving->event.message = TAKE_PTR(arriving->message);
    broker_push(broker, &arriving->event);
    *arriving = (struct arriving){.stage = ARRIVING_NOTHING};
}

static void take_header(struct broker_message *message, const amqp_frame_t *frame)
{
    uint64_t size = frame->payload.properties.body_size;
    message->body_bytes = size;
    message->oversized = size > BROKER_BODY_MAX;
    message->body = mem_new(1, message->oversized ? 1 : (size_t)size + 1);
    message->properties_raw_bytes = frame->payload.properties.raw.len;
    message->properties_raw =
        mem_bytes(frame->payload.properties.raw.bytes, message->properties_raw_bytes);
    copy_properties(frame->payload.properties.decoded, message);
}

bool broker_arriving_header(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    struct arriving *arriving = &broker->arriving;
    if (arriving->stage != ARRIVING_HEADER)
        return broker_violated(err, "a content header stands where none may");
    if (frame->payload.properties.class_id != AMQP_BASIC_CLASS)
        return broker_violated(err, "a content header of an unknown class");
    const amqp_basic_properties_t *properties = frame->payload.properties.decoded;
    if (arriving->message) {
        take_header(arriving->message, frame);
    } else if (properties->_flags & AMQP_BASIC_MESSAGE_ID_FLAG &&
               properties->message_id.len <= BROKER_ID_MAX) {
        char *id = arriving->event.returned_message_id;
        memcpy(id, properties->message_id.bytes, properties->message_id.len);
        id[properties->message_id.len] = '\0';
    }
    arriving->stage = ARRIVING_BODY;
    arriving->missing = frame->payload.properties.body_size;
    if (arriving->missing == 0)
        complete(broker);
    return true;
}

bool broker_arriving_body(struct broker *broker, const amqp_frame_t *frame, struct error *err)
{
    struct arriving *arriving = &broker->arriving;
    const amqp_bytes_t *piece = &frame->payload.body_fragment;
    if (arriving->stage != ARRIVING_BODY)
        return broker_violated(err, "a body stands where none may");
    if (piece->len > arriving->missing)
        return broker_violated(err, "a body is longer than its header said");
    struct broker_message *message = arriving->message;
    if (message && !message->oversized && piece->len > 0)
        memcpy(message->body + (message->body_bytes - arriving->missing), piece->bytes, piece->len);
    arriving->missing -= piece->len;
    if (arriving->missing == 0)
        complete(broker);
    return true;
}
