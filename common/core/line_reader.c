/* line_reader.c: one buffer, which grows to the longest line that was read, and holds the bytes
 * that follow the last line. */
#include "core/line_reader.h"

#include "core/mem.h"

#include <string.h>

enum { PIECE_BYTES = 256 * 1024 };

struct line_reader {
    line_source *source;
    void *context;
    size_t line_max;
    char *bytes;
    size_t at, count, capacity; /* what is there and not read yet */
    int64_t offset;             /* of bytes[at] in the stream */
    bool at_end;
};

struct line_reader *line_reader_new(line_source *source, void *context, size_t line_max)
{
    struct line_reader *reader = mem_new(1, sizeof(*reader));
    reader->source = source;
    reader->context = context;
    reader->line_max = line_max;
    reader->capacity = PIECE_BYTES + 1;
    reader->bytes = mem_resize(NULL, reader->capacity, 1);
    return reader;
}

void line_reader_free(struct line_reader *reader)
{
    if (!reader)
        return;
    mem_free(reader->bytes);
    mem_free(reader);
}

/* Read a piece behind what is there. */
static bool fill(struct line_reader *reader, struct error *err)
{
    if (reader->at > 0) {
        memmove(reader->bytes, reader->bytes + reader->at, reader->count);
        reader->at = 0;
    }
    if (reader->capacity - reader->count < PIECE_BYTES + 1) {
        reader->capacity = 2 * reader->capacity + PIECE_BYTES + 1;
        reader->bytes = mem_resize(reader->bytes, reader->capacity, 1);
    }
    size_t count = 0;
    if (!reader->source(reader->context, reader->bytes + reader->count, PIECE_BYTES, &count, err))
        return false;
    reader->at_end = count == 0;
    reader->count += count;
    return true;
}

static void take(struct line_reader *reader, size_t count)
{
    reader->at += count;
    reader->count -= count;
    reader->offset += (int64_t)count;
}

/* Drop what is there of a line that is too long, and the rest of it. */
static bool pass_over(struct line_reader *reader, struct error *err)
{
    for (;;) {
        const char *end = memchr(reader->bytes + reader->at, '\n', reader->count);
        if (end) {
            take(reader, (size_t)(end - (reader->bytes + reader->at)) + 1);
            return true;
        }
        take(reader, reader->count);
        if (reader->at_end)
            return true;
        if (!fill(reader, err))
            return false;
    }
}

static void give(struct line_reader *reader, size_t count, size_t end_bytes, struct line *ret)
{
    *ret = (struct line){.bytes = reader->bytes + reader->at, .count = count};
    ret->bytes[count] = '\0'; /* in the place of its end, or behind all that was read */
    take(reader, count + end_bytes);
}

bool line_reader_next(struct line_reader *reader, struct line *ret, bool *ret_more,
                      struct error *err)
{
    size_t searched = 0;
    for (;;) {
        const char *line = reader->bytes + reader->at;
        const char *end = reader->count > searched
                              ? memchr(line + searched, '\n', reader->count - searched)
                              : NULL;
        const size_t count = end ? (size_t)(end - line) : reader->count;
        *ret_more = end || !reader->at_end || count > 0;
        if (count > reader->line_max) {
            *ret = (struct line){.too_long = true};
            return pass_over(reader, err);
        }
        if (end || (reader->at_end && count > 0)) {
            give(reader, count, /* end_bytes= */ end ? 1 : 0, ret);
            return true;
        }
        if (reader->at_end)
            return true;
        searched = reader->count;
        if (!fill(reader, err))
            return false;
    }
}

bool line_reader_skip(struct line_reader *reader, int64_t bytes, struct error *err)
{
    while (bytes > 0) {
        if (reader->count == 0 && !reader->at_end && !fill(reader, err))
            return false;
        if (reader->count == 0)
            return error_set(err, ERROR_USAGE, 0, "it is shorter than it was");
        const size_t count = (int64_t)reader->count < bytes ? reader->count : (size_t)bytes;
        take(reader, count);
        bytes -= (int64_t)count;
    }
    return true;
}

int64_t line_reader_offset(const struct line_reader *reader)
{
    return reader->offset;
}
