/* dump_chunk.h: some thousand lines of a dump, read and ready to be stored together. */
#pragma once
#include "core/line_reader.h"
#include "io/database/database.h"
#include "model/dump_record.h"

enum dump_kind { DUMP_EDITIONS, DUMP_WORKS, DUMP_AUTHORS, DUMP_KIND_COUNT_ };
const char *dump_kind_name(enum dump_kind kind); /* "editions" */

/* What was read of a dump. */
struct dump_counts {
    int64_t lines;
    int64_t records; /* that were good */
    int64_t
        incomplete; /* editions without ISBN or title, authors without name, redirects to nowhere */
    int64_t other;  /* of other types */
    int64_t bad;    /* that cannot be read */
    int64_t rows_new, rows_changed;
};

struct dump_chunk {
    enum dump_kind kind;
    const char *today; /* "2026-11-30" */
    /* Called for each bad line; may be NULL. */
    void (*bad_line)(void *context, int64_t line, const char *reason);
    void *context;
    struct dump_counts counts; /* since the beginning of the dump */
    /* Editions wait here until their authors' names are known; others are written at once. */
    struct dump_edition *editions;
    size_t edition_count, edition_capacity;
    struct sql_array redirects, locations;
    size_t redirect_count;
    struct text copy; /* rows in the binary format of COPY */
    size_t row_count;
};
void dump_chunk_done(struct dump_chunk *chunk);
CLEANUP_STRUCT(struct dump_chunk, dump_chunk_done)

/* Forget the records; the counts stay. */
void dump_chunk_clear(struct dump_chunk *chunk) NONNULL_ALL;

/** Take a line in. */
void dump_chunk_add(struct dump_chunk *chunk, struct line *line) NONNULL_ALL;
