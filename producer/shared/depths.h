/* depths.h: how many messages lie ready on each queue, where the broker answers. */
#pragma once
#include "io/config/config.h"

#define DEPTHS_QUEUES 4

struct depths {
    bool known;
    struct error why; /* where they are not known */
    struct {
        const char *queue; /* borrowed from the configuration */
        bool exists;
        int64_t ready;
    } of[DEPTHS_QUEUES]; /* backfill, enrichment, then their dead-letter queues */
};

/** Ask the broker, once. Moves nothing. */
void depths_read(const struct config *config, struct depths *ret) NONNULL_ALL;
