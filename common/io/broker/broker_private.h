/* broker_private.h: what the files of the broker module share. Nobody else includes it: the
 * library's types stay in here.
 *
 *   broker.c           the pump: reading, waiting, asking; acknowledging, consuming
 *   broker_frames.c    frames become events
 *   broker_publish.c   sending a message
 *   broker_connect.c   reaching a node, logging in, leaving
 *   broker_message.c   a message put together frame by frame
 *   broker_headers.c   a header table as printable text
 *   broker_topology.c  declaring and checking
 *   broker_error.c     the library's and the broker's errors become ours
 *   broker_watchdog.c  the end of calls that have none
 *   broker_url.c       where the broker is                                                       */
#pragma once
#include <amqp.h>

#include "io/broker/broker.h"
#include "io/broker/broker_url.h"

/* One channel a connection: the library mixes up queued frames of several. */
#define BROKER_CHANNEL ((amqp_channel_t)1)
#define BROKER_SHORT_MAX 255 /* bytes of an AMQP short string */

/* The message that is arriving: a method, then a header, then bodies until nothing is missing. */
enum arriving_stage { ARRIVING_NOTHING, ARRIVING_HEADER, ARRIVING_BODY };
struct arriving {
    enum arriving_stage stage;
    struct broker_message *message; /* owned; NULL for a returned message, which is not kept */
    struct broker_event event;      /* what is announced when all of it is here */
    uint64_t missing;               /* bytes of the body */
};

struct broker_watch;

struct broker {
    amqp_connection_state_t connection;
    struct broker_watch *watch;
    int64_t timeout_ms;
    int server_major;
    int certificate_error; /* X509_V_…: why the library did not accept the server's */
    bool confirms, blocked;
    bool failed;                  /* dead: every call answers failure */
    bool channel_closed;          /* dead, yet the socket works: say goodbye before leaving */
    struct error failure;         /* the first error */
    uint64_t published;           /* the confirm number of the last message */
    amqp_method_number_t awaited; /* the answer that broker_ask waits for; 0: none, or it came */
    uint32_t ready;               /* of the last declare-ok */
    struct arriving arriving;
    /* Events not yet handed out: a ring. */
    struct broker_event *events;
    size_t event_first, event_count, event_capacity;
};

/* ---- broker_error.c ---- */

/* From a status of the library (negative). Returns false. */
bool error_from_amqp(struct error *err, int status, const char *doing) NONNULL_ALL;
/* From an answer to the login. Returns false. */
bool error_from_amqp_reply(struct error *err, const amqp_rpc_reply_t *reply, const char *doing)
    NONNULL_ALL;
/* From the broker's reason to close; the code becomes err->code. Returns false. */
bool error_from_amqp_close(struct error *err, const char *what, uint16_t code, amqp_bytes_t reason)
    NONNULL_ALL;

/** The other side broke the rules. Returns false. */
bool broker_violated(struct error *err, const char *how) NONNULL_ALL;

/** Is the text, if any, at most max bytes long? err REQUEST */
bool broker_fits(const char *what, const char *text, size_t max, struct error *err)
    __attribute__((nonnull(1, 4))) MUST_CHECK;

/* Failpoints around every frame that is sent (broker_failpoint.c). false: the connection is
 * dead. */
#ifdef BACKFILL_FAILPOINTS
bool broker_before(struct broker *broker, amqp_method_number_t method, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_after(struct broker *broker, amqp_method_number_t method, struct error *err)
    NONNULL_ALL MUST_CHECK;
#else
#define broker_before(broker, method, err) true
#define broker_after(broker, method, err) true
#endif

/* ---- broker_watchdog.c ---- */

/** Watch a socket: it is shut down when its thread stays longer than timeout_ms in one call. Must
 *  be freed before the socket is closed. err OWN_SERVERS no thread, no descriptor */
bool broker_watch_new(int fd, int64_t timeout_ms, struct broker_watch **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void broker_watch_free(struct broker_watch *watch);
void broker_watch_enter(struct broker_watch *watch) NONNULL_ALL;
void broker_watch_leave(struct broker_watch *watch) NONNULL_ALL;
/** Was the socket shut down? */
bool broker_watch_fired(const struct broker_watch *watch) NONNULL_ALL;

/* ---- broker_message.c ---- */

bool broker_arriving_deliver(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_arriving_return(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_arriving_header(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_arriving_body(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- broker_headers.c ---- */

void broker_headers_flatten(const amqp_table_t *table, struct broker_message *message) NONNULL_ALL;
/** The value of a table's key; NULL when there is none. */
const amqp_field_value_t *broker_table_find(const amqp_table_t *table, const char *key) NONNULL_ALL;
/** An integer of any kind, or fallback. */
int64_t broker_field_int(const amqp_field_value_t *value, int64_t fallback);

/* ---- broker_frames.c ---- */

/** Turn one frame into events, or into the end of the connection. */
bool broker_handle_frame(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- broker.c ---- */

/** Add to the events that broker_next hands out. */
void broker_push(struct broker *broker, const struct broker_event *event) NONNULL_ALL;
/** Remember that the connection is dead, and why. Returns false. */
bool broker_give_up(struct broker *broker, const struct error *err) NONNULL_ALL;
/** The same for a failed call of the library, or one that the watchdog ended. Returns false. */
bool broker_library_failed(struct broker *broker, int status, const char *doing, struct error *err)
    NONNULL_ALL;
/** Read what has arrived, before writing. err the connection is dead */
bool broker_read_ahead(struct broker *broker, struct error *err) NONNULL_ALL MUST_CHECK;
/** Send a method and wait for its answer, at most timeout_ms; other events are kept. */
bool broker_ask(struct broker *broker, amqp_method_number_t method, void *fields,
                amqp_method_number_t answer, struct error *err) NONNULL_ALL MUST_CHECK;
