/* problem_private.h: what problem.c and problem_outcome.c share. */
#pragma once
#include "core/error.h"
#include "io/web/webserver.h"

/* How the command ended that was to do what was asked. */
struct problem_command {
    enum error_class class;
    int exit_code;
    const char *remedy; /* NULL: that of the status */
};

/** Fill an answer.
 *  in   detail   NULL: the title says all
 *       command  NULL: no command was asked */
void problem_write(struct web_answer *answer, int status, const char *detail,
                   const struct problem_command *command) __attribute__((nonnull(1)));

/** Add Retry-After. */
void problem_write_wait(struct web_answer *answer, int64_t seconds) NONNULL_ALL;
