/* upkeep_child.h: the process that keeps up the fleet (upkeep_process.h), as the master sees it: it
 * is started, watched, and started anew when it has ended or says nothing. The main thread alone
 * uses it, but for upkeep_child_words. */
#pragma once
#include "core/error.h"

struct upkeep_child;

/** in    config_file    of --config; NULL: none was given; borrowed
 *        silent_max_ms  what says nothing for so long is ended
 *  out   the caller ends it with upkeep_child_stop */
struct upkeep_child *upkeep_child_new(const char *config_file, int64_t silent_max_ms) MUST_CHECK;

/** Start it where it is not there, and read what it has said. Does not wait. */
void upkeep_child_turn(struct upkeep_child *child) NONNULL_ALL;

/** Let it end, and start another, which reads the configuration again. */
void upkeep_child_renew(struct upkeep_child *child) NONNULL_ALL;

/** What is in its way, for people; "": it works.
 *  out   ret  of this many bytes */
void upkeep_child_words(struct upkeep_child *child, char *ret, size_t bytes) NONNULL_ALL;

/** End it, and free.
 *  in    kindly  it keeps what came of an alarm, and leaves the fleet; else it is killed
 *  time  5 s at most; at once where it is killed */
void upkeep_child_stop(struct upkeep_child *child, bool kindly);
