/* command_export.h: what 'export' knows of the records that it writes. */
#pragma once
#include "shared/command.h"
#include "shared/output.h"

struct export_kind {
    const char *what;       /* as --what names it */
    const char *none;       /* said where there is no record */
    const struct sql *page; /* $1 key that it begins behind, $2 at most so many; NULL: of months */
    int key;                /* the column of that key; -1: it has none, a page is of months */
    const struct column *columns;
    size_t column_count;
    bool of_months; /* --from and --to choose among them */
};
extern const struct export_kind export_kinds[];
extern const size_t export_kind_count;

/** Print a hash of all that is made of edition claims: the same claims give the same hash, in
 *  whatever order they came and whoever folded them. Times and numbers of rows are not in it. The
 *  snapshot is open.
 *  out   the exit code */
int export_canonical(struct context *context, struct error *err) NONNULL_ALL;
