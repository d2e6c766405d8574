/* web_stream.c: answers without an end. What is sent waits in memory until the library asks for it;
 * while nothing waits the connection is suspended, because a reader that gives nothing and is not
 * suspended is asked again at once, for ever.
 *
 * A download is a stream that has an end, and whose sender waits where the reader is slow.
 *
 * A stream belongs to whoever sends and to the library; who leaves last frees it. */
#include <string.h>
#include <sys/socket.h>

#include "core/mem.h"
#include "io/web/webserver_private.h"

#define WAITING_MAX ((size_t)1 << 20) /* a reader with more before it does not keep up */
#define PIECE_BYTES ((size_t)16 * 1024)
#define ROOM_BYTES                                                                                 \
    ((size_t)256 * 1024) /* of a download: with as many before it, its sender waits */

/* Everything under the server's lock. */
struct web_stream {
    struct webserver *server;
    struct MHD_Connection *connection;
    struct text waiting;
    bool is_download;
    int wake_fd; /* of a download's sender, which is woken up when there is room; -1: nobody is */
    bool suspended;
    bool ended;    /* by whoever sends, who uses it no more */
    bool aborted;  /* what was sent is not all: the reader must see it */
    bool has_left; /* its reader has closed the connection */
    bool has_gone; /* the library uses it no more */
};

/* Unlocks. */
static void leave(struct web_stream *stream)
{
    struct webserver *server = stream->server;
    const bool last = stream->ended && stream->has_gone;
    if (last)
        (*(stream->is_download ? &server->downloads : &server->streams))--;
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

/* Somebody who waits for room looks again. */
static void wake_sender(const struct web_stream *stream)
{
    if (stream->wake_fd >= 0)
        thread_wake(stream->wake_fd);
}

/* Under the lock. Nothing of the exchange is touched afterwards: awake, it may end at any time. */
static struct web_stream *begin(struct web_exchange *exchange, const char *content_type)
{
    struct web_stream *stream = mem_new(1, sizeof(*stream));
    stream->server = exchange->server;
    stream->connection = exchange->connection;
    stream->wake_fd = -1;
    exchange->stream = stream;
    exchange->answer = (struct web_answer){.status = 200, .content_type = content_type};
    const bool sleeps = exchange->suspended;
    exchange->answered = true;
    exchange->suspended = false;
    if (sleeps)
        web_resume(stream->server, stream->connection);
    return stream;
}

struct web_stream *web_stream_begin(struct web_exchange *exchange, const char *content_type)
{
    struct webserver *server = exchange->server;
    struct web_stream *stream = NULL;
    (void)pthread_mutex_lock(&server->lock);
    if (server->streams < server->options.streams) {
        server->streams++;
        stream = begin(exchange, content_type);
    }
    (void)pthread_mutex_unlock(&server->lock);
    return stream;
}

struct web_stream *web_download_begin(struct web_exchange *exchange, const char *content_type,
                                      int wake_fd)
{
    struct webserver *server = exchange->server;
    (void)pthread_mutex_lock(&server->lock);
    server->downloads++;
    struct web_stream *stream = begin(exchange, content_type);
    stream->is_download = true;
    stream->wake_fd = wake_fd;
    (void)pthread_mutex_unlock(&server->lock);
    return stream;
}

enum web_room web_download_room(struct web_stream *stream)
{
    struct webserver *server = stream->server;
    (void)pthread_mutex_lock(&server->lock);
    const bool left = stream->has_gone || stream->has_left;
    const bool full = stream->waiting.count >= ROOM_BYTES;
    (void)pthread_mutex_unlock(&server->lock);
    return left ? WEB_LEFT : full ? WEB_FULL : WEB_ROOM;
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

static void end(struct web_stream *stream, bool aborted)
{
    (void)pthread_mutex_lock(&stream->server->lock);
    stream->ended = true;
    stream->aborted = aborted;
    stream->wake_fd = -1;
    if (!stream->has_gone)
        wake(stream);
    leave(stream);
}

void web_stream_end(struct web_stream *stream)
{
    if (stream)
        end(stream, /* aborted= */ false);
}

void web_download_abort(struct web_stream *stream)
{
    end(stream, /* aborted= */ true);
}

/* The library asks for bytes. It must not be suspended while it has some, nor at the end. */
static ssize_t give(void *context, uint64_t position, char *to, size_t max)
{
    (void)position;
    struct web_stream *stream = context;
    (void)pthread_mutex_lock(&stream->server->lock);
    const size_t count = stream->waiting.count < max ? stream->waiting.count : max;
    ssize_t given = (ssize_t)count;
    if (stream->has_left || stream->aborted) {
        given = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (count > 0) {
        memcpy(to, stream->waiting.bytes, count);
        memmove(stream->waiting.bytes, stream->waiting.bytes + count,
                stream->waiting.count - count);
        stream->waiting.count -= count;
        if (stream->waiting.count < ROOM_BYTES / 2)
            wake_sender(stream);
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
    wake_sender(stream);
    wake(stream);
    (void)pthread_mutex_unlock(&stream->server->lock);
}

/* The library has sent all, or lost the connection. */
void web_stream_gone(void *context)
{
    struct web_stream *stream = context;
    (void)pthread_mutex_lock(&stream->server->lock);
    stream->has_gone = true;
    stream->suspended = false;
    wake_sender(stream);
    leave(stream);
}

bool web_stream_is_download(const struct web_stream *stream)
{
    return stream->is_download;
}

struct MHD_Response *web_stream_response(struct web_stream *stream)
{
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, PIECE_BYTES, give, stream, web_stream_gone);
    if (!response)
        web_stream_gone(stream);
    return response;
}
