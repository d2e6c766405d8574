/* catalog_isbns.h: what the local catalogue says of editions whose ISBNs are known. */
#pragma once
#include "core/edition_claim.h"
#include "io/database/database_pool.h"

/** Find the editions of these ISBNs.
 *  out   ret  a record for each that the catalogue has; the caller frees it
 *  err   as database_pool_run */
bool catalog_editions_of(struct database_pool *pool, const struct isbn *isbns, size_t count,
                         struct edition_records *ret, struct error *err) NONNULL_ALL MUST_CHECK;
