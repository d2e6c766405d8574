/* month_detail.h: what a screen says of one month. */
#pragma once
#include "core/month.h"
#include "shared/context.h"

/** Read what there is to say of a month, a printable line each, in the transaction that is open.
 *  out   ret  the caller frees it with mem_free
 *  err   as database_run */
bool month_detail_read(struct context *context, struct month month, char **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
