/* catalog_turn.h: one import into the catalogue at a time. */
#pragma once
#include "io/database/database.h"

/** Wait until no other import writes, and keep others out until the open transaction ends.
 *  time  10 s at most
 *  err   CANCELLED another import is under way | as database_run */
bool catalog_take_turn(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
