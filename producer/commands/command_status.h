/* command_status.h: what the files of 'status' share. */
#pragma once
#include "screen/snapshot.h"
#include "shared/context.h"
#include "shared/depths.h"
#include "shared/output.h"

struct status {
    struct snapshot snapshot;
    struct depths depths;
    struct rows *recent; /* of status_recent.sql, or NULL */
    bool with_depths;    /* the broker was asked */
};
void status_done(struct status *status);
CLEANUP_STRUCT(struct status, status_done)

#define STATUS_COLUMNS 35
#define STATUS_MONTH_COLUMNS 6
extern const struct column status_columns[STATUS_COLUMNS];             /* of status.sql */
extern const struct column status_month_columns[STATUS_MONTH_COLUMNS]; /* of status_months.sql */

/** Print it as one JSON object. */
void status_print_json(const struct status *status) NONNULL_ALL;

/** Print all that a page shows as one JSON object: every month, too. What follows "at" is the same
 *  as long as nothing has changed. */
void status_print_overview(const struct status *status) NONNULL_ALL;

/** Add parts of these documents. */
void status_add_alarms(struct text *out, const struct snapshot *snapshot) NONNULL_ALL;
void status_add_panel(struct text *out, const char *key, const struct snapshot *snapshot,
                      enum panel panel) NONNULL_ALL;

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
