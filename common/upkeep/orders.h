/* orders.h: standing orders, whose day is done by whichever process comes first. */
#pragma once
#include "io/database/database.h"

/** Do the day of one standing order that is due; where another process has done it, nothing is
 *  left to do.
 *  out   ret_wrote  set where rows were written to the outbox; else untouched
 *  time  one statement
 *  err   as database_run */
bool orders_perform(struct database *db, bool *ret_wrote, struct error *err) NONNULL_ALL MUST_CHECK;
