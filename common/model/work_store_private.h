/* work_store_private.h: what the two files of work_store share. Nobody else includes it. */
#pragma once
#include "core/texts.h"
#include "model/work_store.h"

/* An edition of the batch, or another one of its blocks. */
struct shelved {
    struct work_member member;
    struct texts works, isbns; /* of one that was read */
    const char *former;        /* its work until now, borrowed; NULL: it had none */
    size_t number;             /* in the batch */
    bool read;                 /* it is not of the batch */
    bool apart;                /* its block is joined with others by a person */
    char *work;
    enum work_link link;
};

struct work_store {
    const struct folded_edition *editions;
    size_t count;
    const char *isbns;
    struct work_place *places; /* by edition */
    struct rows *former, *blocks, *members, *decided;
    struct work_decision *decisions;
    struct shelved *shelf;
    size_t shelved;
    struct texts authors; /* whom editions had or have */
    struct texts large;   /* blocks */
};

/** Add the blocks that are locked. */
void work_store_list_blocks(const struct work_store *store, struct sql_array *ret) NONNULL_ALL;
