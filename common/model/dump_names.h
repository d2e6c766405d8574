/* dump_names.h: the authors' names of editions of a dump, which name keys only. */
#pragma once
#include "model/dump_chunk.h"

struct dump_names {
    struct rows *works, *authors;
};
void dump_names_done(struct dump_names *names);
CLEANUP_STRUCT(struct dump_names, dump_names_done)

/** Find the names of all editions of a chunk, in two statements.
 *  err   as database_run */
bool dump_names_find(struct database *db, const struct dump_chunk *chunk, struct dump_names *ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/** Append the names of an edition, ';' between them: those of its work, because editions were
 *  damaged where authors were joined; else its own. Nothing is added where none is known.
 *  out   the key of its work, behind redirects; "": it names none. Lives as long as both do */
const char *dump_names_of(const struct dump_names *names, const struct dump_edition *edition,
                          struct text *ret) NONNULL_ALL;
