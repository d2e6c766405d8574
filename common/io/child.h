/* child.h: runs a program of the user's and waits for its end, for a limited time. It inherits only
 * what it is given: no descriptor, no signal that is blocked or ignored, no variable. */
#pragma once
#include <stdatomic.h>

#include "core/error.h"
#include "core/text.h"

enum { CHILD_TIMED_OUT = 1000 }; /* no exit code of a program */

struct child {
    char *const *words; /* program and arguments, NULL behind the last; the program is looked for in
                           PATH where its name has no slash */
    char *const *variables; /* "NAME=value", NULL behind the last */
    const char *input;      /* its standard input */
    int64_t timeout_ms;     /* then it is ended, with every process that it has started */
};

/** Run it. Its standard output and its errors are read, and their last line is kept.
 *  in    stop  when it becomes true, the program is ended at once
 *  out   ret_last_line  added: what it said last, printable, at most 500 bytes
 *  time  timeout_ms, and 2 s more for a program that does not end when it is told to
 *  err   CONFIG it cannot be started | TRANSIENT it failed, or took too long
 *        (CHILD_TIMED_OUT): with its last line
 *        | CANCELLED stop became true */
bool child_run(const struct child *child, const atomic_bool *stop, struct text *ret_last_line,
               struct error *err) NONNULL_ALL MUST_CHECK;
