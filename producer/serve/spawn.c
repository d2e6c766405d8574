/* spawn.c: the process is this program again, by /proc/self/exe, so that an upgrade on the disk
 * does not mix two versions. posix_spawn copies nothing of our threads. */
#include "serve/spawn.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/text.h"
#include "shared/context.h"

#define SOCKET_DESCRIPTOR 3

/* ---- what it inherits ---- */

/* Only the master speaks to systemd: a process that did so in its place would tell of itself. And
 * only the master knows those who call. */
static bool is_for_us(const char *variable)
{
    static const char *const ours[] = {
        "NOTIFY_SOCKET=",
        "WATCHDOG_PID=",
        "WATCHDOG_USEC=",
        "LISTEN_PID=",
        "LISTEN_FDS=",
        "LISTEN_FDNAMES=",
        "BACKFILL_CRON_SECRET=",
        "BACKFILL_CRON_SECRET_FILE=",
        "BACKFILL_HTTP_READ_TOKEN=",
        "BACKFILL_HTTP_READ_TOKEN_FILE=",
        "BACKFILL_HTTP_OPERATOR_TOKEN=",
        "BACKFILL_HTTP_OPERATOR_TOKEN_FILE=",
    };
    for (size_t i = 0; i < ARRAY_LEN(ours); i++)
        if (strncmp(variable, ours[i], strlen(ours[i])) == 0)
            return true;
    return false;
}

/* The pointers are the process's own, but for the last one.
 * out  the caller frees the array, not what it points to */
static char **variables_with(char *config)
{
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **variables = mem_new(count + 2, sizeof(*variables));
    for (size_t i = 0; i < count; i++) {
        const bool replaced = config && strncmp(environ[i], "BACKFILL_CONFIG=", 16) == 0;
        if (!is_for_us(environ[i]) && !replaced)
            variables[kept++] = environ[i];
    }
    if (config)
        variables[kept++] = config;
    return variables;
}

static bool prepare_files(posix_spawn_file_actions_t *files, int socket)
{
    return posix_spawn_file_actions_adddup2(files, socket, SOCKET_DESCRIPTOR) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(files, SOCKET_DESCRIPTOR + 1) == 0;
}

/* A group of its own: what a terminal sends to ours, the master alone obeys. */
static bool prepare_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    return posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP) == 0;
}

static int spawn(const char *what, int socket, char **variables, pid_t *ret)
{
    char program[] = PROGRAM, word[32];
    char *const words[] = {program, word, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    text_copy(word, sizeof(word), what);
    (void)posix_spawn_file_actions_init(&files); /* neither fails on Linux */
    (void)posix_spawnattr_init(&attributes);
    int code = ENOMEM;
    if (prepare_files(&files, socket) && prepare_signals(&attributes))
        code = posix_spawn(ret, "/proc/self/exe", &files, &attributes, words, variables);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attributes);
    return code;
}

bool spawn_child(const char *word, const char *config_file, pid_t *ret_pid, int *ret_socket,
                 struct error *err)
{
    CLEANUP(text_done) struct text config = {0};
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return error_set(err, ERROR_OWN_SERVERS, errno, "no socket for a process: %s",
                         strerror(errno));
    if (config_file)
        text_add_format(&config, "BACKFILL_CONFIG=%s", config_file);
    char **variables = variables_with(config.bytes);
    const int code = spawn(word, ends[1], variables, ret_pid);
    mem_free(variables);
    (void)close(ends[1]); /* nothing was written to it */
    if (code == 0) {
        *ret_socket = ends[0];
        return true;
    }
    (void)close(ends[0]);
    return error_set(err, ERROR_OWN_SERVERS, code, "a process cannot be started: %s",
                     strerror(code));
}

bool spawn_ended(pid_t pid)
{
    return waitpid(pid, NULL, WNOHANG) != 0;
}

void spawn_end(pid_t pid)
{
    (void)kill(pid, SIGKILL); /* it may have ended, and then waits to be asked for */
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}
