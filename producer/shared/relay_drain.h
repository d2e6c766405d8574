/* relay_drain.h: publishes what a command has put into the outbox before the command ends. */
#pragma once
#include "shared/command.h"

struct relayed {
    int64_t published; /* rows that the broker has confirmed to this command */
    int64_t waiting;   /* rows that are still due; 0: all are published */
};

/** Publish what is due in the outbox. Rows that stay there are published by any running consumer.
 *  in    name  of the broker connection;  done  what the command has done, for the error:
 *              "the months are scheduled"
 *  out   the exit code: DONE nothing waits | TRY_AGAIN, CONFIG some rows wait;  ret  always set
 *        in a process that serves always DONE: that rows wait is only said on stderr
 *  time  about 10 s at most, 1.5 s in a process that serves
 *  err   why rows wait: OWN_SERVERS database or broker away | CONFIG refused */
int relay_drain(const struct context *context, const char *name, const char *done,
                struct relayed *ret, struct error *err) NONNULL_ALL;
