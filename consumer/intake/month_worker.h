/* month_worker.h: what a worker does with a delivery of BACKFILL_QUEUE: its month, from the claim
 * to the end of the attempt. */
#pragma once
#include "intake/worker.h"

/** Work on the month of a delivery, and finish the delivery. */
void month_worker_do(struct worker *worker, struct delivery *delivery) NONNULL_ALL;
