/* capture.h: what a command prints, kept in memory instead of being written. */
#pragma once
#include <stdio.h>

#include "core/text.h"

enum { CAPTURE_PIECE = 64 * 1024 };

/* Zeroed memory is one that was not opened. It is not moved while it is open. */
struct capture {
    struct text bytes;
    size_t bytes_max; /* what comes behind them is dropped */
    bool overflown;   /* something was dropped */
    FILE *stream;     /* what is printed into it */
    /* Given a piece of CAPTURE_PIECE bytes as soon as it is there, which is kept no longer; NULL:
     * all is kept. Where it returns false, whatever prints sees that nothing can be written. */
    bool (*send)(void *context, const char *bytes, size_t count);
    void *context;
};

void capture_open(struct capture *capture, size_t bytes_max) NONNULL_ALL;
void capture_done(struct capture *capture);
CLEANUP_STRUCT(struct capture, capture_done)

/** Take over what stands in the stream's buffer, so that bytes has everything. */
void capture_flush(struct capture *capture) NONNULL_ALL;

/** Empty it, for the next command. */
void capture_clear(struct capture *capture) NONNULL_ALL;
