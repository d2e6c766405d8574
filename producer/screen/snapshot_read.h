/* snapshot_read.h: filling a snapshot from the database. */
#pragma once
#include "screen/snapshot.h"
#include "shared/context.h"
#include "shared/depths.h"

struct snapshot_question {
    const struct depths *depths; /* what the broker has answered; NULL: it was not asked */
    const struct month *opened;  /* the month whose details are wanted, or NULL */
    bool lists;                  /* the months that wait, one by one, are wanted, too */
    bool no_alarms;              /* they are known from a moment ago */
};

/** Read what a screen shows, all from one moment.
 *  out   ret  the caller ends it with snapshot_done
 *  time  few statements
 *  err   as database_run */
bool snapshot_read(struct context *context, const struct snapshot_question *question,
                   struct snapshot *ret, struct error *err) NONNULL_ALL MUST_CHECK;
