/* schema.h: is the database's schema one that this program may run on? */
#pragma once
#include "io/database/database.h"

/** Check the schema.
 *  err   CONFIG it is not migrated, too old, or asks for a newer program; says what to do | as
 *        database_run */
bool schema_check(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
