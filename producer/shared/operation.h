/* operation.h: an operation that a command has begun is carried on by this process while the
 * command waits, and by any consumer's janitor when it does not, or is killed. */
#pragma once
#include "shared/context.h"
#include "shared/output.h"

#define OPERATION_COLUMNS 24
extern const struct column operation_columns[OPERATION_COLUMNS];

/** Read one operation.
 *  out   ret  the columns OPERATION_SHOW_… of sql.h; no row: there is none */
bool operation_read(struct context *context, int64_t id, struct rows **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Carry an operation on until every item was taken in hand or it is not running any more, with a
 *  progress bar; what it puts into the outbox is published. Waits for what it has sent, too, for as
 *  long as wait_ms, and collects the letters that die meanwhile.
 *  out   ret  the operation as it is then, its columns OPERATION_SHOW_…
 *  err   OWN_SERVERS database away; the operation goes on | as database_run */
bool operation_follow(struct context *context, int64_t id, int64_t wait_ms, struct rows **ret,
                      struct error *err) NONNULL_ALL MUST_CHECK;

/** Do its first step only, of at most a hundred letters; the rest is left to consumers.
 *  out   ret  as operation_follow
 *  time  one step
 *  err   likewise */
bool operation_step(struct context *context, int64_t id, struct rows **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** One sentence on how far an operation is: "38 of 40 sent: 30 completed, 8 not ended". */
void operation_say(const struct rows *rows, size_t row, struct text *ret) NONNULL_ALL;
