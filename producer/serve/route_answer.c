/* route_answer.c: what is answered, of what the command has printed. */
#include "serve/route.h"

#include <string.h>

enum { PRINTED_MAX = 4 * 1024 * 1024 };

/* Documents of commands that may only say what they would do begin so. */
static bool is_dry_run(const char *document)
{
    static const char begin[] = "{\"dry_run\":true";
    return strncmp(document, begin, sizeof(begin) - 1) == 0;
}

int route_status(const struct route *route, int code, const char *document)
{
    const bool any = *document != '\0';
    if (route->verdict && code >= 0 && code <= 3)
        return any ? 200 : 0;
    if (code == EXIT_NOTHING)
        return any && !route->refuses ? 200 : 0;
    if (code != EXIT_DONE && code != EXIT_PARTLY)
        return 0;
    return route->done == 0 || is_dry_run(document) ? 200 : route->done;
}

bool route_document(const struct route *route, const struct words *words, struct text *printed,
                    struct text *ret, struct error *err)
{
    static const struct json_limits limits = {
        .bytes = PRINTED_MAX, .depth = 16, .tokens = PRINTED_MAX};
    CLEANUP(json_free) struct json *document = NULL;
    if (!route->type)
        route_speak_document(route, printed);
    if (!route->shape || printed->count == 0) {
        *ret = *printed;
        *printed = (struct text){.count = 0};
        return true;
    }
    if (!json_parse(printed->bytes, printed->count, &limits, &document, err))
        return error_wrap(err, "what '%s' has printed", route->words);
    text_done(printed);
    route->shape(document, words, ret);
    text_add(ret, "\n");
    return true;
}

const char *route_type(const struct route *route, const struct words *words)
{
    if (!route->type)
        return "application/json";
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], "--format=jsonl") == 0)
            return "application/jsonl";
    return route->type;
}
