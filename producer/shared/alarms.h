/* alarms.h: what is wrong with the work of the fleet, as the database measures it and the
 * configuration judges it. */
#pragma once
#include "shared/context.h"
#include "shared/depths.h"
#include "shared/verdicts.h"

/** Add a verdict for everything that is measured, also where it is as it should be.
 *  in    depths  of the queues; those that are not known are not judged
 *  time  one statement
 *  err   as of the database | CONFIG a time zone that it does not know */
bool alarms_read(const struct context *context, const struct depths *depths,
                 struct verdicts *verdicts, struct error *err) NONNULL_ALL MUST_CHECK;
