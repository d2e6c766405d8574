/* webserver.h: an HTTP/1.1 server by libmicrohttpd, on one thread of its own.
 *
 * A handler gets a request when all of it is there, and answers at once or later, from any thread:
 * so a slow answer holds up no other. What is malformed, too large, too slow, or sent to another
 * host never reaches the handler. */
#pragma once
#include "core/error.h"
#include "core/text.h"

struct webserver;
struct web_exchange; /* one request that is to be answered once */
struct web_stream;   /* an answer without an end, written bit by bit */

/* A whole request. It is valid until the handler returns. */
struct web_request {
    const char *method; /* "GET" */
    const char *path;  /* begins with '/'; percent-decoded once; UTF-8 without control characters */
    const char *query; /* as sent, behind the '?'; "": none */
    const char *body;  /* never NULL, a NUL stands behind it */
    size_t body_bytes;
    const char *peer; /* "127.0.0.1" */
    /* Where web_header looks; NULL: there are no headers. */
    const char *(*find_header)(const void *headers, const char *name);
    const void *headers;
};

/** The value of a header, the first where it is there twice. NULL: it is absent. */
const char *web_header(const struct web_request *request, const char *name) NONNULL_ALL;

#define WEB_HEADERS_MAX 8
struct web_headers {
    struct {
        const char *name; /* a literal */
        char *value;      /* owned */
    } items[WEB_HEADERS_MAX];
    size_t count;
};

/* What is answered. Zeroed memory is one without a body. Headers that protect (no-store, nosniff, a
 * policy that allows nothing) come by themselves; extra ones of the same name replace them. */
struct web_answer {
    int status;               /* 200 .. 599 */
    const char *content_type; /* a literal; NULL: plain text */
    struct text body;         /* sent as it is; nothing for HEAD and 304 */
    struct web_headers extra;
};
void web_answer_done(struct web_answer *answer);
CLEANUP_STRUCT(struct web_answer, web_answer_done)

/** Add a header.
 *  in    name   a literal;  value  copied; one with control characters is left out */
void web_answer_header(struct web_answer *answer, const char *name, const char *value) NONNULL_ALL;

/** Handle a request: answer with web_reply or web_stream_begin, now or later. Called on the
 *  server's thread; must not block. */
typedef void web_handler(void *context, struct web_exchange *exchange,
                         const struct web_request *request);

/** Answer. Any thread, once for each exchange; nobody uses the exchange afterwards.
 *  in    answer  its body and headers are taken: it is empty afterwards */
void web_reply(struct web_exchange *exchange, struct web_answer *answer) NONNULL_ALL;

/** Answer with a stream, in the place of web_reply.
 *  in    content_type  a literal
 *  out   the caller ends it with web_stream_end; NULL: there are too many, and the exchange is
 *        still to be answered */
struct web_stream *web_stream_begin(struct web_exchange *exchange, const char *content_type)
    NONNULL_ALL MUST_CHECK;
/** Send bytes. Any thread, one at a time.
 *  out   false: the reader has gone, or does not keep up; the caller ends the stream */
bool web_stream_send(struct web_stream *stream, const char *bytes, size_t count)
    NONNULL_ALL MUST_CHECK;
/** End the stream, when what was sent has left. Nobody uses it afterwards. */
void web_stream_end(struct web_stream *stream);

/** Answer with a stream that has an end, web_stream_end, and is sent as it is made. One that takes
 *  longer than any other answer may is ended by the server.
 *  in    content_type  a literal;  wake_fd  of thread_wake, for when there is room again or the
 *        reader has left: whoever sends looks at web_download_room then
 *  out   never NULL */
struct web_stream *web_download_begin(struct web_exchange *exchange, const char *content_type,
                                      int wake_fd) NONNULL_ALL MUST_CHECK;
enum web_room { WEB_ROOM, WEB_FULL, WEB_LEFT /* the reader; the caller ends the stream */ };
/** May more be sent? One piece of 64 KiB may always be, where there is room. */
enum web_room web_download_room(struct web_stream *stream) NONNULL_ALL MUST_CHECK;
/** End it in the middle, so that its reader sees that it is not whole. Nobody uses it
 *  afterwards. */
void web_download_abort(struct web_stream *stream) NONNULL_ALL;

/* A request that has been answered, or whose connection was lost, for a log. */
struct web_done {
    const char *method, *path, *peer; /* path: as sent, where it could not be decoded */
    int status;                       /* 0: no answer was made */
    int64_t ms;
};

/* An answer as it is sent, for tests. Streams are none. */
struct web_answered {
    const char *method, *path; /* path: as sent, without its query */
    int status;
    const char *content_type;
    const struct text *body;
};

struct webserver_options {
    const char *listen; /* "127.0.0.1:9090", "[::1]:9090"; port 0 takes a free one */
    web_handler *handler;
    void *context;       /* handed to the functions; may be NULL */
    const char *methods; /* those that there are, "GET, HEAD"; NULL: the handler decides */
    const char *hosts;   /* comma list of names that a request may be sent to beside the address and
                            the names of loopback; NULL: any */
    size_t body_bytes;   /* a larger body is refused */
    int64_t head_ms;     /* how long a connection may take for a head, or be idle; 0: 10 s */
    int64_t body_ms;     /* and for a body; 0: 20 s */
    size_t connections;  /* at most, 0: 64; past it the oldest idle one makes room */
    size_t streams;      /* at most so many beside them; they never make room */
    /* Fills what is answered in the place of the handler; NULL: plain text. */
    void (*refuse)(void *context, int status, const char *why, struct web_answer *answer);
    /* Told of each request at its end, on the server's thread; NULL: nobody is. */
    void (*done)(void *context, const struct web_done *done);
    /* Shown each answer before it is sent, on the server's thread; NULL: nobody is. */
    void (*answered)(void *context, const struct web_answered *answered);
};

/** Is this an "address:port" to listen on?
 *  err   CONFIG it is not */
bool webserver_check(const char *listen, struct error *err) NONNULL_ALL MUST_CHECK;

/** Listen.
 *  in    options  copied; its texts are borrowed until webserver_stop
 *  out   ret      the caller ends it with webserver_stop
 *  err   CONFIG it is no address, it is in use, no rights, no thread is left */
bool webserver_start(const struct webserver_options *options, struct webserver **ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/** Take no connection any more, and close each one when it has its answer. */
void webserver_drain(struct webserver *server) NONNULL_ALL;

/** How many requests are being read, handled or answered, streams among them. */
size_t webserver_busy(const struct webserver *server) NONNULL_ALL;

/** How long ago its thread made a turn, of which it makes four a second or more. */
int64_t webserver_idle_ms(const struct webserver *server) NONNULL_ALL;

/** Stop to listen, wait until no handler runs, close all connections, and free. Every exchange must
 *  have been answered, and every stream ended. */
void webserver_stop(struct webserver *server);

/** The port that it listens on; 0: the system did not tell. */
int webserver_port(const struct webserver *server) NONNULL_ALL;

/** The version of libmicrohttpd: "0.9.75". */
const char *webserver_library_version(void);
