/* progress.h: how far a piece of work is, as a bar on a terminal and elsewhere as a plain line now
 * and then. It is written to stderr, so that stdout holds data only. NO_COLOR is respected. */
#pragma once
#include "core/base.h"

struct progress {
    const char *what; /* the work: "months", or the name of a file */
    bool bytes;       /* it counts the bytes of a file, which are not shown as numbers */
    bool terminal, colour;
    int64_t started_ms, shown_ms, shown_done; /* monotonic */
    int64_t first_done; /* what was done before the start, which says nothing of the speed */
    int64_t base;       /* where the caller's count began; for the caller */
};

/** Begin. The caller has set progress->bytes.
 *  in    what  borrowed until the end;  done  how much is done already */
void progress_start(struct progress *progress, const char *what, int64_t done) NONNULL_ALL;

/** Show how far it is, where enough time has passed since it was last shown.
 *  in    total  0: nothing is to be done;  note  is shown behind it, or "" */
void progress_show(struct progress *progress, int64_t done, int64_t total, const char *note)
    NONNULL_ALL;

/** End, with the bar removed from the terminal.
 *  in    keep  the bar stays there */
void progress_end(struct progress *progress, bool keep) NONNULL_ALL;
