/* spawn.h: starting a process that carries out commands for serve, and its end. */
#pragma once
#include <sys/types.h>

#include "core/error.h"

/* The word behind the program's name that makes it such a process. */
#define SPAWN_WORD "serve-worker"

/** Start one. It is this program itself, in a group of its own, with nothing but its socket and
 *  stderr, and with the environment, but for the variables of systemd.
 *  in    config_file  of --config; NULL: none was given
 *  out   ret_pid      the caller ends it with spawn_end
 *        ret_socket   the caller closes it, at which the process ends when it is idle
 *  err   OWN_SERVERS no process, no memory or no descriptor is left */
bool spawn_worker(const char *config_file, pid_t *ret_pid, int *ret_socket, struct error *err)
    __attribute__((nonnull(2, 3, 4))) MUST_CHECK;

/** Has it ended? If so, it is forgotten: its number may be that of another process now. */
bool spawn_ended(pid_t pid) MUST_CHECK;

/** Kill it, and wait until it is gone. */
void spawn_end(pid_t pid);
