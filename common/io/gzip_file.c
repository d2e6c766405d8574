/* gzip_file.c: zlib unpacks member after member. Unlike zlib's own reader of files it calls it
 * damage when something other than a member or zeroes stands behind one, or when the last one is
 * cut off: half of a dump must not pass for the whole. */
#include "io/gzip_file.h"

#include "core/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    INPUT_BYTES = 64 * 1024,
    WINDOW_BITS = 15 + 16, /* the largest window; + 16: gzip's head and check sum */
};

enum state { PLAIN, BETWEEN_MEMBERS, IN_MEMBER, ENDED };

struct gzip_file {
    int fd;
    enum state state;
    z_stream unpacked;
    bool unpacking; /* the stream of zlib is to be ended */
    bool at_end;    /* of the file */
    int64_t bytes_read, bytes_total;
    size_t head_count;
    size_t at, count; /* what of input is not used yet */
    char head[INPUT_BYTES], input[INPUT_BYTES];
};

static bool unreadable(struct error *err)
{
    return error_set(err, ERROR_USAGE, errno, "%s", strerror(errno));
}

static bool damaged(const struct gzip_file *file, const char *what, struct error *err)
{
    return error_set(err, ERROR_USAGE, 0, "%s at byte %lld of the file", what,
                     (long long)(file->bytes_read - (int64_t)file->count));
}

/* Have some input, where the file has more. */
static bool fill(struct gzip_file *file, struct error *err)
{
    while (file->count == 0 && !file->at_end) {
        const ssize_t count = read(file->fd, file->input, sizeof(file->input));
        if (count < 0 && errno != EINTR)
            return unreadable(err);
        file->at_end = count == 0;
        file->at = 0;
        file->count = count > 0 ? (size_t)count : 0;
        file->bytes_read += (int64_t)file->count;
    }
    return true;
}

/* A pipe may give few bytes at a time: the head is as many as the first read brings, at least two,
 * which tell whether the file is packed. */
static bool read_head(struct gzip_file *file, struct error *err)
{
    while (file->count < 2 && !file->at_end) {
        const ssize_t count =
            read(file->fd, file->input + file->count, sizeof(file->input) - file->count);
        if (count < 0 && errno != EINTR)
            return unreadable(err);
        file->at_end = count == 0;
        file->count += count > 0 ? (size_t)count : 0;
    }
    file->bytes_read = (int64_t)file->count;
    file->head_count = file->count;
    memcpy(file->head, file->input, file->count);
    const bool packed = file->count >= 2 && memcmp(file->input, "\x1f\x8b", 2) == 0;
    file->state = packed ? BETWEEN_MEMBERS : PLAIN;
    return true;
}

bool gzip_open(const char *path, struct gzip_file **ret, struct error *err)
{
    CLEANUP(gzip_close) struct gzip_file *file = mem_new(1, sizeof(*file));
    struct stat about = {0};
    file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file->fd < 0 || fstat(file->fd, &about) != 0)
        return unreadable(err);
    if (S_ISDIR(about.st_mode))
        return error_set(err, ERROR_USAGE, EISDIR, "is not a file");
    file->bytes_total = S_ISREG(about.st_mode) ? (int64_t)about.st_size : 0;
    if (!read_head(file, err))
        return false;
    if (file->state == BETWEEN_MEMBERS && inflateInit2(&file->unpacked, WINDOW_BITS) != Z_OK)
        mem_exhausted();
    file->unpacking = file->state == BETWEEN_MEMBERS;
    *ret = TAKE_PTR(file);
    return true;
}

void gzip_close(struct gzip_file *file)
{
    if (!file)
        return;
    if (file->unpacking)
        (void)inflateEnd(&file->unpacked); /* it fails on streams that were never begun only */
    if (file->fd >= 0)
        (void)close(file->fd); /* it was only read */
    mem_free(file);
}

static bool read_plain(struct gzip_file *file, char *to, size_t capacity, size_t *ret_count,
                       struct error *err)
{
    if (!fill(file, err))
        return false;
    const size_t count = file->count < capacity ? file->count : capacity;
    memcpy(to, file->input + file->at, count);
    file->at += count;
    file->count -= count;
    *ret_count = count;
    return true;
}

/* Behind a member: another one, zeroes (of a tape, RFC 1952 does not know them), or the end. */
static bool begin_member(struct gzip_file *file, struct error *err)
{
    for (;;) {
        if (!fill(file, err))
            return false;
        if (file->count == 0) {
            file->state = ENDED;
            return true;
        }
        if (file->input[file->at] != '\0')
            break;
        file->at++;
        file->count--;
    }
    if (file->input[file->at] != '\x1f' || inflateReset(&file->unpacked) != Z_OK)
        return damaged(file, "the packed file is damaged", err);
    file->state = IN_MEMBER;
    return true;
}

static bool unpack(struct gzip_file *file, char *to, size_t capacity, size_t *ret_count,
                   struct error *err)
{
    if (!fill(file, err))
        return false;
    if (file->count == 0)
        return damaged(file, "the packed file is cut off: fetch it again. It ends", err);
    z_stream *stream = &file->unpacked;
    stream->next_in = (Bytef *)file->input + file->at;
    stream->avail_in = (uInt)file->count;
    stream->next_out = (Bytef *)to;
    stream->avail_out = (uInt)capacity;
    const int result = inflate(stream, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR)
        mem_exhausted();
    file->at += file->count - stream->avail_in;
    file->count = stream->avail_in;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return damaged(file, "the packed file is damaged", err);
    if (result == Z_STREAM_END)
        file->state = BETWEEN_MEMBERS;
    *ret_count = capacity - stream->avail_out;
    return true;
}

bool gzip_read(struct gzip_file *file, char *to, size_t capacity, size_t *ret_count,
               struct error *err)
{
    size_t count = 0;
    if (file->state == PLAIN)
        return read_plain(file, to, capacity, ret_count, err);
    while (count == 0 && file->state != ENDED) {
        if (file->state == BETWEEN_MEMBERS && !begin_member(file, err))
            return false;
        if (file->state == IN_MEMBER && !unpack(file, to, capacity, &count, err))
            return false;
    }
    *ret_count = count;
    return true;
}

int64_t gzip_bytes_read(const struct gzip_file *file)
{
    return file->bytes_read - (int64_t)file->count;
}

int64_t gzip_bytes_total(const struct gzip_file *file)
{
    return file->bytes_total;
}

const char *gzip_head(const struct gzip_file *file, size_t *ret_count)
{
    *ret_count = file->head_count;
    return file->head;
}

const char *gzip_library_version(void)
{
    return zlibVersion();
}
