/* run.h: a consumer, from its start to its end. */
#pragma once
#include "shared/consumer.h"

/** Take months from the queue until SIGTERM or SIGINT, or until there is nothing left to do.
 *  in    config       checked; borrowed
 *        config_file  read again on SIGHUP; NULL: as config_read
 *        until_empty  end when there is nothing left to do
 *  out   the exit code; errors are printed on stderr
 *  time  waits for servers that are away; at the end, up to drain_seconds for months in flight, and
 *        10 s more for handing them back */
int run_consumer(struct config *config, const char *config_file, bool until_empty);
