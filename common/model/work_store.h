/* work_store.h: the works of editions that are folded, in the transaction that folds them. First
 * work_store_join() tells the keys of each edition and the work to which it belongs, then the
 * editions are written, then work_store_write() writes their works. The result is a function of
 * all editions, whoever writes them in which order. */
#pragma once
#include "io/database/database.h"
#include "model/edition_fold.h"
#include "model/work_join.h"

/* Where an edition belongs. */
struct work_place {
    struct work_keys keys;
    const char *work; /* owned by the store */
    int confidence;   /* 0 .. 100 */
    const char *by;   /* of work_link_name() */
};

struct work_store; /* of one batch */

/* The editions of a batch; those without title are none any more. */
struct work_batch {
    const struct folded_edition *editions;
    size_t count;
    const char *isbns; /* the literal of an array of all of them */
};

/** Find the works of a batch, under the locks of their blocks, which are held until the transaction
 *  ends.
 *  in    batch  what it points to is borrowed until work_store_free
 *  out   ret    the caller frees it with work_store_free
 *  time  waits for others that write the same blocks
 *  err   as database_run */
bool work_store_join(struct database *db, const struct work_batch *batch, struct work_store **ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;
void work_store_free(struct work_store *store);
CLEANUP_FUNCTION(struct work_store, work_store_free)

/** The place of the edition with this number, which has a title. */
const struct work_place *work_store_place(const struct work_store *store, size_t number)
    NONNULL_ALL;

/** Write the works of the batch, once its editions are written or removed.
 *  err   as database_run */
bool work_store_write(struct work_store *store, struct database *db, struct error *err)
    NONNULL_ALL MUST_CHECK;
