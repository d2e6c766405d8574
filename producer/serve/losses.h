/* losses.h: how often serve had to end or replace one of its processes, for its metrics. Any
 * thread. */
#pragma once
#include "core/text.h"

enum loss {
    LOSS_WORKER_DIED,     /* it ended without being told to */
    LOSS_WORKER_TOO_LONG, /* it was ended, because a request took too long */
    LOSS_UPKEEP_DIED,
    LOSS_UPKEEP_SILENT, /* it was ended, because it said nothing any more */
    LOSS_COUNT_
};

void losses_count(enum loss loss);

/** Append them in the text format of Prometheus. */
void losses_write(struct text *ret) NONNULL_ALL;
