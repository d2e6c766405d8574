/* quota.h: what providers' days have left and what months take of them: for quota and schedule.
 * */
#pragma once
#include "shared/context.h"
#include "shared/output.h"

/** The day of every configured provider that is not local, generators first. There are no rows when
 *  all are local.
 *  in   months  to forecast; books  asked of each generator in each
 *  out  ret    the columns QUOTA_... of sql.h; QUOTA_MONTHS_LEFT is NULL where nothing limits them
 *  err  CONFIG limits that make no sense */
bool quota_read(struct context *context, int64_t months, int64_t books, struct rows **ret,
                struct error *err) NONNULL_ALL MUST_CHECK;
