/* zones.h: the time zones of providers' days, which the database must know. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

/** Does the database know every reset_zone that the configuration sets?
 *  err  CONFIG it does not, with its name | as database_run */
bool zones_check(struct database *db, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;
