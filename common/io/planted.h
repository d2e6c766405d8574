/* planted.h: bugs that a test puts into the programs, to see that the invariant checker finds them.
 *
 * Of a test build only, as failpoints are. BACKFILL_TEST_PLANTED_BUG names one; planted.c says what
 * each does. Most are in statements (database_planted.c changes their text); the others stand where
 * the right thing is done. In a release build PLANTED is false and no name is left. */
#pragma once
#include "core/base.h"

#ifdef BACKFILL_FAILPOINTS
/** Is this bug in? name must be in the list of planted.c. */
bool planted(const char *name) NONNULL_ALL;

/** The bugs by number, and what each does; NULL ends them. */
const char *planted_name(size_t i);
const char *planted_what(size_t i);

#define PLANTED(name) planted(name)
#else
#define PLANTED(name) false
#endif
