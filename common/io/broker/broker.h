/* broker.h: RabbitMQ (librabbitmq behind). One struct is one connection with one channel, used by
 * one thread: it only consumes and acknowledges, or it only publishes.
 *
 * Everything that arrives is read by broker_next, one event at a time; nothing waits inside the
 * library without an end: timeouts at connecting, TCP_USER_TIMEOUT, frames drained before each
 * write, and a watchdog thread of the process that shuts down the socket of a connection whose
 * thread has been inside one call longer than timeout_ms. After any error but REQUEST the
 * connection is dead: events that came before are still handed out by broker_next, then every call
 * fails; free it and open another. The thread needs a stack of 8 MiB: the library reads nested
 * tables by recursion. */
#pragma once
#include "core/error.h"

struct broker;

struct broker_options {
    const char *url;     /* amqp:// or amqps://, a comma list of nodes tried from a random start */
    const char *ca_file; /* PEM, for amqps; "" or NULL: the system's */
    const char *name;    /* connection name shown by the broker: "backfill-consumer intake" */
    int64_t heartbeat_s;
    int64_t timeout_ms;
    bool confirms; /* publisher confirms on */
};

/** Connect, log in, open the channel.
 *  err  OWN_SERVERS no node answers | CONFIG bad url, 403 refused, 530 no such vhost, TLS not
 *       trusted */
bool broker_open(const struct broker_options *options, struct broker **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** Says goodbye where that is still possible, so that acknowledgements on their way arrive; never
 *  blocks longer than timeout_ms. */
void broker_free(struct broker *broker);
CLEANUP_FUNCTION(struct broker, broker_free)

/** Major version of the server ("3.10.8" is 3), 0 unknown. */
int broker_server_major(const struct broker *broker) NONNULL_ALL;

/* ---- declaring; waiting calls, bounded by timeout_ms; only before consuming starts ---- */

enum broker_dead_letter { BROKER_NO_DEAD_LETTER, BROKER_AT_LEAST_ONCE };

struct broker_queue {
    const char *name;
    int64_t delivery_limit;    /* 0: not set */
    const char *dead_exchange; /* NULL: none; else at-least-once, overflow reject-publish */
    const char *dead_routing_key;
};

/** Declare a durable direct exchange. err CONFIG it exists with another type, 403 */
bool broker_declare_exchange(struct broker *broker, const char *name, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** Declare a durable quorum queue. err CONFIG 406 it exists with other arguments (names it), 403 */
bool broker_declare_queue(struct broker *broker, const struct broker_queue *queue,
                          struct error *err) NONNULL_ALL MUST_CHECK;
bool broker_bind_queue(struct broker *broker, const char *queue, const char *exchange,
                       const char *routing_key, struct error *err) NONNULL_ALL MUST_CHECK;
/** Passive declare. out ret_exists; ret_ready its ready messages. A missing queue is no error here,
 *  yet costs the connection (the channel is closed by the broker): free it. */
bool broker_check_queue(struct broker *broker, const char *queue, bool *ret_exists,
                        uint32_t *ret_ready, struct error *err) NONNULL_ALL MUST_CHECK;
bool broker_check_exchange(struct broker *broker, const char *exchange, bool *ret_exists,
                           struct error *err) NONNULL_ALL MUST_CHECK;

/** May this user publish to the exchange, consume from the queue? Tried without effect, each on a
 *  connection of its own: the answer costs the channel.
 *  err   CONFIG 403 no; names what  | OWN_SERVERS */
bool broker_may_publish(struct broker *broker, const char *exchange, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_may_consume(struct broker *broker, const char *queue, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- messages ---- */

struct broker_header {
    const char *key, *value; /* short keys (at most 128 bytes), values at most 8 KiB; UTF-8 */
};

/* Properties to send: NULL where absent. Strings at most 255 bytes (checked before sending). */
struct broker_properties {
    const char *content_type, *type, *message_id, *correlation_id, *app_id;
    int64_t timestamp_s; /* 0: absent */
    const struct broker_header *headers;
    size_t header_count;
};

/* A message received. Owned: broker_message_free. Bytes are as they came, NUL added behind (not
 * counted), never to be trusted as text before text_is_utf8. */
struct broker_message {
    uint64_t tag;
    bool redelivered;
    int64_t delivery_count; /* x-delivery-count if redelivered, else 0 */
    bool oversized;         /* body longer than BROKER_BODY_MAX: not kept; body is empty */
    uint64_t body_bytes;    /* as announced */
    char *body;
    /* NULL where absent; lengths may hide NULs, so lengths are kept beside */
    char *content_type, *content_encoding, *type, *message_id, *correlation_id, *app_id;
    size_t message_id_bytes, type_bytes;
    int64_t timestamp_s;
    /* for the archive: as on the wire (AMQP 0-9-1 content header: property flags, then the list) */
    char *properties_raw;
    size_t properties_raw_bytes;
    /* top-level headers of string, integer and boolean kind, as printable text; others by kind
     * ("table", "array") with the first x-death entry flattened as x-death.reason, .queue,
     * .count */
    struct broker_header *headers;
    size_t header_count;
};
void broker_message_free(struct broker_message *message);
CLEANUP_FUNCTION(struct broker_message, broker_message_free)
/** The printable value; NULL when there is no such header. */
const char *broker_message_header(const struct broker_message *message, const char *key)
    NONNULL_ALL;

#define BROKER_BODY_MAX 1048576 /* 1 MiB */
#define BROKER_ID_MAX 255       /* bytes of a short string of AMQP */

enum broker_event_kind {
    BROKER_NOTHING,   /* the time is up, or wake_fd became readable */
    BROKER_DELIVERY,  /* message: owned by the caller from then on */
    BROKER_CONFIRMED, /* tag, multiple */
    BROKER_REFUSED,   /* tag, multiple: the broker's nack */
    BROKER_RETURNED,  /* text: why; returned_message_id. Its confirm follows */
    BROKER_CANCELLED, /* the consumer is gone: queue deleted, or leader lost */
    BROKER_CANCEL_OK, /* our own cancel is done: no delivery follows */
    BROKER_CONSUME_OK,
    BROKER_DEPTH,   /* answer to broker_ask_depth: ready */
    BROKER_BLOCKED, /* memory or disk alarm: do not publish until unblocked */
    BROKER_UNBLOCKED,
};

struct broker_event {
    enum broker_event_kind kind;
    struct broker_message *message; /* BROKER_DELIVERY */
    uint64_t tag;
    bool multiple;
    uint32_t ready;
    char text[256];                              /* printable */
    char returned_message_id[BROKER_ID_MAX + 1]; /* as it was published: not printable */
};

/** The next event. Reads every frame that has arrived before it polls again; polls at most wait_ms.
 *  in    wake_fd  an eventfd that ends the wait when readable (not read here), or -1
 *  err   OWN_SERVERS the connection is lost, closed by the broker, or its heartbeat failed |
 *        CONFIG 403 access refused | POISON protocol violated by the other side */
bool broker_next(struct broker *broker, int64_t wait_ms, int wake_fd, struct broker_event *ret,
                 struct error *err) NONNULL_ALL MUST_CHECK;

/** Is the connection blocked by an alarm, as told so far? */
bool broker_blocked(const struct broker *broker) NONNULL_ALL;

/* A message to send, and where to. Borrowed while it is published. */
struct broker_outgoing {
    const char *exchange, *routing_key;
    const struct broker_properties *properties;
    const void *body;
    size_t body_bytes;
};

/** Publish, mandatory, persistent. Reads what has arrived first (events are kept for broker_next).
 *  out   ret_tag  the confirm's number; a returned message is confirmed too, after BROKER_RETURNED;
 *                 may be NULL
 *  err   OWN_SERVERS | REQUEST property or header too long (nothing was sent) */
bool broker_publish(struct broker *broker, const struct broker_outgoing *message, uint64_t *ret_tag,
                    struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/* ---- frames answered through broker_next ---- */
bool broker_consume(struct broker *broker, const char *queue, uint16_t prefetch, struct error *err)
    NONNULL_ALL MUST_CHECK; /* qos and consume; answers BROKER_CONSUME_OK */
bool broker_cancel(struct broker *broker, struct error *err) NONNULL_ALL MUST_CHECK;
bool broker_ask_depth(struct broker *broker, const char *queue, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_ack(struct broker *broker, uint64_t tag, struct error *err) NONNULL_ALL MUST_CHECK;
/** Give a delivery back (requeue) or to the broker's dead-letter path. */
bool broker_reject(struct broker *broker, uint64_t tag, bool requeue, struct error *err)
    NONNULL_ALL MUST_CHECK;

#ifdef BACKFILL_FAILPOINTS
/** The frames that are sent, by the names of their failpoints; NULL ends them. */
const char *broker_failpoint_name(size_t i);
#endif
