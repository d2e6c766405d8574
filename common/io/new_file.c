/* new_file.c: written under another name, flushed to the disk, renamed. A process that is killed
 * meanwhile leaves the other name behind, which begins with that of the file and ends with six
 * letters. */
#include "io/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const struct new_file *file, enum error_class class, struct error *err)
{
    const int code = errno ? errno : EIO;
    return error_set(err, class, code, "%s: %s", text_of(&file->path), strerrordesc_np(code));
}

/* The rights that a file gets which a program makes in the plain way. */
static mode_t plain_mode(void)
{
    const mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

bool new_file_open(struct new_file *file, const char *path, const char *unless, struct error *err)
{
    struct stat about = {0};
    text_add(&file->path, path);
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
        return error_set(err, ERROR_USAGE, 0, "%s: is there, and is no regular file", path);
    if (unless && (about.st_mode & S_IFMT) != 0)
        return error_set(err, ERROR_USAGE, 0, "%s: is there already; %s replaces it", path, unless);
    text_add_format(&file->other, "%s.XXXXXX", path);
    const int fd = mkostemp(file->other.bytes, O_CLOEXEC);
    if (fd < 0) {
        text_clear(&file->other); /* there is nothing to take away */
        return fail(file, ERROR_USAGE, err);
    }
    file->stream = fdopen(fd, "w");
    if (file->stream && fchmod(fd, plain_mode()) == 0)
        return true;
    if (!file->stream)
        (void)close(fd); /* nothing was written */
    return fail(file, ERROR_USAGE, err);
}

bool new_file_keep(struct new_file *file, struct error *err)
{
    errno = 0;
    if (fflush(file->stream) != 0 || ferror(file->stream) || fsync(fileno(file->stream)) != 0)
        return fail(file, ERROR_TRANSIENT, err);
    if (rename(text_of(&file->other), text_of(&file->path)) != 0)
        return fail(file, ERROR_TRANSIENT, err);
    text_clear(&file->other);
    return true;
}

void new_file_done(struct new_file *file)
{
    if (!file)
        return;
    if (file->stream)
        (void)fclose(file->stream); /* what is kept was flushed and looked at before */
    if (file->other.count > 0)
        (void)unlink(text_of(&file->other)); /* it is a leftover, and nobody waits for its end */
    text_done(&file->path);
    text_done(&file->other);
    *file = (struct new_file){.stream = NULL};
}
