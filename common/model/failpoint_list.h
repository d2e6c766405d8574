/* failpoint_list.h: which failpoints a test build has. */
#pragma once

#ifdef BACKFILL_FAILPOINTS
#include "core/base.h"

/** The argument "--list-failpoints" was given: print all, one a line, with "error" behind those
 *  that can fail. For main(), before anything else. */
bool failpoints_listed(int argc, char **argv) NONNULL_ALL;
#else
#define failpoints_listed(argc, argv) false
#endif
