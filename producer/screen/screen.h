/* screen.h: 'status --watch' on a terminal, and the heatmap. */
#pragma once
#include "screen/snapshot.h"
#include "shared/context.h"

struct screen_options {
    int64_t interval_ms;
    bool until_empty; /* end when nothing is queued, processing or due for a retry */
};

/** Show the screen until the person before it, or a signal, ends it. A database that is lost is
 *  waited for, and the screen says so.
 *  err   as context_database at the start; CONFIG what the database refuses later */
bool screen_run(struct context *context, const struct screen_options *options, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Print the grid with its legend on stdout, in blocks of as many years as fit.
 *  in    width  0: no limit */
void screen_heatmap(const struct snapshot *snapshot, int width) NONNULL_ALL;
