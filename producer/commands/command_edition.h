/* command_edition.h: what the commands about editions share. */
#pragma once
#include "model/edition_store.h"
#include "shared/context.h"

#define REFOLD_LISTED_MAX 1000 /* changes that are named; all are counted */

struct refolding {
    struct context *context;
    const char *source; /* only ISBNs of which it says something; "": all */
    struct isbn from;   /* ISBNs behind this one; empty: all */
    bool writes;        /* else all is rolled back */
    /* What is done first in a transaction that is rolled back, so that editions are folded as they
     * would be afterwards; NULL: nothing. */
    bool (*supposes)(struct context *context, const char *source, struct error *err);
    int64_t editions, changed[EDITION_REMOVED + 1];
    struct edition_change *items; /* the first of those that changed */
    size_t count, capacity;
};
void refolding_done(struct refolding *refolding);
CLEANUP_STRUCT(struct refolding, refolding_done)

/** Fold editions anew, a batch in a transaction. What is done stays done when it fails; from is
 *  then the last ISBN of it.
 *  err  as database_run */
bool refold(struct refolding *refolding, struct error *err) NONNULL_ALL MUST_CHECK;

/** Print what has changed, or would. */
void refold_print_text(const struct refolding *refolding) NONNULL_ALL;
/** Add the same to an object that is open. */
void refold_add_json(const struct refolding *refolding, struct text *out) NONNULL_ALL;
