/* retention.h: which rows are kept for how long. Consumers delete what is older, a little at a
 * time, and 'prune' does it when it is asked; both go by this one table. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

#define RETENTION_BATCH_ROWS 500 /* they hold few locks for a short time */

struct retention {
    const char *name;            /* its first word is that of the key retention.NAME_days */
    const char *what;            /* for people, in the plural */
    const struct sql *statement; /* $1 days, $2 at most so many rows; its head says what it keeps */
    size_t days;                 /* for retention_days */
};

/** A row of the table, from 0; NULL: there is no further one. */
const struct retention *retention_at(size_t place);

/** How many days such rows are kept; 0: for ever. */
int64_t retention_days(const struct config *config, const struct retention *retention) NONNULL_ALL;

/** Delete one batch. Who prunes holds a lock; while another does, nothing is deleted.
 *  out   ret_deleted  how many rows, RETENTION_BATCH_ROWS at most
 *  err   as database_run */
bool retention_delete(struct database *db, const struct config *config,
                      const struct retention *retention, size_t *ret_deleted, struct error *err)
    NONNULL_ALL MUST_CHECK;
