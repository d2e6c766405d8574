/* web_stream.c: answers without an end. What is sent waits in memory until the library asks for it;
 * while nothing waits the connection is suspended, because a reader that gives nothing and is not
 * suspended is asked again at once, for ever.
 *
 * A stream belongs to whoever sends and to the library; who leaves last frees it. */
#include <string.h>
#include <sys/socket.h>

#include "core/mem.h"
#include "io/web/webserver_private.h"

#define WAITING_MAX ((size_t)1 << 20) /* a reader with more before it does not keep up */
#define PIECE_BYTES ((size_t)16 * 1024)

/* Everything under the server's lock. */
struct web_stream {
    struct webserver *server;
    struct MHD_Connection *connection;
    struct text waiting;
    bool suspended;
    bool ended;    /* by whoever sends, who uses it no more */
    bool has_left; /* its reader has closed the connection */
    bool has_gone; /* the library uses it no more */
};

/* Unlocks. */
static void leave(struct web_stream *stream)
{
    struct webserver *server = stream->server;
    const bool last = stream->ended && stream->has_gone;
    if (last)
        server->streams--;
    (void)pthread_mutex_unlock(&server->lock);
    if (!last)
        return;
    text_done(&stream->waiting);
    mem_free(stream);
}

static void wake(struct web_stream *stream)
{
    if (stream->suspended)
        web_resume(stream->server, stream->connection);
    stream->suspended = false;
}

struct web_stream *web_stream_begin(struct web_exchange *exchange, const char *content_type)
{
    struct webserver *server = exchange->server;
    struct web_stream *stream = NULL;
    (void)pthread_mutex_lock(&server->lock);
    if (server->streams < server->options.streams) {
        server->streams++;
        stream = mem_new(1, sizeof(*stream));
        stream->server = server;
        stream->connection = exchange->connection;
        exchange->stream = stream;
        exchange->answer = (struct web_answer){.status = 200, .content_type = content_type};
        const bool sleeps = exchange->suspended;
        exchange->answered = true;
        exchange->suspended = false;
        if (sleeps) /* awake, it may end at any time: nothing of it is touched from here on */
            web_resume(server, exchange->connection);
    }
    (void)pthread_mutex_unlock(&server->lock);
    return stream;
}

bool web_stream_send(struct web_stream *stream, const char *bytes, size_t count)
{
    struct webserver *server = stream->server;
    (void)pthread_mutex_lock(&server->lock);
    const bool keeps_up = !stream->has_gone && stream->waiting.count + count <= WAITING_MAX;
    if (keeps_up) {
        text_add_bytes(&stream->waiting, bytes, count);
        wake(stream);
    }
    (void)pthread_mutex_unlock(&server->lock);
    return keeps_up;
}

void web_stream_end(struct web_stream *stream)
{
    if (!stream)
        return;
    (void)pthread_mutex_lock(&stream->server->lock);
    stream->ended = true;
    if (!stream->has_gone)
        wake(stream);
    leave(stream);
}

/* The library asks for bytes. It must not be suspended while it has some, nor at the end. */
static ssize_t give(void *context, uint64_t position, char *to, size_t max)
{
    (void)position;
    struct web_stream *stream = context;
    (void)pthread_mutex_lock(&stream->server->lock);
    const size_t count = stream->waiting.count < max ? stream->waiting.count : max;
    ssize_t given = (ssize_t)count;
    if (stream->has_left) {
        given = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (count > 0) {
        memcpy(to, stream->waiting.bytes, count);
        memmove(stream->waiting.bytes, stream->waiting.bytes + count,
                stream->waiting.count - count);
        stream->waiting.count -= count;
    } else if (stream->ended) {
        given = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
    }
    (void)pthread_mutex_unlock(&stream->server->lock);
    return given;
}

void web_stream_look(struct web_stream *stream, int fd)
{
    char byte;
    if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
        return;
    (void)pthread_mutex_lock(&stream->server->lock);
    stream->has_left = true;
    wake(stream);
    (void)pthread_mutex_unlock(&stream->server->lock);
}

/* The library has sent all, or lost the connection. */
static void gone(void *context)
{
    struct web_stream *stream = context;
    (void)pthread_mutex_lock(&stream->server->lock);
    stream->has_gone = true;
    stream->suspended = false;
    leave(stream);
}

struct MHD_Response *web_stream_response(struct web_stream *stream)
{
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BYTES, give, stream, gone);
    if (!response)
        gone(stream);
    return response;
}
