/* command_work.h: what the commands of works share. */
#pragma once
#include "commands/commands.h"
#include "core/isbn.h"

/* An edition, of the work that was named; of a synthetic work none. */
struct work_named {
    struct isbn isbn;
    bool by_isbn; /* the operand is an ISBN */
    struct rows *rows;
};
void work_named_done(struct work_named *named);
CLEANUP_STRUCT(struct work_named, work_named_done)

/** A column of show_work_named.sql. */
const char *work_named_part(const struct work_named *named, int column) NONNULL_ALL;

/** Find the work of an ISBN or a key.
 *  err  as database_run | MISSING there is none */
bool work_find(struct context *context, const char *operand, struct work_named *ret,
               struct error *err) NONNULL_ALL MUST_CHECK;

extern const struct command command_work_merge, command_work_split, command_work_rekey;
