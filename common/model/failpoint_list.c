/* failpoint_list.c: the failpoints by name: those that FAILPOINT put there, two for every statement
 * that changes something, two for every frame that is sent. A commit's are named after the last
 * statement before it, so they are not known beforehand. Part of test builds only. */
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
