/* random.c: getrandom(2). A process without random numbers could hand out a claim token twice, so
 * it ends instead. */
#include "core/random.h"

#include <errno.h>
#include <sys/random.h>

void random_bytes(void *ret, size_t count)
{
    unsigned char *to = ret;
    while (count > 0) {
        const ssize_t got = getrandom(to, count, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            UNREACHABLE("getrandom(2) failed");
        to += got;
        count -= (size_t)got;
    }
}
