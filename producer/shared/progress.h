/* progress.h: how far something is: a bar on a terminal, now and then a plain line elsewhere.
 * On stderr, beside the data. NO_COLOR is honoured. */
#pragma once
#include "core/base.h"

struct progress {
    const char *what; /* "months", "catalogue" */
    bool bytes; /* what is output_count: nobody wants to read them, and most of it is soon done */
    bool terminal, colour;
    int64_t started_ms, shown_ms, shown_done; /* monotonic */
    int64_t first_done;                       /* how much was done at the start: not our speed */
    int64_t base;                             /* for the caller: where its own count began */
};

/** Begin; bytes is kept as it was set. */
void progress_start(struct progress *progress, const char *what, int64_t done) NONNULL_ALL;

/** Say how far it is. May be called as often as one likes.
 *  in    note  shown behind, or "" */
void progress_show(struct progress *progress, int64_t done, int64_t total, const char *note)
    NONNULL_ALL;

/** Leave the bar as it stands, or take it away. */
void progress_end(struct progress *progress, bool keep) NONNULL_ALL;
