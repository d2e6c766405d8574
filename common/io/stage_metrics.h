/* stage_metrics.h: how long the stages of a month, and of a batch of ISBNs, take in this process,
 * as a histogram. A stage that fails is not counted: what it took says nothing of how long it
 * takes. */
#pragma once
#include "core/text.h"

enum stage {
    STAGE_GENERATE, /* generators are asked, their answers and books stored */
    STAGE_RESOLVE,  /* ISBNs are looked up and stored */
    STAGE_STORE,    /* the month is completed: counts, enrichment rows, messages */
    STAGE_ASK,      /* sources are asked for ISBNs, their answers stored */
    STAGE_SETTLE,   /* editions are made of what is known, and the ISBNs settled */
    STAGE_COUNT_
};

/** Count a stage that has ended well. Any thread. */
void stage_metrics_add(enum stage stage, int64_t ms);

/** Append the metric, in Prometheus' text format. Any thread. */
void stage_metrics_write(struct text *ret) NONNULL_ALL;
