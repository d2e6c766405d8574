/* overlap.h: how many notable books there are, told from how far the lists of two generators
 * overlap (core/chapman.h), so that one sees where another prompt or generator is worth its
 * price. */
#pragma once
#include "shared/context.h"
#include "shared/range.h"

/** Read how far each two generators overlap, by month and in all months together.
 *  out   ret  the columns REPORT_OVERLAP_… of sql.h; the caller frees it */
bool overlap_read(struct context *context, struct range range, struct rows **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Print a line for each two generators of one month, and whether more can be found. Prints nothing
 *  where no two have answered. */
void overlap_print_month(const struct rows *overlaps);

/** Print the months as a table, and for each two generators what all their months say together; as
 *  text, or as a part of a Markdown document. */
void overlap_print(const struct rows *overlaps, bool markdown);

/** Add the overlaps to a JSON document as an array. */
void overlap_write(const struct rows *overlaps, const char *key, struct text *json)
    __attribute__((nonnull(2, 3)));
