/* remedy.c: the request that shows more is that of what stands above in the path: the list of what
 * was not found, or the state of what cannot be changed now. */
#include "serve/remedy.h"

#include <stdio.h>
#include <string.h>

#include "serve/route.h"

#define PATH_BYTES 300

/* ---- the request that shows more ---- */

static bool can_be_read(const char *path)
{
    struct route_match match = {.count = 0};
    const struct route *route = route_find("GET", path, &match);
    return route && !route->needs;
}

static const char *of_all(const struct route *route)
{
    return route->right & RIGHT_CRON ? "/api/internal/backfill-stats" : "/api/v1/why";
}

/* The path itself, or the nearest above it that can be read. NULL: there is none. */
static const char *nearest(char *path)
{
    for (char *cut = path + strlen(path); cut && cut > path; cut = strrchr(path, '/')) {
        *cut = '\0';
        if (can_be_read(path))
            return path;
    }
    return NULL;
}

/* Where what a variable of the path names is one of many. */
static const char *list_of(const struct route *route, char *path)
{
    (void)snprintf(path, PATH_BYTES, "%.*s", (int)strcspn(route->path, "{"), route->path);
    const size_t count = strlen(path);
    if (route->path[count] == '{')
        path[count - 1] = '\0'; /* the '/' before it */
    return nearest(path);
}

/* ---- what is to be done ---- */

static void add_of_missing(struct text *out, const struct route *route)
{
    char path[PATH_BYTES];
    const char *list = list_of(route, path);
    if (list)
        text_add_format(out, "GET %s lists those that there are.", list);
    else
        text_add(out, "Compare what you named, letter by letter, with where you have it from.");
}

static void add_of_nothing(struct text *out, const struct route *route, const char *asked)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s", asked);
    const char *state = nearest(path);
    text_add_format(out, "GET %s shows how it stands now. Ask again for what is still wanted.",
                    state          ? state
                    : route->state ? route->state
                                   : of_all(route));
}

void remedy_write(struct text *out, enum error_class class, const struct route *route,
                  const char *path)
{
    switch (class) {
    case ERROR_USAGE:
        text_add_format(out,
                        "The parameters of %s %s, with their types, ranges and defaults, stand "
                        "under this path in /openapi.json.",
                        route->method, route->path);
        return;
    case ERROR_MISSING:
        add_of_missing(out, route);
        return;
    case ERROR_NOTHING:
        add_of_nothing(out, route, path);
        return;
    case ERROR_OWN_SERVERS:
        text_add(out, "Ask again after as many seconds as Retry-After says. /readyz tells which "
                      "server is away.");
        return;
    case ERROR_CANCELLED:
        text_add_format(out,
                        "Ask again after as many seconds as Retry-After says. GET %s tells what "
                        "the fleet waits for.",
                        of_all(route));
        return;
    case ERROR_RATE_LIMITED:
    case ERROR_QUOTA:
        text_add(out, "Ask again when the provider is open: GET /api/quota/status tells since when "
                      "and until when it is not.");
        return;
    case ERROR_TRANSIENT:
        text_add(out, "A service of others did not answer. Ask again in some minutes.");
        return;
    case ERROR_CONFIG:
        text_add(out, "Who runs this server mends its configuration, keys or rights: GET "
                      "/api/v1/doctor, or 'backfill-producer doctor' there, names them.");
        return;
    case ERROR_NONE:
    case ERROR_REQUEST:
    case ERROR_MALFORMED:
    case ERROR_POISON:
    case ERROR_CLAIM_LOST:
    case ERROR_CLASS_COUNT_:
        break;
    }
    text_add(out, "This is a defect here, and asking again does not help. The log of serve has the "
                  "whole error; 'backfill-producer doctor --bundle FILE' collects what a report of "
                  "it needs.");
}
