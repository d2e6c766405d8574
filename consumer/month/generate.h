/* generate.h: the books of a month: asked of every configured generator, kept raw, merged,
 * stored. */
#pragma once
#include "month/month.h"

/** Take up or generate the books of the claimed month. A generation that has its books is only
 *  read.
 *  out   ret  in their order; empty when every generator had truly nothing or refused
 *  err   of a generator when one failed and none gave books; else it goes to run->partial */
bool generate_books(struct month_run *run, struct books *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
