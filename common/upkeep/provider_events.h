/* provider_events.h: writes to the log what happens to providers: closed, opened. */
#pragma once
#include "io/database/database.h"

/** Write what has happened since somebody did last: one process of the fleet writes each event.
 *  time  one statement
 *  err   as database_run */
bool provider_events_log(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
