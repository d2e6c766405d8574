/* base.c: the end of a process whose own guarantee does not hold. One line says where, and the
 * core dump (if any) says why; the broker and the database give the work back. */
#include "core/base.h"

#include <stdio.h>
#include <stdlib.h>

void unreachable_at(const char *file, int line, const char *what)
{
    dprintf(/* stderr */ 2, "%s:%d: unreachable: %s\n", file, line, what);
    abort();
}
