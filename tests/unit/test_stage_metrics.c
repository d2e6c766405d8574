/* test_stage_metrics.c: durations of stages are told in buckets that add up. */
#include "io/stage_metrics.h"

#include "test.h"

#include <string.h>

static void stage_metrics__add_up(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text page = {0};
    stage_metrics_add(STAGE_GENERATE, 100);
    stage_metrics_add(STAGE_GENERATE, 101);
    stage_metrics_add(STAGE_GENERATE, 3600001);
    stage_metrics_add(STAGE_STORE, 7);
    stage_metrics_add(STAGE_SETTLE, 20);
    stage_metrics_write(&page);
    static const char *const lines[] = {
        "# TYPE backfill_stage_duration_seconds histogram\n",
        "backfill_stage_duration_seconds_bucket{stage=\"generate\",le=\"0.1\"} 1\n",
        "backfill_stage_duration_seconds_bucket{stage=\"generate\",le=\"1\"} 2\n",
        "backfill_stage_duration_seconds_bucket{stage=\"generate\",le=\"3600\"} 2\n",
        "backfill_stage_duration_seconds_bucket{stage=\"generate\",le=\"+Inf\"} 3\n",
        "backfill_stage_duration_seconds_sum{stage=\"generate\"} 3600.202\n",
        "backfill_stage_duration_seconds_count{stage=\"generate\"} 3\n",
        "backfill_stage_duration_seconds_count{stage=\"resolve\"} 0\n",
        "backfill_stage_duration_seconds_sum{stage=\"store\"} 0.007\n",
        "backfill_stage_duration_seconds_count{stage=\"ask\"} 0\n",
        "backfill_stage_duration_seconds_sum{stage=\"settle\"} 0.020\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        EXPECT_ROW(lines[i], strstr(text_of(&page), lines[i]) != NULL);
}

TEST_MAIN(cmocka_unit_test(stage_metrics__add_up))
