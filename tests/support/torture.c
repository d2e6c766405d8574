/* torture.c: which call fails. */
#include "torture.h"

#include <stdatomic.h>

static atomic_uint calls, fail_at;
static atomic_bool counting;
static _Atomic(const char *) failed;
static _Thread_local bool exempt;

void torture_begin(unsigned at)
{
    atomic_store(&calls, 0);
    atomic_store(&fail_at, at);
    atomic_store(&failed, NULL);
    atomic_store(&counting, true);
}

unsigned torture_end(const char **ret_failed)
{
    atomic_store(&counting, false);
    *ret_failed = atomic_load(&failed);
    return atomic_load(&calls);
}

void torture_exempt(bool on)
{
    exempt = on;
}

bool torture_fails(const char *call)
{
    if (exempt || !atomic_load(&counting) ||
        atomic_fetch_add(&calls, 1) + 1 != atomic_load(&fail_at))
        return false;
    atomic_store(&failed, call);
    return true;
}
