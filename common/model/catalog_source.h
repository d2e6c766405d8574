/* catalog_source.h: the bytes of a catalogue's file as UTF-8, whatever program has written it. */
#pragma once
#include <stdio.h>

#include "core/text.h"

struct catalog_source {
    FILE *file; /* borrowed */
    enum { SOURCE_UTF_8, SOURCE_LATIN_1, SOURCE_UTF_16_LE, SOURCE_UTF_16_BE } encoding;
    struct text ready; /* bytes that are not read yet, from at on */
    size_t at;
    unsigned char left[4]; /* of UTF-16: what needs more bytes */
    size_t left_count;
};
void catalog_source_done(struct catalog_source *source);

/** Find out the encoding of a file: a byte order mark tells UTF-16, as do zeros; bytes that are no
 *  UTF-8, and all of them letters or signs of Windows-1252, tell Latin-1, unless some of the file
 *  can only be UTF-8. The file is read to its end for that, and rewound; a pipe is not, and is
 *  UTF-8.
 *  out   ret  the caller ends it with catalog_source_done */
void catalog_source_init(struct catalog_source *ret, FILE *file, bool is_regular) NONNULL_ALL;

/** The name of its encoding for people; NULL: it is UTF-8. */
const char *catalog_source_name(const struct catalog_source *source) NONNULL_ALL;

/** As csv_new wants it.
 *  in    context  the source */
size_t catalog_source_read(void *context, char *to, size_t capacity) NONNULL_ALL;
