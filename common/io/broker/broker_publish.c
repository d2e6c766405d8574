/* broker_publish.c: sending a message. What is too long is found here before anything is sent. The
 * library would find it only after the first frame, and a publish that fails half-way costs the
 * connection. */
#include <string.h>

#include "core/mem.h"
#include "io/broker/broker_private.h"

#define HEADER_KEY_MAX 128
#define HEADER_VALUE_MAX 8192
#define PROPERTIES_MAX 100000    /* bytes of all headers, which must fit into one frame */
#define PROPERTIES_RESERVED 2048 /* bytes of that frame for the other properties */

static bool headers_fit(const struct broker *broker, const struct broker_properties *properties,
                        struct error *err)
{
    size_t total = 0;
    size_t frame = (size_t)amqp_get_frame_max(broker->connection) - PROPERTIES_RESERVED;
    size_t limit = frame < PROPERTIES_MAX ? frame : PROPERTIES_MAX;
    for (size_t i = 0; i < properties->header_count; i++) {
        const struct broker_header *header = &properties->headers[i];
        if (!broker_fits("a header's key", header->key, HEADER_KEY_MAX, err) ||
            !broker_fits("a header's value", header->value, HEADER_VALUE_MAX, err))
            return false;
        total += 6 + strlen(header->key) + strlen(header->value); /* two lengths and the kind */
    }
    if (total <= limit)
        return true;
    return error_set(err, ERROR_REQUEST, /* code= */ 0, "broker: the headers are over %zu bytes",
                     limit);
}

static bool properties_fit(const struct broker *broker, const struct broker_properties *properties,
                           struct error *err)
{
    return broker_fits("content_type", properties->content_type, BROKER_SHORT_MAX, err) &&
           broker_fits("type", properties->type, BROKER_SHORT_MAX, err) &&
           broker_fits("message_id", properties->message_id, BROKER_SHORT_MAX, err) &&
           broker_fits("correlation_id", properties->correlation_id, BROKER_SHORT_MAX, err) &&
           broker_fits("app_id", properties->app_id, BROKER_SHORT_MAX, err) &&
           headers_fit(broker, properties, err);
}

static void set_string(amqp_basic_properties_t *to, amqp_bytes_t *field, amqp_flags_t flag,
                       const char *text)
{
    if (!text)
        return;
    *field = amqp_cstring_bytes(text);
    to->_flags |= flag;
}

/* The properties in the library's form.
 * in  entries  has room for all headers */
static amqp_basic_properties_t encode(const struct broker_properties *from,
                                      amqp_table_entry_t *entries)
{
    amqp_basic_properties_t to = {
        ._flags = AMQP_BASIC_DELIVERY_MODE_FLAG,
        .delivery_mode = AMQP_DELIVERY_PERSISTENT,
    };
    set_string(&to, &to.content_type, AMQP_BASIC_CONTENT_TYPE_FLAG, from->content_type);
    set_string(&to, &to.type, AMQP_BASIC_TYPE_FLAG, from->type);
    set_string(&to, &to.message_id, AMQP_BASIC_MESSAGE_ID_FLAG, from->message_id);
    set_string(&to, &to.correlation_id, AMQP_BASIC_CORRELATION_ID_FLAG, from->correlation_id);
    set_string(&to, &to.app_id, AMQP_BASIC_APP_ID_FLAG, from->app_id);
    if (from->timestamp_s > 0) {
        to.timestamp = (uint64_t)from->timestamp_s;
        to._flags |= AMQP_BASIC_TIMESTAMP_FLAG;
    }
    for (size_t i = 0; i < from->header_count; i++)
        entries[i] = (amqp_table_entry_t){
            .key = amqp_cstring_bytes(from->headers[i].key),
            .value = {.kind = AMQP_FIELD_KIND_UTF8,
                      .value.bytes = amqp_cstring_bytes(from->headers[i].value)},
        };
    if (from->header_count > 0) {
        to.headers = (amqp_table_t){.num_entries = (int)from->header_count, .entries = entries};
        to._flags |= AMQP_BASIC_HEADERS_FLAG;
    }
    return to;
}

bool broker_publish(struct broker *broker, const struct broker_outgoing *message, uint64_t *ret_tag,
                    struct error *err)
{
    if (!broker_fits("exchange", message->exchange, BROKER_SHORT_MAX, err) ||
        !broker_fits("routing key", message->routing_key, BROKER_SHORT_MAX, err) ||
        !properties_fit(broker, message->properties, err) || !broker_read_ahead(broker, err) ||
        !broker_before(broker, AMQP_BASIC_PUBLISH_METHOD, err))
        return false;
    size_t room = message->properties->header_count + 1;
    CLEANUP(mem_free) amqp_table_entry_t *entries = mem_new(room, sizeof(*entries));
    const amqp_basic_properties_t encoded = encode(message->properties, entries);
    /* The library's type has no const, though it only reads these bytes. */
    const amqp_bytes_t bytes = {.len = message->body_bytes,
                                .bytes = (void *)(uintptr_t)message->body};
    broker_watch_enter(broker->watch);
    int status = amqp_basic_publish(broker->connection, BROKER_CHANNEL,
                                    amqp_cstring_bytes(message->exchange),
                                    amqp_cstring_bytes(message->routing_key),
                                    /* mandatory= */ !message->properties->is_optional,
                                    /* immediate= */ false, &encoded, bytes);
    broker_watch_leave(broker->watch);
    if (status != AMQP_STATUS_OK)
        return broker_library_failed(broker, status, "publish",
                                     err); /* a part of it may have been sent */
    broker->published++;
    if (ret_tag)
        *ret_tag = broker->published;
    return broker_after(broker, AMQP_BASIC_PUBLISH_METHOD, err);
}
