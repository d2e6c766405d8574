/* capture.h: what a command prints, kept in memory instead of being written. */
#pragma once
#include <stdio.h>

#include "core/text.h"

/* Zeroed memory is one that was not opened. It is not moved while it is open. */
struct capture {
    struct text bytes;
    size_t bytes_max; /* what comes behind them is dropped */
    bool overflown;   /* something was dropped */
    FILE *stream;     /* what is printed into it */
};

void capture_open(struct capture *capture, size_t bytes_max) NONNULL_ALL;
void capture_done(struct capture *capture);
CLEANUP_STRUCT(struct capture, capture_done)

/** Take over what stands in the stream's buffer, so that bytes has everything. */
void capture_flush(struct capture *capture) NONNULL_ALL;

/** Empty it, for the next command. */
void capture_clear(struct capture *capture) NONNULL_ALL;
