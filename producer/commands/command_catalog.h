/* command_catalog.h: what the commands about the catalogue share. */
#pragma once
#include "shared/command.h"

#define CATALOG_BAD_SHOWN 50 /* bad rows that are reported one by one */

struct catalog_dump_request {
    const char *kind; /* "editions", "works" or "authors" */
    const char *file;
    int64_t commit_lines;
    bool claims;
};

/** Import a dump of Open Library and print what came of it.
 *  out   the exit code */
int catalog_import_dump(struct context *context, const struct catalog_dump_request *request,
                        struct error *err) NONNULL_ALL MUST_CHECK;

/** Say on stderr where the catalogue's keys are older than the program's. What cannot be read is
 *  left to the command itself. */
void catalog_warn_of_keys(struct context *context) NONNULL_ALL;

extern const struct command command_catalog_rekey;

/** Print what came of dumps so far, behind what else the catalogue holds.
 *  in    out  a JSON object that is open; NULL: print it for people */
bool catalog_dump_stats(struct context *context, struct text *out, struct error *err)
    __attribute__((nonnull(1, 3))) MUST_CHECK;
