/* upkeep_host.h: what a process tells the parts that keep up the fleet. */
#pragma once
#include "io/config/config.h"
#include "model/alarm_limits.h"

struct upkeep_host {
    const struct config *config;
    void *context; /* handed to the functions below */
    /* Rows were written to the outbox: publish them soon. */
    void (*wrote)(void *context);
    /* How many messages lie on the broker. Called at one heartbeat after the other until it returns
     * true; what the broker does not tell stays -1. Must not block for long. */
    bool (*depths)(void *context, struct alarm_depths *ret);
};
