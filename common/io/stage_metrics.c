/* stage_metrics.c: each stage has a count for each bucket, which a page adds up: so that adding is
 * one operation on each of two numbers. */
#include "io/stage_metrics.h"

#include <assert.h>
#include <stdatomic.h>

/* Those of backfill_attempt_duration_seconds, and below them those of a local catalogue. */
static const struct {
    int64_t ms;
    const char *le;
} buckets[] = {
    {100, "0.1"},  {1000, "1"},     {5000, "5"},     {15000, "15"},
    {60000, "60"}, {300000, "300"}, {900000, "900"}, {3600000, "3600"},
};
#define BUCKETS (sizeof(buckets) / sizeof(buckets[0]))

static const char *const names[STAGE_COUNT_] = {
    [STAGE_GENERATE] = "generate", [STAGE_RESOLVE] = "resolve", [STAGE_STORE] = "store",
    [STAGE_ASK] = "ask",           [STAGE_SETTLE] = "settle",
};

/* The last count is of what took longer than all buckets. */
static _Atomic int64_t counts[STAGE_COUNT_][BUCKETS + 1];
static _Atomic int64_t sums_ms[STAGE_COUNT_];

void stage_metrics_add(enum stage stage, int64_t ms)
{
    assert(stage < STAGE_COUNT_);
    size_t place = 0;
    while (place < BUCKETS && ms > buckets[place].ms)
        place++;
    atomic_fetch_add(&counts[stage][place], 1);
    atomic_fetch_add(&sums_ms[stage], ms);
}

static void write_stage(struct text *ret, enum stage stage)
{
    static const char metric[] = "backfill_stage_duration_seconds";
    const int64_t sum_ms = atomic_load(&sums_ms[stage]);
    int64_t count = 0;
    for (size_t i = 0; i <= BUCKETS; i++) {
        count += atomic_load(&counts[stage][i]);
        text_add_format(ret, "%s_bucket{stage=\"%s\",le=\"%s\"} %lld\n", metric, names[stage],
                        i < BUCKETS ? buckets[i].le : "+Inf", (long long)count);
    }
    text_add_format(ret, "%s_sum{stage=\"%s\"} %lld.%03lld\n", metric, names[stage],
                    (long long)(sum_ms / 1000), (long long)(sum_ms % 1000));
    text_add_format(ret, "%s_count{stage=\"%s\"} %lld\n", metric, names[stage], (long long)count);
}

void stage_metrics_write(struct text *ret)
{
    text_add(ret,
             "# HELP backfill_stage_duration_seconds How long the stages of a month (generate, "
             "resolve, store) and of a batch of ISBNs (ask, settle) took that ended well.\n"
             "# TYPE backfill_stage_duration_seconds histogram\n");
    for (enum stage stage = 0; stage < STAGE_COUNT_; stage++)
        write_stage(ret, stage);
}
