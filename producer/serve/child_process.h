/* child_process.h: what the processes that serve starts have in common. */
#pragma once
#include "core/error.h"

/** Leave signals to the master, who ends this process by closing its socket, and die with it. A
 *  terminal of the master is left alone: nothing is read there, and nothing printed but the log.
 *  err   CONFIG /dev/null cannot be opened */
bool child_process_obey_master(struct error *err) NONNULL_ALL MUST_CHECK;
