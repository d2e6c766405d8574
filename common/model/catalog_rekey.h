/* catalog_rekey.h: the catalogue's keys made anew. They are made by the program (catalog_keys.h),
 * so that a program that makes other ones finds less in a catalogue that was filled before. */
#pragma once
#include "io/database/database.h"

/** Which version may the oldest keys have?
 *  out   ret_stale  it is older than the program's: what is asked may not be found
 *  err   as database_run */
bool catalog_keys_stale(struct database *db, bool *ret_stale, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What people are told of old keys, with the command that mends it. */
#define CATALOG_KEYS_STALE                                                                         \
    "the catalogue's keys are older than this program, and books may not be found"
#define CATALOG_KEYS_MEND "backfill-producer catalog rekey --yes"

struct catalog_rekey {
    bool writes;                       /* false: only count */
    int64_t editions, looked, changed; /* those that are left, of them looked at, with other keys */
    bool needed;                       /* the keys were older */
    void (*progress)(void *context, int64_t looked, int64_t editions); /* may be NULL */
    void *context;
};

/** Make the keys of all editions anew, in transactions of some thousand editions. It goes on where
 *  an earlier one ended. Keys that are of the program's version already are left alone.
 *  out   rekey  its counts, also where it fails
 *  time  waits 10 s at most for an import to end, before each transaction
 *  err   CONFIG the keys are of a newer program | CANCELLED an import is under way | as
 *        database_run */
bool catalog_rekey(struct database *db, struct catalog_rekey *rekey, struct error *err)
    NONNULL_ALL MUST_CHECK;
