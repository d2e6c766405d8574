/* health.h: /livez, /readyz and /metrics of a consumer. It is alive while its threads turn. */
#pragma once
#include "io/webserver.h"
#include "shared/consumer.h"

/** Start to listen where consumer.listen says. Before the other parts are started: until
 *  consumer->started it answers that it is alive and not ready.
 *  out  ret  for webserver_stop, before the other parts are stopped; unchanged when listening is
 *       off
 *  err  CONFIG the address is wrong or in use */
bool health_start(struct consumer *consumer, struct webserver **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
