/* spawn.h: starting a process that works for serve, and its end. */
#pragma once
#include <sys/types.h>

#include "core/error.h"

/* The words behind the program's name that make it such a process. */
#define SPAWN_WORKER "serve-worker" /* worker.h */
#define SPAWN_UPKEEP "serve-upkeep" /* upkeep_process.h */

/** Start one. It is this program itself, in a group of its own, with nothing but its socket and
 *  stderr, and with the environment, but for the variables of systemd.
 *  in    word         SPAWN_WORKER or SPAWN_UPKEEP
 *        config_file  of --config; NULL: none was given
 *  out   ret_pid      the caller ends it with spawn_end
 *        ret_socket   the caller closes it, at which the process ends when it is idle
 *  err   OWN_SERVERS no process, no memory or no descriptor is left */
bool spawn_child(const char *word, const char *config_file, pid_t *ret_pid, int *ret_socket,
                 struct error *err) __attribute__((nonnull(1, 3, 4, 5))) MUST_CHECK;

/** Has it ended? If so, it is forgotten: its number may be that of another process now. */
bool spawn_ended(pid_t pid) MUST_CHECK;

/** Kill it, and wait until it is gone. */
void spawn_end(pid_t pid);
