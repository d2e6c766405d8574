/* leavers.h: processes of the pool that were told to end and are not waited for: they are idle, and
 * have their connections to close. The pool's thread alone. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base.h"

#define LEAVERS_MAX 64

/* Zeroed memory has none. */
struct leavers {
    struct {
        pid_t pid;
        int64_t until_ms; /* then it is ended: it hangs */
    } items[LEAVERS_MAX];
    size_t count;
};

/** One more; there is room for it. */
void leavers_add(struct leavers *leavers, pid_t pid) NONNULL_ALL;

/** Forget those that have ended, and end those that hang. */
void leavers_look(struct leavers *leavers) NONNULL_ALL;

/** Wait for all, but not for long: then what is left is ended. */
void leavers_end(struct leavers *leavers) NONNULL_ALL;
