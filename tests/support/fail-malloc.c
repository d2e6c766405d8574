/* fail-malloc.c: loaded into a program (LD_PRELOAD) that is built without sanitizers: the n-th
 * allocation of the whole process, whoever makes it, fails (FAIL_MALLOC_AT=n). FAIL_MALLOC_COUNT
 * names a file that is told how many there were. FAIL_MALLOC_ONLY=WORD leaves out the processes
 * whose first argument is another, and FAIL_MALLOC_ONCE=FILE, in the place of FAIL_MALLOC_AT, is a
 * file with the number, which the first process takes away. Those of OpenSSL itself are left out:
 * hashing a password alone makes a hundred thousand, all alike.
 *
 * Libraries are not made to live without memory, and may crash in their own code. Who died is said
 * in a line for each frame, so that a test can tell. */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_ulong calls;
static unsigned long fail_at;

/* Where OpenSSL's code is. */
static uintptr_t crypto_begin, crypto_end;

static int find_crypto(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size, (void)unused; /* libc's form of it */
    if (!strstr(info->dlpi_name, "/libcrypto.so"))
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
            crypto_begin = begin;
            crypto_end = begin + info->dlpi_phdr[i].p_memsz;
        }
    }
    return 1;
}

static bool fails(const void *caller)
{
    if ((uintptr_t)caller >= crypto_begin && (uintptr_t)caller < crypto_end)
        return false;
    if (atomic_fetch_add(&calls, 1) + 1 != fail_at)
        return false;
    static const char line[] = "fail-malloc: this one fails:\n";
    void *frames[12];
    ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);
    (void)ignored;
    backtrace_symbols_fd(frames, backtrace(frames, 12), STDERR_FILENO);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

static void say_who_died(int signal_number)
{
    void *frames[24];
    static const char line[] = "fail-malloc: died here:\n";
    ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);
    (void)ignored;
    backtrace_symbols_fd(frames, backtrace(frames, 24), STDERR_FILENO);
    (void)signal(signal_number, SIG_DFL);
    (void)raise(signal_number);
}

static bool is_meant(void)
{
    const char *only = getenv("FAIL_MALLOC_ONLY");
    char words[512] = "";
    if (!only)
        return true;
    const int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t count = fd < 0 ? 0 : read(fd, words, sizeof(words) - 1);
    (void)close(fd); /* nothing was written */
    const char *first = words + strlen(words) + 1;
    return count > 0 && first < words + count && strcmp(first, only) == 0;
}

/* out  at  the number, as text; "": this process is not the first */
static void take_away(const char *file, char *at, size_t capacity)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    const ssize_t count = read(fd, at, capacity - 1);
    (void)close(fd); /* nothing was written */
    if (count < 0 || unlink(file) != 0)
        at[0] = '\0';
}

static __attribute__((constructor)) void begin(void)
{
    const char *once = getenv("FAIL_MALLOC_ONCE"), *at = getenv("FAIL_MALLOC_AT");
    char taken[32] = "";
    void *frames[1];
    (void)backtrace(frames, 1); /* the first one allocates */
    (void)signal(SIGSEGV, say_who_died);
    (void)signal(SIGBUS, say_who_died);
    (void)signal(SIGABRT, say_who_died);
    (void)dl_iterate_phdr(find_crypto, NULL); /* a program without it has none to leave out */
    atomic_store(&calls, 0);
    if (!is_meant())
        return;
    if (once) {
        take_away(once, taken, sizeof(taken));
        at = taken;
    }
    for (fail_at = 0; at && *at >= '0' && *at <= '9'; at++)
        fail_at = fail_at * 10 + (unsigned long)(*at - '0');
}

static __attribute__((destructor)) void end(void)
{
    const char *file = getenv("FAIL_MALLOC_COUNT");
    if (!file || !is_meant())
        return;
    const unsigned long count = atomic_load(&calls);
    FILE *stream = fopen(file, "we");
    if (!stream)
        return;
    (void)fprintf(stream, "%lu\n", count);
    (void)fclose(stream);
}
