/* route_find.c: a path is found by comparing it with each of the table, of which there are some
 * tens; a literal part stands above a variable in the table. */
#include "serve/route.h"

#include <string.h>

static size_t segment(const char *path)
{
    return strcspn(path, "/");
}

static void take_variable(struct route_match *match, const char *pattern, const char *value,
                          size_t count)
{
    const size_t at = match->count++;
    const size_t name = segment(pattern) - 2; /* without the braces */
    if (at >= ROUTE_VARIABLES_MAX)
        return;
    memcpy(match->variables[at].name, pattern + 1, name);
    match->variables[at].name[name] = '\0';
    memcpy(match->variables[at].value, value, count);
    match->variables[at].value[count] = '\0';
}

static bool same_segment(struct route_match *match, const char *pattern, const char *path)
{
    const size_t wanted = segment(pattern), count = segment(path);
    if (*pattern != '{')
        return wanted == count && memcmp(pattern, path, count) == 0;
    if (count == 0 || count >= sizeof(match->variables[0].value))
        return false;
    take_variable(match, pattern, path, count);
    return true;
}

/* in  pattern, path  begin with '/' */
static bool path_fits(const char *pattern, const char *path, struct route_match *match)
{
    match->count = 0;
    while (*pattern == '/' && *path == '/') {
        if (!same_segment(match, ++pattern, ++path))
            return false;
        pattern += segment(pattern);
        path += segment(path);
    }
    return *pattern == *path; /* both have ended */
}

static void add_method(struct route_match *match, const char *method)
{
    CLEANUP(text_done) struct text all = {0};
    text_add(&all, match->methods);
    text_add(&all, *match->methods ? ", " : "");
    text_add(&all, method);
    text_add(&all, strcmp(method, "GET") == 0 ? ", HEAD" : "");
    text_copy(match->methods, sizeof(match->methods), text_of(&all));
}

const struct route *route_find(const char *method, const char *path, struct route_match *ret)
{
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    struct route_match match = {.count = 0};
    const struct route *found = NULL;
    const char *pattern = NULL; /* the first that fits, which is the path's own */
    for (size_t i = 0; i < routes_count; i++) {
        struct route_match here = {.count = 0};
        if (!path_fits(routes[i].path, path, &here) ||
            (pattern && strcmp(pattern, routes[i].path) != 0))
            continue;
        pattern = routes[i].path;
        add_method(&match, routes[i].method);
        match.count = here.count;
        memcpy(match.variables, here.variables, sizeof(match.variables));
        if (strcmp(routes[i].method, wanted) == 0)
            found = &routes[i];
    }
    *ret = match;
    return found;
}
