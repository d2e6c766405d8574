/* webserver_private.h: what the files of the web server share.
 *
 * The library runs on the server's thread alone, and so does all of this room, but for what
 * answers: web_reply, web_stream_…, web_download_…. What those share with the server's thread
 * stands under the server's lock, and of the library they call only MHD_resume_connection, which
 * any thread may. */
#pragma once
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "core/thread.h"
#include "io/web/webserver.h"

/* What a connection does. The first two have not said all. */
enum web_phase {
    WEB_WAITS,   /* for a request, or the rest of its head */
    WEB_READS,   /* the body */
    WEB_SENDS,   /* the answer */
    WEB_HANDLES, /* the handler owes an answer */
    WEB_STREAMS, /* an answer without an end */
};

struct web_connection {
    struct web_connection *next;
    int fd;
    enum web_phase phase;
    int64_t since_ms, until_ms; /* of its phase; it is shut down after until_ms, 0: never */
    struct web_stream *stream;  /* where it streams */
};

struct webserver {
    struct webserver_options options;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    int port;
    int library_fd, wake_fd; /* readable when the library, or its thread, has something to do */
    atomic_bool stopping, draining;
    _Atomic int64_t turned_ms;
    atomic_size_t busy; /* requests whose head is there and that have not ended */
    /* the server's thread alone */
    struct web_connection *connections; /* the youngest first */
    int64_t looked_ms;                  /* when those were looked for that were left */
    bool quiet;                         /* it listens no more */
    /* shared: under the lock */
    pthread_mutex_t lock;
    size_t streams, downloads;
};

/* Of an exchange, answered, suspended, answer and stream are under the server's lock; the server's
 * thread alone reads and writes the rest. */
struct web_exchange {
    struct webserver *server;
    struct MHD_Connection *connection;
    struct web_connection *about;
    char *method;    /* owned, as the next two */
    char *sent_path; /* as it was sent */
    char *query;
    struct text path, body;
    size_t swallowed; /* bytes of a body that nobody wants */
    bool began;       /* its head is there */
    bool handled;     /* the handler was called */
    int refused;      /* the status to refuse with; 0: none */
    const char *why;  /* a literal, or said */
    char said[96];    /* what has a number in it */
    int status;       /* that was answered */
    int64_t began_ms;
    bool answered, suspended;
    struct web_answer answer;
    struct web_stream *stream;
};

/* ---- web_address.c ---- */

/** Listen on "address:port".
 *  err   CONFIG */
bool web_listen(const char *listen, int *ret_fd, struct error *err) NONNULL_ALL MUST_CHECK;
/** The port of a socket that listens; 0: unknown. */
int web_port_of(int fd);

/* ---- web_connection.c ---- */

/** Told by the library of each connection that begins or ends. */
void web_connection_notify(void *context, struct MHD_Connection *connection, void **socket_context,
                           enum MHD_ConnectionNotificationCode what);
/** The connection of a request. NULL: the library does not tell. */
struct web_connection *web_connection_of(struct MHD_Connection *connection) NONNULL_ALL;
/** It does something else from now on. */
void web_connection_enter(const struct webserver *server, struct web_connection *connection,
                          enum web_phase phase) __attribute__((nonnull(1)));
/** How many there may be beside streams. */
size_t web_connections_max(const struct webserver *server) NONNULL_ALL;
/** Shut down those whose time is up, and end the streams whose readers have gone. */
void web_connection_expire(struct webserver *server) NONNULL_ALL;

/* ---- web_exchange.c ---- */

/** Under the lock: let the library go on with a connection. */
void web_resume(struct webserver *server, struct MHD_Connection *connection) NONNULL_ALL;

/* What the library calls. */

void *web_exchange_begin(void *context, const char *uri, struct MHD_Connection *connection);
enum MHD_Result web_exchange_go_on(void *context, struct MHD_Connection *connection,
                                   const char *path, const char *method, const char *version,
                                   const char *upload, size_t *upload_bytes, void **state);
void web_exchange_end(void *context, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode how);

/* ---- web_answer.c ---- */

/** Queue an answer, or the head of a stream. */
enum MHD_Result web_answer_queue(struct web_exchange *exchange, struct web_answer *answer,
                                 struct MHD_Response *response) NONNULL_ALL;
/** Queue an answer with its body, which is taken. */
enum MHD_Result web_answer_send(struct web_exchange *exchange, struct web_answer *answer)
    NONNULL_ALL;

/* ---- web_head.c ---- */

/** Look at the head of a request. Where it is to be refused, its status and why are set. */
void web_head_check(struct web_exchange *exchange) NONNULL_ALL;
/** Refuse it, because its body is larger than the server takes. */
void web_head_too_large(struct web_exchange *exchange) NONNULL_ALL;
/** The bytes that the body is said to have; 0: none, or it does not say. */
uint64_t web_head_length(struct web_exchange *exchange) NONNULL_ALL;
/** Is it known where the body will end? The library waits for it until nothing comes any more. */
bool web_head_has_end(struct web_exchange *exchange) NONNULL_ALL;
/** Does the client wait until it is told to send the body? */
bool web_head_expects(struct web_exchange *exchange) NONNULL_ALL;

/* ---- web_stream.c ---- */

/** The stream's answer for the library. Called once. NULL: no memory. */
struct MHD_Response *web_stream_response(struct web_stream *stream) NONNULL_ALL;
/** The library uses it no more: it has sent all, or lost the connection. */
void web_stream_gone(void *context) NONNULL_ALL;
/** Is it one that has an end? That is known before the stream is used. */
bool web_stream_is_download(const struct web_stream *stream) NONNULL_ALL;
/** Let the library end the stream where its reader has closed the connection: while it is suspended
 *  the library does not look.
 *  in    fd  its socket */
void web_stream_look(struct web_stream *stream, int fd) NONNULL_ALL;
