/* schema.h: is the database's schema one that this program may run on? */
#pragma once
#include "io/database/database.h"

/** err  CONFIG not migrated, too old, or asking for a newer program; says how to mend it */
bool schema_check(struct database *db, struct error *err) NONNULL_ALL MUST_CHECK;
