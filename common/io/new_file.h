/* new_file.h: a file that is there whole or not at all: it is written beside its place under
 * another name, and takes the place when all of it is on the disk. */
#pragma once
#include <stdio.h>

#include "core/error.h"
#include "core/text.h"

/* Zeroed memory is none. */
struct new_file {
    FILE *stream;      /* what is written */
    struct text path;  /* its place */
    struct text other; /* its name until then */
};

/** Begin a file.
 *  in    path    it may be no folder, device or pipe
 *        unless  what the user gives to replace a file that is there: "--force"; NULL: it is
 *                replaced
 *  err   USAGE it cannot be made there, and why */
bool new_file_open(struct new_file *file, const char *path, const char *unless, struct error *err)
    __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/** End it: it takes its place.
 *  err   TRANSIENT the disk is full, or something else is wrong: what stood there before stays */
bool new_file_keep(struct new_file *file, struct error *err) NONNULL_ALL MUST_CHECK;

/** Take away what was not kept, and free. */
void new_file_done(struct new_file *file);
CLEANUP_STRUCT(struct new_file, new_file_done)
