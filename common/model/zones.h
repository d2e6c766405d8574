/* zones.h: the time zones in which the days of providers begin. The database must know them. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

/** Does the database know every reset_zone that the configuration sets?
 *  err   CONFIG names one that it does not know | as database_run */
bool zones_check(struct database *db, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;
