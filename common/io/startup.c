/* startup.c: what a process that holds passwords and keys owes before it reads them. */
#include "io/startup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* One that was closed by whoever started us would be given to the next socket, and what is printed
 * would go to a server. Opened the wrong way round, so that a write is still an error. */
static void keep_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); /* the lowest: fd */
    }
}

void startup_secure(void)
{
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    keep_standard_descriptors();
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setrlimit(RLIMIT_CORE, &none);      /* a core of a helper would not be dumped either */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* /proc/PID/environ and mem are root's now */
}
