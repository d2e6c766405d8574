/* openapi.c: the frame of the document is producer/serve/openapi.json, the schemas of answers are
 * the files of producer/serve/schemas. What is marked in the frame with __NAME__ is put in its
 * place here. */
#include "serve/openapi.h"

#include <string.h>

#include "core/json_write.h"
#include "core/version.h"
#include "schemas.h"
#include "serve/etag.h"
#include "serve/problem.h"

static void add_paths(struct text *out)
{
    for (size_t i = 0; i < routes_count; i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first = first && strcmp(routes[k].path, routes[i].path) != 0;
        if (!first)
            continue;
        json_write_open(out, routes[i].path, '{');
        for (size_t k = i; k < routes_count; k++)
            if (strcmp(routes[k].path, routes[i].path) == 0)
                openapi_operation(out, &routes[k]);
        json_write_close(out, '}');
    }
}

static void add_schemas(struct text *out)
{
    for (size_t i = 0; i < schema_count; i++)
        json_write_raw(out, schemas[i].name, schemas[i].text);
}

/* The members of an object, as they stand between other members. */
static void add_members(struct text *out, void (*add)(struct text *))
{
    CLEANUP(text_done) struct text object = {0};
    json_write_open(&object, NULL, '{');
    add(&object);
    json_write_close(&object, '}');
    text_add_bytes(out, object.bytes + 1, object.count - 2);
}

/* Add the frame up to a mark.
 * out  what stands behind it */
static const char *add_until(struct text *out, const char *frame, const char *mark)
{
    const char *at = strstr(frame, mark);
    if (!at)
        UNREACHABLE("a mark that is missing in producer/serve/openapi.json");
    text_add_bytes(out, frame, (size_t)(at - frame));
    return at + strlen(mark);
}

void openapi_write(struct text *out)
{
    const char *rest = add_until(out, openapi_frame, "__version__");
    text_add(out, version_number());
    rest = add_until(out, rest, "\"__routes__\": {}");
    add_members(out, add_paths);
    rest = add_until(out, rest, "\"__schemas__\": {}");
    add_members(out, add_schemas);
    text_add(out, rest);
}

bool openapi_answer(const struct web_request *request, struct web_answer *ret)
{
    static struct text document; /* never changes while the program runs */
    if (strcmp(request->path, "/openapi.json") != 0)
        return false;
    if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0) {
        problem_method(ret, "GET, HEAD");
        return true;
    }
    if (problem_of_query(ret, request->query))
        return true;
    if (document.count == 0)
        openapi_write(&document);
    ret->content_type = "application/json";
    text_add_bytes(&ret->body, document.bytes, document.count);
    etag_answer(web_header(request, "If-None-Match"), ret);
    return true;
}
