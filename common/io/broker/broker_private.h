/* broker_private.h: what the files of the broker module share. Nobody else includes it, so that the
 * types of the library stay in these files.
 *
 *   broker.c           reading, waiting, asking; acknowledging, consuming
 *   broker_frames.c    frames become events
 *   broker_publish.c   sending a message
 *   broker_connect.c   reaching a node, logging in, leaving
 *   broker_message.c   a message put together frame by frame
 *   broker_headers.c   a header table as printable text
 *   broker_topology.c  declaring and checking
 *   broker_error.c     the library's and the broker's errors become ours
 *   broker_rights.c    what our user may do
 *   broker_watchdog.c  ends calls of the library that last too long
 *   broker_url.c       where the broker is
 *   broker_found.c     what answers there instead */
#pragma once
#include <amqp.h>

#include "io/broker/broker.h"
#include "io/broker/broker_url.h"

/* A connection has one channel, because the library mixes up queued frames of several. */
#define BROKER_CHANNEL ((amqp_channel_t)1)
#define BROKER_SHORT_MAX 255 /* bytes of an AMQP short string */

/* The message that is arriving: a method, a header, then pieces of the body until none is
 * missing. */
enum arriving_stage { ARRIVING_NOTHING, ARRIVING_HEADER, ARRIVING_BODY };
struct arriving {
    enum arriving_stage stage;
    struct broker_message *message; /* owned; NULL for a returned message, which is not kept */
    struct broker_event event;      /* what broker_next hands out when all of it is here */
    uint64_t missing;               /* bytes of the body */
};

struct broker_watch;

struct broker {
    amqp_connection_state_t connection;
    struct broker_watch *watch;
    int64_t timeout_ms;
    char server_version[32]; /* printable; "": not known */
    int certificate_error;   /* X509_V_…: why the server's certificate was not accepted */
    bool confirms, blocked;
    bool failed;                  /* the connection is dead: every call fails with failure */
    bool channel_closed;          /* only the channel is: the connection can still be closed well */
    struct error failure;         /* the first error */
    uint64_t published;           /* the number of the last message's confirm */
    amqp_method_number_t awaited; /* the answer that broker_ask waits for; 0: none, or it came */
    uint32_t ready, consumers;    /* of the last declare-ok; ready counts messages */
    struct arriving arriving;
    /* A ring of the events that are not handed out yet. */
    struct broker_event *events;
    size_t event_first, event_count, event_capacity;
};

/* ---- broker_error.c ---- */

/** Make an error of a status of the library. Returns false.
 *  in    status  negative;  doing  what failed: "connect" */
bool error_from_amqp(struct error *err, int status, const char *doing) NONNULL_ALL;
/** Make an error of an answer to the login. Returns false. */
bool error_from_amqp_reply(struct error *err, const amqp_rpc_reply_t *reply, const char *doing)
    NONNULL_ALL;
/** Make an error of the broker's reason to close. Returns false.
 *  in    code  AMQP's reply code, which becomes err->code */
bool error_from_amqp_close(struct error *err, const char *what, uint16_t code, amqp_bytes_t reason)
    NONNULL_ALL;

/** Make an error of a breach of AMQP by the other side. Returns false.
 *  err   POISON */
bool broker_violated(struct error *err, const char *how) NONNULL_ALL;

/** Has the text at most max bytes? NULL fits.
 *  err   REQUEST it is longer; what names it */
bool broker_fits(const char *what, const char *text, size_t max, struct error *err)
    __attribute__((nonnull(1, 4))) MUST_CHECK;

/* ---- broker_found.c ---- */

/** After a login has failed: is it another kind of server that answers there?
 *  in    was_silent  it let us connect and said nothing
 *  out   its kind, for people; NULL: a broker, or nothing that can be told
 *  time  looks the name up, and a few seconds at most */
const char *broker_found(const struct broker_node *node, bool was_silent, int64_t timeout_ms)
    NONNULL_ALL;

/* Failpoints around every frame that is sent (broker_failpoint.c). false: the step must fail, and
 * the connection is dead. */
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

/** Watch a socket. It is shut down when a call between broker_watch_enter and broker_watch_leave
 *  lasts longer than timeout_ms.
 *  out   ret  the caller frees it with broker_watch_free, before the socket is closed
 *  err   OWN_SERVERS no thread or no descriptor is left */
bool broker_watch_new(int fd, int64_t timeout_ms, struct broker_watch **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void broker_watch_free(struct broker_watch *watch);
void broker_watch_enter(struct broker_watch *watch) NONNULL_ALL;
void broker_watch_leave(struct broker_watch *watch) NONNULL_ALL;
/** Has the watchdog shut down the socket? */
bool broker_watch_fired(const struct broker_watch *watch) NONNULL_ALL;

/* ---- broker_message.c ---- */

/* The frames of a message, in this order: deliver or return, header, body. Each takes one frame;
 * the last one makes the event.
 * err  POISON the frame has no place here */
bool broker_arriving_deliver(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_arriving_return(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_arriving_header(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;
bool broker_arriving_body(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- broker_headers.c ---- */

/** Set message->headers to the printable headers of a table. */
void broker_headers_flatten(const amqp_table_t *table, struct broker_message *message) NONNULL_ALL;
/** The value of a key of a table. NULL: there is no such key. */
const amqp_field_value_t *broker_table_find(const amqp_table_t *table, const char *key) NONNULL_ALL;
/** The value as an integer; fallback where it is NULL or no integer of any kind. */
int64_t broker_field_int(const amqp_field_value_t *value, int64_t fallback);

/* ---- broker_frames.c ---- */

/** Make events of one frame.
 *  err   the frame ends the connection: as broker_next */
bool broker_handle_frame(struct broker *broker, const amqp_frame_t *frame, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- broker.c ---- */

/** Add a copy to the events that broker_next hands out; it owns event->message from now on. */
void broker_push(struct broker *broker, const struct broker_event *event) NONNULL_ALL;
/** Remember that the connection is dead, and why. Returns false. */
bool broker_give_up(struct broker *broker, const struct error *err) NONNULL_ALL;
/** Make an error of a failed call of the library, or of one that the watchdog ended, and remember
 *  that the connection is dead. Returns false. */
bool broker_library_failed(struct broker *broker, int status, const char *doing, struct error *err)
    NONNULL_ALL;
/** Read what has arrived, before something is written.
 *  err   the connection is dead: as broker_next */
bool broker_read_ahead(struct broker *broker, struct error *err) NONNULL_ALL MUST_CHECK;
/** Send a method and wait for its answer. Other events are kept for broker_next.
 *  time  timeout_ms at most
 *  err   OWN_SERVERS no answer | as broker_next; err->code is the broker's reason */
bool broker_ask(struct broker *broker, amqp_method_number_t method, void *fields,
                amqp_method_number_t answer, struct error *err) NONNULL_ALL MUST_CHECK;
