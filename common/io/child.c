/* child.c: posix_spawn, a pipe that is read, and a look at the program now and then.
 *
 * Its input is a file in memory, so that a program that does not read it holds nobody up. It leads
 * a group of processes, which is killed as a whole: what it has left running would keep the pipe
 * open. */
#include "io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/clock.h"

#define LOOK_MS 50        /* between two looks whether it has ended */
#define TERM_MS 2000      /* from SIGTERM to SIGKILL */
#define LINE_BYTES 500    /* of its last line that are kept */
#define KEPT_BYTES 4096   /* of its output, the last ones */
#define FIRST_INHERITED 3 /* what stands behind standard error is closed */

struct run {
    pid_t pid;
    int output; /* our end of the pipe; -1: it has closed it */
    char kept[KEPT_BYTES];
    size_t count;
    int status; /* of waitpid */
    bool ended;
};

/* ---- starting ---- */

static int open_input(const char *input, struct error *err)
{
    const size_t count = strlen(input);
    const int fd = memfd_create("backfill-alert", MFD_CLOEXEC);
    if (fd >= 0 && write(fd, input, count) == (ssize_t)count && lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    (void)error_set(err, ERROR_TRANSIENT, errno, "no room for its input: %s", strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

static bool prepare_files(posix_spawn_file_actions_t *files, int input, int output)
{
    return posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(files, output, STDERR_FILENO) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(files, FIRST_INHERITED) == 0;
}

/* Signals as a program finds them that a person starts, and a group of its own. */
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

static bool spawn(const struct child *child, int input, int output, pid_t *ret, struct error *err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    (void)posix_spawn_file_actions_init(&files); /* neither fails on Linux */
    (void)posix_spawnattr_init(&attributes);
    int code = ENOMEM;
    if (prepare_files(&files, input, output) && prepare_signals(&attributes))
        code =
            posix_spawnp(ret, child->words[0], &files, &attributes, child->words, child->variables);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attributes);
    return code == 0 || error_set(err, ERROR_CONFIG, code, "'%.200s' cannot be started: %s",
                                  child->words[0], strerror(code));
}

static bool start(const struct child *child, struct run *ret, struct error *err)
{
    int output[2] = {-1, -1};
    const int input = open_input(child->input, err);
    if (input < 0)
        return false;
    bool good =
        pipe2(output, O_CLOEXEC) == 0 ||
        error_set(err, ERROR_TRANSIENT, errno, "no pipe for its output: %s", strerror(errno));
    good = good && spawn(child, input, output[1], &ret->pid, err);
    (void)close(input);
    if (output[1] >= 0)
        (void)close(output[1]);
    if (good)
        ret->output = output[0];
    else if (output[0] >= 0)
        (void)close(output[0]);
    return good;
}

/* ---- waiting ---- */

/* Keep the last bytes of what it says. */
static void keep(struct run *run, const char *bytes, size_t count)
{
    const size_t room = sizeof(run->kept) - run->count;
    if (count > room) {
        const size_t gone = count - room;
        memmove(run->kept, run->kept + gone, run->count - gone);
        run->count -= gone;
    }
    memcpy(run->kept + run->count, bytes, count);
    run->count += count;
}

/* Read what is there. A pipe without writers is at its end.
 * out  false: nothing is there */
static bool read_output(struct run *run, int wait_ms)
{
    char bytes[KEPT_BYTES / 2];
    struct pollfd poll_for = {.fd = run->output, .events = POLLIN};
    if (run->output < 0 || poll(&poll_for, 1, wait_ms) <= 0)
        return false;
    const ssize_t count = read(run->output, bytes, sizeof(bytes));
    if (count > 0) {
        keep(run, bytes, (size_t)count);
        return true;
    }
    (void)close(run->output);
    run->output = -1;
    return false;
}

/* Has it ended? It stays there to be waited for, so that its number stays the group's. */
static bool has_ended(const struct run *run)
{
    siginfo_t about = {.si_pid = 0};
    return waitid(P_PID, (id_t)run->pid, &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           about.si_pid == run->pid;
}

static void look(struct run *run)
{
    if (run->output >= 0)
        (void)read_output(run, LOOK_MS);
    else
        clock_sleep_ms(LOOK_MS);
    run->ended = has_ended(run);
}

static void wait_until(struct run *run, int64_t until_ms, const atomic_bool *stop)
{
    while (!run->ended && clock_monotonic_ms() < until_ms && !(stop && atomic_load(stop)))
        look(run);
}

/* End what has not ended, and what it has started. */
static void end(struct run *run)
{
    if (!run->ended) {
        (void)kill(-run->pid, SIGTERM);
        wait_until(run, clock_monotonic_ms() + TERM_MS, NULL);
    }
    (void)kill(-run->pid, SIGKILL); /* the group, in which it still is; it may have ended */
    while (waitpid(run->pid, &run->status, 0) < 0 && errno == EINTR)
        continue;
    while (read_output(run, 0))
        continue;
    if (run->output >= 0) /* a program that has left the group holds it open */
        (void)close(run->output);
}

/* ---- what came of it ---- */

static void add_last_line(const struct run *run, struct text *ret)
{
    size_t end_at = run->count;
    while (end_at > 0 && strchr("\r\n\t ", run->kept[end_at - 1]))
        end_at--;
    size_t from = end_at;
    while (from > 0 && run->kept[from - 1] != '\n')
        from--;
    text_add_printable(ret, run->kept + from, end_at - from, LINE_BYTES);
}

static bool judge(const struct run *run, const char *said, struct error *err)
{
    const char *colon = *said ? ": " : "";
    if (WIFSIGNALED(run->status))
        return error_set(err, ERROR_TRANSIENT, 0, "ended by signal %d%s%.300s",
                         WTERMSIG(run->status), colon, said);
    return WEXITSTATUS(run->status) == 0 ||
           error_set(err, ERROR_TRANSIENT, WEXITSTATUS(run->status), "exit code %d%s%.300s",
                     WEXITSTATUS(run->status), colon, said);
}

bool child_run(const struct child *child, const atomic_bool *stop, struct text *ret_last_line,
               struct error *err)
{
    struct run run = {.output = -1};
    if (!start(child, &run, err))
        return false;
    wait_until(&run, clock_monotonic_ms() + child->timeout_ms, stop);
    const bool in_time = run.ended;
    end(&run);
    add_last_line(&run, ret_last_line);
    if (in_time)
        return judge(&run, text_of(ret_last_line), err);
    if (atomic_load(stop))
        return error_set(err, ERROR_CANCELLED, 0, "ended because the process is stopping");
    return error_set(err, ERROR_TRANSIENT, CHILD_TIMED_OUT,
                     "had not ended after %lld ms, and was killed%s%.300s",
                     (long long)child->timeout_ms, *text_of(ret_last_line) ? ": " : "",
                     text_of(ret_last_line));
}
