/* health.h: /livez, /readyz and /metrics of a consumer. Alive means consuming: the threads turn. */
#pragma once
#include "io/webserver.h"
#include "shared/consumer.h"

/** Listen where consumer.listen says; *ret stays NULL when it is off. Before the other parts: until
 *  consumer->started it answers alive, and not ready. */
bool health_start(struct consumer *consumer, struct webserver **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
