/* frame.c: blocking reads and writes, because the worker has nothing else to do. */
#include "serve/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { HEAD_BYTES = 4, PIECE_BYTES = 64 * 1024 };

static bool fail(const char *what, struct error *err)
{
    return error_set(err, ERROR_TRANSIENT, errno, "%s the socket of serve: %s", what,
                     strerrordesc_np(errno));
}

static bool cut_off(struct error *err)
{
    return error_set(err, ERROR_TRANSIENT, 0, "the socket of serve ended within a frame");
}

/* Returns how many bytes came before the other side closed; -1: the socket broke. */
static ssize_t read_all(int descriptor, char *to, size_t count)
{
    size_t done = 0;
    while (done < count) {
        const ssize_t now = recv(descriptor, to + done, count - done, 0);
        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            return -1;
        if (now == 0)
            break;
        done += (size_t)now;
    }
    return (ssize_t)done;
}

/* Memory is asked for as the bytes come, not as their length was announced. */
static bool read_body(int descriptor, size_t count, struct text *ret, struct error *err)
{
    char piece[PIECE_BYTES];
    while (count > 0) {
        const size_t wanted = count < sizeof(piece) ? count : sizeof(piece);
        const ssize_t got = read_all(descriptor, piece, wanted);
        if (got < 0)
            return fail("reading", err);
        if ((size_t)got < wanted)
            return cut_off(err);
        text_add_bytes(ret, piece, wanted);
        count -= wanted;
    }
    return true;
}

bool frame_read(int descriptor, size_t bytes_max, struct text *ret, bool *ret_ended,
                struct error *err)
{
    unsigned char head[HEAD_BYTES] = {0};
    const ssize_t got = read_all(descriptor, (char *)head, sizeof(head));
    *ret_ended = got == 0;
    if (got < 0)
        return fail("reading", err);
    if (got == 0)
        return true;
    if (got < HEAD_BYTES)
        return cut_off(err);
    const size_t count =
        (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | (size_t)head[3];
    if (count > bytes_max)
        return error_set(err, ERROR_MALFORMED, 0, "a frame of %zu bytes, more than %zu", count,
                         bytes_max);
    text_clear(ret);
    return read_body(descriptor, count, ret, err);
}

static bool write_all(int descriptor, const char *bytes, size_t count, struct error *err)
{
    while (count > 0) {
        const ssize_t done = send(descriptor, bytes, count, MSG_NOSIGNAL);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return fail("writing", err);
        bytes += done;
        count -= (size_t)done;
    }
    return true;
}

bool frame_write(int descriptor, const void *bytes, size_t count, struct error *err)
{
    const unsigned char head[HEAD_BYTES] = {
        (unsigned char)(count >> 24),
        (unsigned char)(count >> 16),
        (unsigned char)(count >> 8),
        (unsigned char)count,
    };
    return write_all(descriptor, (const char *)head, sizeof(head), err) &&
           write_all(descriptor, bytes, count, err);
}
