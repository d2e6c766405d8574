/* child_process.c: the socket of the master is the one thing that tells a child what to do. */
#include "serve/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static bool leave_the_terminal(struct error *err)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    const bool good = null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0;
    if (null >= 0)
        (void)close(null); /* nothing was written */
    return good || error_set(err, ERROR_CONFIG, 0, "/dev/null cannot be opened");
}

bool child_process_obey_master(struct error *err)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* the closed socket would end it, too */
    (void)signal(SIGTERM, SIG_IGN);         /* of valid signals none fails */
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    return leave_the_terminal(err);
}
