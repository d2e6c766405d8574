/* failpoint_list.h: which failpoints a test build has. */
#pragma once

#ifdef BACKFILL_FAILPOINTS
#include "core/base.h"

/** Where the only argument is --list-failpoints, print the failpoints, one on each line, with
 *  "error" behind those whose step can fail. Called by main before anything else.
 *  out   true: they were printed, and the program ends */
bool failpoints_listed(int argc, char **argv) NONNULL_ALL;
#else
#define failpoints_listed(argc, argv) false
#endif
