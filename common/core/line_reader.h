/* line_reader.h: the lines of a stream of bytes, whatever they hold, each with its place in the
 * stream. A line that is too long is passed over in little memory. */
#pragma once
#include "core/error.h"

struct line_reader;

/* Stores at most capacity bytes and says how many; 0 at the end. */
typedef bool line_source(void *context, char *to, size_t capacity, size_t *ret_count,
                         struct error *err);

/** Make a reader.
 *  in    line_max  bytes of a line, without its end
 *  out   the caller frees it with line_reader_free */
struct line_reader *line_reader_new(line_source *source, void *context, size_t line_max) MUST_CHECK;
void line_reader_free(struct line_reader *reader);
CLEANUP_FUNCTION(struct line_reader, line_reader_free)

struct line {
    char *bytes; /* without the line's end, with a NUL behind it; lives until the next call */
    size_t count;
    bool too_long; /* nothing of it is here */
};

/** Read the next line. The last one may have no end.
 *  out   ret_more  false: there is none, and ret is untouched
 *  err   as the source */
bool line_reader_next(struct line_reader *reader, struct line *ret, bool *ret_more,
                      struct error *err) NONNULL_ALL MUST_CHECK;

/** Pass over bytes at the beginning.
 *  err   as the source; USAGE the stream is shorter */
bool line_reader_skip(struct line_reader *reader, int64_t bytes, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Where in the stream the next line begins. */
int64_t line_reader_offset(const struct line_reader *reader) NONNULL_ALL;
