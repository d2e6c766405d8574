/* base.c: the end of a process when a guarantee of its own code does not hold. One line on stderr
 * says which and where; nothing is tidied up, and the broker and the database give the work
 * back. */
#include "core/base.h"

#include <stdio.h>
#include <stdlib.h>

void unreachable_at(const char *file, int line, const char *what)
{
    dprintf(/* stderr */ 2, "%s:%d: unreachable: %s\n", file, line, what);
    abort();
}
