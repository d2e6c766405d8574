/* edition_store.h: what sources say of editions is kept, and the editions are made anew of it, all
 * of a batch in one transaction. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"
#include "model/edition_fold.h"

#define EDITION_BATCH_MAX 1000

struct edition_settling {
    const struct edition_records *records; /* what the source says; NULL: nothing new */
    const char *source;                    /* whose records they are; without any, "fold" */
    int64_t response_id;                   /* of edition_response; 0: no call brought them */
    const struct isbn *isbns; /* that are made anew beside those of the records, or NULL */
    size_t isbn_count;
    const char *operation; /* for enrichment_log: "enrich", "refold" */
};

enum edition_change_kind { EDITION_NEW, EDITION_CHANGED, EDITION_REMOVED };

struct edition_change {
    struct isbn isbn;
    enum edition_change_kind kind;
    char *fields; /* columns that have another value now, a comma list; of CHANGED only */
};

/* What became of a batch. */
struct edition_settled {
    struct isbn *isbns; /* all of the batch, in their order, each once */
    bool *there;        /* by ISBN: there is an edition of it now */
    size_t count;
    struct edition_change *changes;
    size_t change_count;
};
void edition_settled_done(struct edition_settled *settled);
CLEANUP_STRUCT(struct edition_settled, edition_settled_done)

/** Keep the records, and make the editions of their ISBNs anew of all claims that count. Runs in
 *  the open transaction of the caller, who commits; two of them never wait for each other in a
 *  circle, as long as each calls it once.
 *  in    settling  at most EDITION_BATCH_MAX ISBNs;  config  tells the kinds of providers
 *  out   ret       zeroed by the caller, who frees it with edition_settled_done
 *  time  waits for others that write the same ISBNs
 *  err   as database_run */
bool edition_store(struct database *db, const struct edition_settling *settling,
                   const struct config *config, struct edition_settled *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
