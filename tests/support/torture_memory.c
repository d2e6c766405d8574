/* torture_memory.c: allocations that fail. All of ours are made in core/mem.c, by calloc and
 * reallocarray.
 *
 * With TORTURE_MEMORY set, every path to an allocation is made to fail once, wherever a unit test
 * comes by: the process forks there, and in the child the allocation fails. The child must end at
 * once, by abort, with one line. TORTURE_MEMORY is how many of a thousand paths are taken, chosen
 * by TORTURE_SEED. At the end a comment says how many there were; the exit code is 99 when a child
 * ended otherwise. */
#include "torture.h"

#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/text.h"

#define FRAMES 12
#define PATHS_MAX 65536

void *__real_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);

static struct {
    pthread_mutex_t lock;
    bool on, in_child;
    uint64_t per_mille, seed;
    unsigned paths, taken, wrong;
    uint64_t seen[PATHS_MAX]; /* open addressing */
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* The path to here, the same in every run of a program: offsets, not addresses. */
static uint64_t path_hash(void **frames, int count)
{
    uint64_t hash = 1;
    for (int i = 0; i < count; i++)
        hash = mix(hash, (uint64_t)((char *)frames[i] - (char *)(uintptr_t)path_hash));
    return hash ? hash : 1;
}

static bool is_new(uint64_t path)
{
    size_t at = path % PATHS_MAX;
    for (size_t tried = 0; tried < PATHS_MAX / 2; tried++, at = (at + 1) % PATHS_MAX) {
        if (state.seen[at] == path)
            return false;
        if (state.seen[at] == 0) {
            state.seen[at] = path;
            return true;
        }
    }
    return false;
}

static void become_the_victim(const int ends[2])
{
    const struct rlimit none = {0};
    state.in_child = true;
    (void)setrlimit(RLIMIT_CORE, &none); /* one that cannot be set costs a file */
    (void)signal(SIGABRT, SIG_DFL);
    (void)alarm(20);
    (void)dup2(ends[1], STDERR_FILENO);
}

/* Did the child end as it must? */
static bool died_well(pid_t child, int said)
{
    static const char line[] = "out of memory\n";
    char text[4096];
    size_t count = 0;
    ssize_t got = 0;
    int status = 0;
    while (count < sizeof(text) - 1 &&
           (got = read(said, text + count, sizeof(text) - 1 - count)) != 0)
        if (got > 0)
            count += (size_t)got;
        else if (errno != EINTR)
            break;
    text[count] = '\0';
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && strcmp(text, line) == 0)
        return true;
    dprintf(STDERR_FILENO, "torture: it ended with status 0x%x, saying '%s', here:\n",
            (unsigned)status, text);
    return false;
}

/* Returns true in the child. */
static bool fork_here(void **frames, int count)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    (void)fflush(NULL); /* else the child says it again */
    const pid_t child = fork();
    if (child == 0) {
        become_the_victim(ends);
        return true;
    }
    (void)close(ends[1]);
    if (child > 0 && !died_well(child, ends[0])) {
        backtrace_symbols_fd(frames, count, STDERR_FILENO);
        state.wrong++;
    }
    (void)close(ends[0]);
    return false;
}

static bool fails_here(void)
{
    void *frames[FRAMES];
    if (!state.on || state.in_child)
        return false;
    (void)pthread_mutex_lock(&state.lock);
    const int saved = errno, count = backtrace(frames, FRAMES);
    const uint64_t path = path_hash(frames, count);
    bool fails = false;
    if (is_new(path)) {
        state.paths++;
        if (mix(path, state.seed) % 1000 < state.per_mille) {
            state.taken++;
            fails = fork_here(frames, count);
        }
    }
    errno = saved;
    (void)pthread_mutex_unlock(&state.lock);
    return fails;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return torture_fails("calloc") || fails_here() ? NULL : __real_calloc(count, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
    return torture_fails("reallocarray") || fails_here() ? NULL
                                                         : __real_reallocarray(old, count, size);
}

static uint64_t number_of(const char *name)
{
    const char *value = getenv(name);
    int64_t number = 0;
    return value && text_to_int(value, 0, INT64_MAX, &number) ? (uint64_t)number : 0;
}

static __attribute__((constructor)) void begin(void)
{
    void *frames[1];
    state.per_mille = number_of("TORTURE_MEMORY");
    state.seed = number_of("TORTURE_SEED");
    if (state.per_mille == 0)
        return;
    (void)backtrace(frames, 1); /* the first one allocates */
    state.on = true;
}

static __attribute__((destructor)) void end(void)
{
    if (!state.on || state.in_child)
        return;
    state.on = false;
    (void)printf("# torture: %u paths to allocations, %u failed, %u ended badly\n", state.paths,
                 state.taken, state.wrong);
    (void)fflush(stdout);
    if (state.wrong > 0)
        _exit(99);
}
