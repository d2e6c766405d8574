/* descriptors.c: how many file descriptors there are, and how many of them calls may use: all but
 * those that the process itself needs. It opens none. */
#include "shared/descriptors.h"

#include <sys/resource.h>

#define WANTED 8192
#define OWN 48            /* for the process itself: servers, log, health, libraries */
#define CALLS_MIN 16      /* calls under way for which there must be descriptors */
#define CALLS_WANTED 1000 /* or two for each month in flight, where that is more */

static rlim_t limit_now(void)
{
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY};
    (void)getrlimit(RLIMIT_NOFILE, &limit); /* cannot fail for this resource */
    return limit.rlim_cur;
}

void descriptors_raise(void)
{
    struct rlimit limit = {0};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < WANTED) {
        limit.rlim_cur = limit.rlim_max < WANTED ? limit.rlim_max : WANTED;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* descriptors_check sees whether it has failed */
    }
}

bool descriptors_check(const struct config *config, struct error *err)
{
    const rlim_t allowed = limit_now();
    const int64_t needed = OWN + config->database_pool_size + CALLS_MIN;
    return allowed >= (rlim_t)needed ||
           error_set(err, ERROR_CONFIG, 0,
                     "it needs %lld file descriptors, and %llu are allowed: raise the limit "
                     "(ulimit -n)",
                     (long long)needed, (unsigned long long)allowed);
}

size_t descriptors_for_calls(const struct config *config)
{
    const rlim_t allowed = limit_now(), own = OWN + (rlim_t)config->database_pool_size;
    const size_t two_a_month = 2 * (size_t)config->consumer_concurrency;
    const size_t wanted = two_a_month > CALLS_WANTED ? two_a_month : CALLS_WANTED;
    const rlim_t left = allowed > own ? allowed - own : 1;
    return left < wanted ? (size_t)left : wanted;
}
