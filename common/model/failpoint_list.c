/* failpoint_list.c: the failpoints by name: those that FAILPOINT put there, two for every statement
 * that changes something, two for every frame that is sent. A commit's are named after the last
 * statement before it, so they are not known beforehand. Part of test builds only. */
#include "model/failpoint_list.h"

#include <stdio.h>
#include <string.h>

#include "io/broker/broker.h"
#include "io/failpoint.h"
#include "io/planted.h"
#include "sql.h"

static void print_steps(const char *name)
{
    (void)printf("%s.before error\n%s.after error\n", name, name);
}

static bool list_planted(void)
{
    for (size_t i = 0; planted_name(i); i++)
        (void)printf("%s  %s\n", planted_name(i), planted_what(i));
    return true;
}

bool failpoints_listed(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--list-planted-bugs") == 0)
        return list_planted();
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
