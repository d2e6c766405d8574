/* capture.c: a stream of our own (fopencookie) rather than open_memstream, because what a command
 * prints must have a limit. */
#include "serve/capture.h"

#include "core/mem.h"

#define KEPT_BYTES 1048576 /* a larger answer gives its memory back */

/* A write never fails, so that the stream needs no repair: what is too much is only counted. */
static ssize_t take(void *cookie, const char *bytes, size_t count)
{
    struct capture *capture = cookie;
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
