/* torture.h: calls that fail on purpose. A unit test is linked so that calls of the libraries and
 * of the system that our code makes (torture_calls.c), and its allocations (torture_memory.c), ask
 * here first whether they are to fail this time. */
#pragma once
#include "core/base.h"

/** From here on calls are counted, and the fail_at-th fails; 0: none does. */
void torture_begin(unsigned fail_at);
/** The end of it.
 *  out  ret_failed  the name of the call that failed; NULL: none
 *  Returns how many calls there were. */
unsigned torture_end(const char **ret_failed) NONNULL_ALL;

/** Calls of this thread neither count nor fail while this is on: it plays the other side. */
void torture_exempt(bool on);

/** Is this call to fail? Asked by the wrappers only. */
bool torture_fails(const char *call) NONNULL_ALL;
