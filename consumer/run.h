/* run.h: a consumer, from its start to its end. */
#pragma once
#include "shared/consumer.h"

/** Take months off the queue until SIGTERM or SIGINT, or until there is nothing left to do.
 *  in    config_file  read again on SIGHUP; NULL: where it lies by default
 *        until_empty  end when there is nothing left to do
 *  out   the exit code; what went wrong is on stderr
 *  time  waits for servers that are not there; drains for drain_seconds at the end */
int run_consumer(const struct config *config, const char *config_file, bool until_empty);
