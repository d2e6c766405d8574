/* startup.c: what a process does before it reads passwords and keys, and how signals end it. It
 * reads none itself, and knows nothing of the configuration. */
#include "io/startup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base.h"

/* A standard descriptor that was closed when we were started would be given to the next socket, and
 * what is printed would go to a server. So each that is missing is opened, in the direction in
 * which it is not used: a write to it stays an error. */
static void keep_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); /* it becomes fd */
    }
}

void startup_secure(void)
{
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    keep_standard_descriptors();
    (void)unsetenv("SSLKEYLOGFILE"); /* libcurl would write there how to read its connections */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setrlimit(RLIMIT_CORE, &none);      /* processes that we start inherit it */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* only root may read /proc/PID/environ and mem */
}

static void end_by(int signal)
{
    _exit(128 + signal); /* as a shell says it; the servers roll back what was begun */
}

void startup_end_by_signals(void)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    const struct sigaction action = {.sa_handler = end_by};
    if (getpid() != 1)
        return;
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        (void)sigaction(signals[i], &action, NULL);
}
