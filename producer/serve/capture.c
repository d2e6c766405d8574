/* capture.c: a stream of our own (fopencookie) rather than open_memstream, because what a command
 * prints must have a limit. */
#include "serve/capture.h"

#include <string.h>

#include "core/mem.h"

#define KEPT_BYTES 1048576 /* a larger answer gives its memory back */

/* The last bytes stay: an answer that is no longer than a piece is sent whole, at its end. */
static bool send_pieces(struct capture *capture)
{
    struct text *bytes = &capture->bytes;
    size_t sent = 0;
    while (bytes->count - sent > CAPTURE_PIECE) {
        if (!capture->send(capture->context, bytes->bytes + sent, CAPTURE_PIECE))
            return false;
        sent += CAPTURE_PIECE;
    }
    memmove(bytes->bytes, bytes->bytes + sent, bytes->count - sent);
    bytes->count -= sent;
    return true;
}

/* A write fails only where a piece cannot be sent, and then the process ends: so the stream needs
 * no repair. What is too much is only counted. */
static ssize_t take(void *cookie, const char *bytes, size_t count)
{
    struct capture *capture = cookie;
    if (capture->send && count > 0) {
        text_add_bytes(&capture->bytes, bytes, count);
        return send_pieces(capture) ? (ssize_t)count : 0;
    }
    const size_t room = capture->bytes_max - capture->bytes.count;
    capture->overflown = capture->overflown || count > room;
    text_add_bytes(&capture->bytes, bytes, count < room ? count : room);
    return (ssize_t)count;
}

void capture_open(struct capture *capture, size_t bytes_max)
{
    *capture = (struct capture){.bytes_max = bytes_max};
    capture->stream = fopencookie(capture, "w", (cookie_io_functions_t){.write = take});
    if (!capture->stream)
        mem_exhausted(); /* nothing else makes it fail */
}

void capture_done(struct capture *capture)
{
    if (capture->stream)
        (void)fclose(capture->stream); /* a write of it never fails */
    capture->stream = NULL;
    text_done(&capture->bytes);
}

void capture_flush(struct capture *capture)
{
    (void)fflush(capture->stream); /* as above */
}

void capture_clear(struct capture *capture)
{
    capture_flush(capture);
    if (capture->bytes.capacity > KEPT_BYTES)
        text_done(&capture->bytes);
    else
        text_clear(&capture->bytes);
    capture->overflown = false;
}
