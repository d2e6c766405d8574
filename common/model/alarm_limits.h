/* alarm_limits.h: what the function alarms_now() of the database is told: the limits of the
 * configuration, and what only the caller can know. */
#pragma once
#include "core/text.h"
#include "io/config/config.h"

/* What lies on the broker; -1: not known. */
struct alarm_depths {
    int64_t queue;   /* months' messages that wait on the queue of work */
    int64_t letters; /* dead letters that nobody has collected */
};

/** Write its parameter, a JSON object: each key of alarm in the configuration, the budgets, the
 *  models without a price, the providers in use with the calls of their day, and queue_depth and
 *  letters_on_broker where they are known. A provider whose settings are wrong is left out.
 *  out  ret  what was in it is replaced */
void alarm_limits(const struct config *config, const struct alarm_depths *depths, struct text *ret)
    NONNULL_ALL;
