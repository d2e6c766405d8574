/* upkeep_isbns.h: what the janitor does for ISBNs: it takes those of dead processes over, releases
 * what no worker knows of, and announces those that are due. */
#pragma once
#include "io/database/database.h"

/* Owners that are silent, as arrays of the database (janitor_owners.sql). */
struct gone_owners {
    const char *owners, *heartbeats, *frozen;
};

/** ISBNs of owners that are gone wait again.
 *  in   crash_max  owners that died with an ISBN in a row, until it fails with a dead letter
 *  err  as database_run */
bool isbns_take_over(struct database *db, int64_t own_id, int64_t crash_max,
                     const struct gone_owners *gone, struct error *err) NONNULL_ALL MUST_CHECK;

/* Who knows which claims this process has. */
struct claim_holders {
    bool (*hold)(void *context, const char *claim_token);
    void *context;
};

/** ISBNs that carry this process, but the token of none of its workers, are released.
 *  out  ret_any  some carry this process
 *  err  as database_run */
bool isbns_release_forgotten(struct database *db, int64_t own_id,
                             const struct claim_holders *holders, bool *ret_any, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** This process has another id now, which the claims of its workers get.
 *  err  as database_run */
bool isbns_adopt(struct database *db, int64_t former, int64_t own_id,
                 const struct claim_holders *holders, struct error *err) NONNULL_ALL MUST_CHECK;

/** Announce the ISBNs that are due.
 *  in   lost_ms  what was announced longer ago than that has lost its message; -1: nothing has
 *  out  ret      how many
 *  err  as database_run */
bool isbns_announce(struct database *db, int64_t lost_ms, int64_t *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
