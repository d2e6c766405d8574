/* losses.c: the counters begin anew with serve, as Prometheus expects it of a process. */
#include "serve/losses.h"

#include <stdatomic.h>

static _Atomic uint64_t counts[LOSS_COUNT_];

void losses_count(enum loss loss)
{
    (void)atomic_fetch_add(&counts[loss], 1);
}

void losses_write(struct text *ret)
{
    static const char *const labels[] = {
        [LOSS_WORKER_DIED] = "process=\"worker\",because=\"died\"",
        [LOSS_WORKER_TOO_LONG] = "process=\"worker\",because=\"too_long\"",
        [LOSS_UPKEEP_DIED] = "process=\"upkeep\",because=\"died\"",
        [LOSS_UPKEEP_SILENT] = "process=\"upkeep\",because=\"silent\"",
    };
    text_add(ret,
             "# HELP backfill_serve_processes_lost_total Processes of serve that died, or that "
             "it ended because they took too long.\n"
             "# TYPE backfill_serve_processes_lost_total counter\n");
    for (size_t i = 0; i < LOSS_COUNT_; i++)
        text_add_format(ret, "backfill_serve_processes_lost_total{%s} %llu\n", labels[i],
                        (unsigned long long)atomic_load(&counts[i]));
}
