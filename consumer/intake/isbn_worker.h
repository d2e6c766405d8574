/* isbn_worker.h: what a worker does with a delivery of ENRICHMENT_QUEUE: it gathers others with it,
 * and works on all of their ISBNs as one batch. */
#pragma once
#include "intake/worker.h"

/** Work on the ISBNs of a delivery and of those that come shortly after, and finish all of them. */
void isbn_worker_do(struct worker *worker, struct delivery *first) NONNULL_ALL;
