/* relay_drain.h: what a command has put into the outbox leaves before the command ends. */
#pragma once
#include "shared/context.h"

/** Publish what is due, for 10 s at most.
 *  in    name  of the broker connection
 *  out   ret_published  rows confirmed here; ret_waiting  rows that are due still, 0: all are out
 *  err   why some wait: OWN_SERVERS broker away | CONFIG refused. They are published by whatever
 *        consumer runs; both outputs are set on failure too */
bool outbox_relay(const struct context *context, const char *name, int64_t *ret_published,
                  int64_t *ret_waiting, struct error *err) NONNULL_ALL MUST_CHECK;
