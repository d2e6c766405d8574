/* edition_claims.h: claims on their way into edition_claim: three arrays of a statement. */
#pragma once
#include "core/book.h"
#include "core/edition_claim.h"
#include "io/config/config.h"
#include "io/database/database.h"
#include "model/edition_fold.h"

struct edition_claims {
    struct sql_array isbns, fields, values; /* one element of each a claim */
};
void edition_claims_done(struct edition_claims *claims);
CLEANUP_STRUCT(struct edition_claims, edition_claims_done)

/** Add what a record says. */
void edition_claims_add(struct edition_claims *claims, const struct edition_record *record)
    NONNULL_ALL;

/** Add a record of what a resolver says of an edition that it offers for a book. */
void edition_records_add_offered(struct edition_records *records, const struct edition *edition)
    NONNULL_ALL;

/** Read the claims of one ISBN from rows of edition_claims_read.
 *  in    first  row where they begin
 *  out   said   room for a claim of each row; all is borrowed from the rows
 *        ret_count  of the claims. A field of a later version is none
 *  return where those of the next ISBN begin */
size_t edition_claims_of(const struct rows *rows, size_t first, const struct config *config,
                         struct said *said, size_t *ret_count) NONNULL_ALL;
