/* days.h: the days from one to another, as --from and --to name them where days are meant. */
#pragma once
#include "core/error.h"

struct days {
    char from[12], to[12]; /* "2026-11-29"; empty: open on this side */
};

/** Read a range of days. A month stands for its first day, or as --to for its last.
 *  in    from, to  "YYYY-MM-DD" or "YYYY-MM", in either order; NULL: open on this side
 *  err   USAGE it is no day */
bool days_read(const char *from, const char *to, struct days *ret, struct error *err)
    __attribute__((nonnull(3, 4))) MUST_CHECK;
