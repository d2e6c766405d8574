/* failpoint_list.c: prints the failpoints: those that FAILPOINT has named, two for every statement
 * that changes something, and two for every frame that is sent. Those of a commit are named after
 * the statement before it, so they cannot be listed. Part of test builds only. */
#include "model/failpoint_list.h"

#include <stdio.h>
#include <string.h>

#include "io/broker/broker.h"
#include "io/failpoint.h"
#include "sql.h"

static void print_steps(const char *name)
{
    (void)printf("%s.before error\n%s.after error\n", name, name);
}

bool failpoints_listed(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "--list-failpoints") != 0)
        return false;
    const char *name = NULL;
    for (size_t i = 0; (name = failpoint_name(i)); i++)
        (void)printf("%s\n", name);
    for (size_t i = 0; i < sql_changing_count; i++)
        print_steps(sql_changing[i]->name);
    for (size_t i = 0; (name = broker_failpoint_name(i)); i++)
        print_steps(name);
    print_steps("script");
    return true;
}
