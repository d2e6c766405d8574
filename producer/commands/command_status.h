/* command_status.h: what the files of 'status' share. */
#pragma once
#include "screen/snapshot.h"
#include "shared/context.h"
#include "shared/depths.h"

struct status {
    struct snapshot snapshot;
    struct depths depths;
    bool with_depths; /* the broker was asked */
};
void status_done(struct status *status);
CLEANUP_STRUCT(struct status, status_done)

/** Print it as one JSON object. */
void status_print_json(const struct status *status) NONNULL_ALL;

/** Print it for people, in lines of at most so many columns; 0: as long as they are. */
void status_print_text(const struct context *context, const struct status *status, int width)
    NONNULL_ALL;

struct status_watch {
    bool until_empty;
    int64_t interval_ms;
};

/** Print it again and again, as plain lines or JSON, until a signal or the reader ends it.
 *  out   the exit code */
int status_watch(struct context *context, const struct status_watch *options, struct error *err)
    NONNULL_ALL;

/** Read it.
 *  in   with_depths  ask the broker, too
 *  err  as snapshot_read */
bool status_read(struct context *context, bool with_depths, struct status *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
