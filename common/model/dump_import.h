/* dump_import.h: filling the catalogue from the dumps of Open Library. */
#pragma once
#include "model/dump_chunk.h"

struct dump_import {
    enum dump_kind kind;
    struct database *lookup; /* a second session, which looks up names while the first one writes */
    int64_t commit_lines;    /* are stored together: what a kill costs at most */
    /* Called for each bad line, and after each 1,000 lines and at the end. Both may be NULL. */
    void (*bad_line)(void *context, int64_t line, const char *reason);
    void (*progress)(void *context, int64_t bytes_read, int64_t bytes_total);
    void *context;
    struct dump_counts counts;      /* of the whole dump, with what earlier starts have read */
    int64_t rows_new, rows_changed; /* the same */
    int64_t resumed_at;             /* byte of the unpacked stream; 0: at the beginning */
    int64_t unnamed;                /* editions of which no author's name is known, of this start */
};

/** Import a dump (gzip, or unpacked), as much at a time as commit_lines says. It goes on where an
 *  earlier start of the same file ended, unless that one came to the end. A pipe is read from the
 *  beginning each time. To import a file again changes nothing.
 *  in    import  its kind, lookup, commit_lines, functions and context are set
 *  out   import  its counts
 *  err   USAGE the file is missing, unreadable, cut off or damaged; what stands before the damage
 *        is imported but for the last lines | CANCELLED another import is under way | as
 *        database_run */
bool dump_import(struct database *db, const char *file, struct dump_import *import,
                 struct error *err) NONNULL_ALL MUST_CHECK;

struct dump_claims {
    int64_t isbns, claims; /* known ISBNs that a dump has; claims that are new or changed */
};

/** Write what the dumps say of ISBNs that are handed over or being enriched as claims of the source
 *  "openlibrary_dump".
 *  err   as database_run */
bool dump_claim(struct database *db, struct dump_claims *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
