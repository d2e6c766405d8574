/* broker.h: RabbitMQ (by librabbitmq). One struct is one connection with one channel, used by one
 * thread. A connection either consumes and acknowledges, or publishes.
 *
 * Everything that arrives is read by broker_next, one event at a time. No wait is without an end:
 * connecting has timeouts, the socket has TCP_USER_TIMEOUT, frames are read before each write, and
 * a watchdog thread shuts down the socket of a connection whose thread has been inside one call of
 * the library for longer than timeout_ms. After any error but REQUEST the connection is dead:
 * broker_next still hands out the events that came before, then every call fails. Free it and open
 * another. The library reads nested tables by recursion, so the thread needs a large stack
 * (THREAD_STACK_BROKER, or the 8 MiB of a main thread). */
#pragma once
#include "core/error.h"

struct broker;

struct broker_options {
    const char *url;     /* amqp:// or amqps://, a comma list of nodes tried from a random start */
    const char *ca_file; /* PEM, for amqps; "" or NULL: the system's */
    const char *name;    /* as the broker lists the connection: "backfill-consumer intake" */
    int64_t heartbeat_s; /* 0 .. 65535 */
    int64_t timeout_ms;  /* of each step of connecting, each answer and each write; at least 1 */
    bool confirms;       /* of what is published; without them no body is published */
};

/** Connect, log in and open the channel, on the first node that lets us.
 *  out   ret  the caller frees it with broker_free
 *  err   OWN_SERVERS no node answers, one breaks AMQP, or a limit on connections is reached (530) |
 *        CONFIG the URL is wrong or leads to another kind of server, login refused (403), no such
 *        vhost (530), certificate not trusted */
bool broker_open(const struct broker_options *options, struct broker **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** Close the connection and free. Where the broker still reads, the close is answered first, so
 *  that acknowledgements that are on their way arrive.
 *  time  timeout_ms at most */
void broker_free(struct broker *broker);
CLEANUP_FUNCTION(struct broker, broker_free)

/** The version that the server announced, "3.10.8", and its first number, 3. "" and 0: unknown. */
const char *broker_server_version(const struct broker *broker) NONNULL_ALL;
int broker_server_major(const struct broker *broker) NONNULL_ALL;

/** The versions of the libraries with which brokers are reached: "0.11.0", "3.0.17". */
const char *broker_library_version(void);
const char *broker_tls_version(void);

/* ---- declaring: calls that wait for an answer, at most timeout_ms; only before consuming ---- */

enum broker_dead_letter { BROKER_NO_DEAD_LETTER, BROKER_AT_LEAST_ONCE };

struct broker_queue {
    const char *name;
    int64_t delivery_limit;    /* 0: not set */
    const char *dead_exchange; /* NULL: none; otherwise at-least-once, overflow reject-publish */
    const char *dead_routing_key;
};

/** Declare a durable direct exchange. To do it again changes nothing.
 *  err   OWN_SERVERS no answer | CONFIG it exists with another type (406), no right (403) */
bool broker_declare_exchange(struct broker *broker, const char *name, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** Declare a durable quorum queue. To do it again changes nothing.
 *  err   OWN_SERVERS no answer | CONFIG it exists with other arguments (406), no right (403) */
bool broker_declare_queue(struct broker *broker, const struct broker_queue *queue,
                          struct error *err) NONNULL_ALL MUST_CHECK;
/** Bind a queue to an exchange. To do it again changes nothing.
 *  err   OWN_SERVERS no answer | CONFIG one of the two is missing (404), no right (403) */
bool broker_bind_queue(struct broker *broker, const char *queue, const char *exchange,
                       const char *routing_key, struct error *err) NONNULL_ALL MUST_CHECK;
/** Ask whether a queue exists. A queue that is missing is no error, but the broker then closes the
 *  channel and the connection is dead: free it.
 *  out   ret_ready  how many of its messages are ready; 0 where it is missing
 *  err   OWN_SERVERS no answer | CONFIG no right (403) */
bool broker_check_queue(struct broker *broker, const char *queue, bool *ret_exists,
                        uint32_t *ret_ready, struct error *err) NONNULL_ALL MUST_CHECK;
/** How many consumers the queue has that broker_check_queue has found last. */
uint32_t broker_checked_consumers(const struct broker *broker) NONNULL_ALL;
/** Ask whether an exchange exists. Otherwise as broker_check_queue. */
bool broker_check_exchange(struct broker *broker, const char *exchange, bool *ret_exists,
                           struct error *err) NONNULL_ALL MUST_CHECK;

/** May this user publish to the exchange? It is tried without effect, on a connection of its own,
 *  because a refusal closes the channel. An exchange that is missing refuses nobody.
 *  err   OWN_SERVERS no answer | CONFIG no right (403); names the exchange */
bool broker_may_publish(struct broker *broker, const char *exchange, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** May this user consume from the queue? It is tried without effect, on a connection of its own,
 *  because every answer closes the channel.
 *  err   OWN_SERVERS no answer, or no such queue | CONFIG no right (403); names the queue */
bool broker_may_consume(struct broker *broker, const char *queue, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- messages ---- */

struct broker_header {
    const char *key, *value; /* UTF-8; to send, a key has at most 128 bytes, a value 8 KiB */
};

/* Properties to send. A string is NULL where it is absent, and has at most 255 bytes. */
struct broker_properties {
    const char *content_type, *type, *message_id, *correlation_id, *app_id;
    int64_t timestamp_s; /* 0: absent */
    const struct broker_header *headers;
    size_t header_count;
    bool is_optional; /* of our own: it is not returned where no queue takes it, but gone */
};

/* A message received, which its owner frees with broker_message_free. Its strings are bytes as they
 * came, with a NUL behind them that is not counted. They are no text before text_is_utf8 says
 * so. */
struct broker_message {
    uint64_t tag;
    bool redelivered;
    int64_t delivery_count; /* x-delivery-count where it was redelivered; otherwise 0 */
    bool oversized;         /* the body is longer than BROKER_BODY_MAX and was not kept */
    uint64_t body_bytes;    /* as the sender announced it, also of a body that was not kept */
    char *body;
    /* NULL where absent. Bytes may hold a NUL, so the length of those that we compare is kept. */
    char *content_type, *content_encoding, *type, *message_id, *correlation_id, *app_id;
    size_t message_id_bytes, type_bytes;
    int64_t timestamp_s; /* 0: absent */
    /* For the archive, as on the wire: the property flags and the list of AMQP's content header. */
    char *properties_raw;
    size_t properties_raw_bytes;
    /* Headers of the top level: strings, integers and booleans as printable text, others by the
     * name of their kind ("table", "array"). The first entry of x-death stands here as
     * x-death.reason, x-death.queue and x-death.count. */
    struct broker_header *headers;
    size_t header_count;
};
void broker_message_free(struct broker_message *message);
CLEANUP_FUNCTION(struct broker_message, broker_message_free)
/** The printable value of a header. NULL: there is no such header. */
const char *broker_message_header(const struct broker_message *message, const char *key)
    NONNULL_ALL;

#define BROKER_BODY_MAX 1048576 /* 1 MiB */
#define BROKER_ID_MAX 255       /* bytes of a short string of AMQP */

enum broker_event_kind {
    BROKER_NOTHING,   /* the time is up, or wake_fd became readable */
    BROKER_DELIVERY,  /* sets message, which the caller owns from then on, and tag */
    BROKER_CONFIRMED, /* the broker has what was published: tag, multiple */
    BROKER_REFUSED,   /* the broker did not take it (a nack): tag, multiple */
    BROKER_RETURNED,  /* no queue took it: text says why; returned_message_id. A confirm follows */
    BROKER_CANCELLED, /* the broker ended our consumer: the queue was deleted, or lost its leader */
    BROKER_CANCEL_OK, /* our own cancel is done: no delivery follows */
    BROKER_CONSUME_OK,
    BROKER_DEPTH,   /* the answer to broker_ask_depth: ready */
    BROKER_BLOCKED, /* an alarm of memory or disk: do not publish until unblocked; text says why */
    BROKER_UNBLOCKED,
};

struct broker_event {
    enum broker_event_kind kind;
    struct broker_message *message; /* of BROKER_DELIVERY; otherwise NULL */
    uint64_t tag;
    bool multiple; /* it speaks of all tags up to this one, too */
    uint32_t ready;
    char text[256];                              /* printable */
    char returned_message_id[BROKER_ID_MAX + 1]; /* as it was published, so perhaps not printable */
};

/** Take the next event. Every frame that has arrived is read before the socket is polled.
 *  in    wake_fd  an eventfd that ends the wait when it is readable (it is not read here), or -1
 *  out   ret      of kind BROKER_NOTHING where nothing came within wait_ms
 *  err   OWN_SERVERS the connection is lost, closed by the broker, or its heartbeat failed |
 *        CONFIG access refused (403) | POISON the other side breaks AMQP */
bool broker_next(struct broker *broker, int64_t wait_ms, int wake_fd, struct broker_event *ret,
                 struct error *err) NONNULL_ALL MUST_CHECK;

/** Does an alarm block the connection, as far as the broker has told? */
bool broker_blocked(const struct broker *broker) NONNULL_ALL;

/* A message to send, and where to. It is borrowed while it is published. */
struct broker_outgoing {
    const char *exchange, *routing_key;
    const struct broker_properties *properties;
    const void *body;
    size_t body_bytes;
};

/** Publish a message, persistent, and mandatory unless it is optional. What has arrived is read
 *  first, and its events are kept for broker_next.
 *  out   ret_tag  the number of its confirm, which comes for a returned message too, after
 *                 BROKER_RETURNED; may be NULL
 *  err   REQUEST a property or the headers are too long, and nothing was sent | as broker_next */
bool broker_publish(struct broker *broker, const struct broker_outgoing *message, uint64_t *ret_tag,
                    struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/* ---- calls that only send; broker_next brings the answer, and each fails as broker_next does
 * ---- */

/** Begin to take messages of a queue; BROKER_CONSUME_OK answers.
 *  in    prefetch  deliveries at most that are not acknowledged; 0: no limit */
bool broker_consume(struct broker *broker, const char *queue, uint16_t prefetch, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** Take no more messages; BROKER_CANCEL_OK answers. */
bool broker_cancel(struct broker *broker, struct error *err) NONNULL_ALL MUST_CHECK;
/** Ask how many messages of a queue are ready; BROKER_DEPTH answers. */
bool broker_ask_depth(struct broker *broker, const char *queue, struct error *err)
    NONNULL_ALL MUST_CHECK;
/** Acknowledge one delivery. There is no answer. */
bool broker_ack(struct broker *broker, uint64_t tag, struct error *err) NONNULL_ALL MUST_CHECK;
/** Give one delivery back to its queue (requeue), or to the broker's dead-letter path. There is no
 *  answer. */
bool broker_reject(struct broker *broker, uint64_t tag, bool requeue, struct error *err)
    NONNULL_ALL MUST_CHECK;

#ifdef BACKFILL_FAILPOINTS
/** The name of the failpoint of a frame that is sent. NULL: i is behind the last. */
const char *broker_failpoint_name(size_t i);
#endif
