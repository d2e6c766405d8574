/* file.c: it opens without waiting, looks at what is open, and only then reads. So nothing can take
 * the file's place between the look and the reading. */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/clock.h"

#define PIPE_WAIT_MS 10000

static bool is_null_device(const struct stat *about)
{
    return S_ISCHR(about->st_mode) && about->st_rdev == makedev(1, 3);
}

/* Why it is not read; NULL: it may be. */
static const char *fault_of(const struct stat *about)
{
    if (S_ISREG(about->st_mode) || is_null_device(about))
        return NULL;
    return S_ISDIR(about->st_mode)    ? "is a directory"
           : S_ISFIFO(about->st_mode) ? "is a named pipe, and no regular file"
                                      : "is a device or socket, and no regular file";
}

static bool is_own_descriptor(const char *path)
{
    static const char *const names[] = {"/dev/stdin", "/dev/fd/", "/proc/self/fd/"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strncmp(path, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static bool wait_for_bytes(int fd, int64_t end_ms)
{
    const int64_t left_ms = end_ms - clock_monotonic_ms();
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return left_ms > 0 && (poll(&one, 1, (int)left_ms) > 0 || errno == EINTR);
}

static bool read_all(int fd, size_t bytes_max, struct text *ret, struct error *err)
{
    char piece[8192];
    const size_t before = ret->count;
    const int64_t end_ms = clock_monotonic_ms() + PIPE_WAIT_MS;
    for (;;) {
        const ssize_t count = read(fd, piece, sizeof(piece));
        if (count == 0)
            break;
        if (count < 0 && (errno == EINTR || (errno == EAGAIN && wait_for_bytes(fd, end_ms))))
            continue;
        if (count < 0)
            return errno == EAGAIN
                       ? error_set(err, ERROR_CONFIG, 0, "is a pipe that has not ended within 10 s")
                       : error_set(err, ERROR_CONFIG, errno, "%s", strerror(errno));
        text_add_bytes(ret, piece, (size_t)count);
        if (ret->count - before > bytes_max)
            break;
    }
    explicit_bzero(piece, sizeof(piece));
    return ret->count - before <= bytes_max ||
           error_set(err, ERROR_CONFIG, 0, "is longer than %zu KiB", bytes_max / 1024);
}

bool file_read(const char *path, size_t bytes_max, struct text *ret, struct stat *ret_about,
               struct error *err)
{
    struct stat about = {0};
    const size_t before = ret->count;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return error_set(err, ERROR_CONFIG, errno, "%s", strerror(errno));
    bool ok = fstat(fd, &about) == 0;
    const char *fault = ok ? fault_of(&about) : strerror(errno);
    const bool flows = ok && fault && !S_ISDIR(about.st_mode) && is_own_descriptor(path);
    ok = fault && !flows ? error_set(err, ERROR_CONFIG, 0, "%s", fault)
                         : read_all(fd, bytes_max, ret, err);
    (void)close(fd);                         /* it was only read */
    if (ok && flows && ret->count == before) /* as is every reading but the first one */
        ok = error_set(err, ERROR_CONFIG, 0, "is a pipe that holds nothing, or was read before");
    if (ok && ret_about)
        *ret_about = about;
    return ok;
}

bool file_is_plain(const char *path, struct error *err)
{
    struct stat about = {0};
    const char *fault = stat(path, &about) == 0 ? fault_of(&about) : NULL;
    return !fault || error_set(err, ERROR_CONFIG, 0, "%s", fault);
}
