/* command_work_rekey.h: what other keys would change of works. */
#pragma once
#include "model/work_key.h"
#include "shared/context.h"

/* Two editions, of which the one was of another work than the other, or will be. */
struct rekey_example {
    uint64_t isbns[2];
    bool joins; /* else splits */
};

enum { REKEY_EXAMPLES = 20 }; /* of each kind */

struct rekey_plan {
    int64_t editions; /* all that there are */
    int64_t renamed;  /* editions whose work has another key */
    int64_t joins;    /* works into which editions of several come */
    int64_t splits;   /* works whose editions go to several */
    struct rekey_example examples[2 * REKEY_EXAMPLES];
    size_t example_count;
};

/** Find what the keys of this program would change. Nothing is written or locked; memory is 32
 *  bytes an edition.
 *  out   ret  zeroed by the caller
 *  err   as database_run */
bool rekey_plan_make(struct context *context, struct rekey_plan *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The keys of an edition in a row of show_rekey_editions.sql. */
void rekey_keys_of(const struct rows *rows, size_t row, struct work_keys *ret) NONNULL_ALL;
