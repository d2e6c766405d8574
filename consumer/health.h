/* health.h: /livez, /readyz and /metrics of a consumer. It is alive while its threads make
 * turns. */
#pragma once
#include "io/web/webserver.h"
#include "shared/consumer.h"

/** Do the threads of a consumer that has started turn?
 *  out   NULL: they do; otherwise which does not, as a line */
const char *health_stuck(const struct consumer *consumer) NONNULL_ALL MUST_CHECK;

/** Listen where consumer.listen says. Called before the other parts are started; until
 *  consumer->started it answers that the process is alive and not ready.
 *  out   ret  the caller ends it with webserver_stop, before the other parts are stopped; unchanged
 *             where consumer.listen is empty
 *  err   CONFIG the address is wrong or in use */
bool health_start(struct consumer *consumer, struct webserver **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
