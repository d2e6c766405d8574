/* work_key.h: which work a record belongs to, as the record alone tells it. The keys are pure
 * functions of title and author, are never empty, and are never made of one half.
 *
 * The fine key has the whole title; two records with one fine key are the same work. The block key
 * follows from the fine key, and has the beginning of the title only: records of one block are
 * compared in pairs (model/work_join.h). Both begin with the version of the rules. */
#pragma once
#include "core/isbn.h"
#include "model/edition_fold.h"
#include "model/work_title.h"

/* Is kept with each row. A higher one means that keys of the old one are to be made anew. */
enum { WORK_KEY_VERSION = 1 };

struct work_keys {
    struct text fine, block;
    bool certain; /* false: title or author is missing, and the key is the ISBN's */
};
void work_keys_done(struct work_keys *keys);
CLEANUP_STRUCT(struct work_keys, work_keys_done)

/** The keys of a title by an author.
 *  in    title   as work_title_parse made it
 *        author  one name;  NULL or no name: no key can be made
 *  out   false: the two say too little, and ret is empty */
bool work_key_make(const struct work_title *title, const char *author, struct work_keys *ret)
    __attribute__((nonnull(1, 3))) MUST_CHECK;

/** The keys of an edition. Where title or author say too little, both are "isbn|978…". */
void work_key_of(const struct folded_edition *edition, struct work_keys *ret) NONNULL_ALL;

/** The name by which the work of an edition is known: its first author who is a person; NULL:
 *  none is known. */
const char *work_key_author(const struct folded_edition *edition) NONNULL_ALL;

/** The key of an edition by its ISBN alone. */
void work_key_of_isbn(const char *isbn, struct text *ret) NONNULL_ALL;

/** The block of a fine key; of a key by ISBN it is the same. */
void work_key_block(const char *fine, struct text *ret) NONNULL_ALL;
