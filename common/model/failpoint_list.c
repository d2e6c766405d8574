/* failpoint_list.c: the failpoints by name: those that FAILPOINT put there, two for every statement
 * that changes something, two for every frame that is sent. A commit's are named after the last
 * statement before it, so they are not known beforehand. Part of test builds only. */
#include "model/failpoint_list.h"

#include <stdio.h>
#include <string.h>

#include "io/failpoint.h"
#include "sql.h"

static void print_steps(const char *name)
{
    (void)printf("%s.before error\n%s.after error\n", name, name);
}

/* A statement that only reads is no step between two effects. */
static bool changes(const struct sql *statement)
{
    static const char *const words[] = {
        "INSERT INTO", "UPDATE ",  "DELETE FROM", "COPY ",
        "CREATE ",     "ANALYZE ", "_advisory_",  "FROM provider_reserve("};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strstr(statement->text, words[i]))
            return true;
    return false;
}

bool failpoints_listed(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "--list-failpoints") != 0)
        return false;
    const char *name = NULL;
    for (size_t i = 0; (name = failpoint_name(i)); i++)
        (void)printf("%s\n", name);
    for (size_t i = 0; i < sql_count; i++)
        if (changes(sql_all[i]))
            print_steps(sql_all[i]->name);
    for (size_t i = 0; (name = broker_failpoint_name(i)); i++)
        print_steps(name);
    print_steps("script");
    return true;
}
