/* openapi_operation.c: a route as an operation: its parameters, its body, its answers. */
#include "serve/openapi.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "serve/tokens.h"

#define PROBLEM "{\"$ref\":\"#/components/responses/problem\"}"
#define WAIT "{\"$ref\":\"#/components/responses/wait\"}"

/* ---- names ---- */

static const char *name_of(const char *option, char *ret, size_t capacity)
{
    size_t i = 0;
    for (; option[i] && i + 1 < capacity; i++)
        ret[i] = (char)(option[i] == '-' ? '_' : option[i]);
    ret[i] = '\0';
    return ret;
}

static void add_id(struct text *out, const struct route *route)
{
    CLEANUP(text_done) struct text id = {0};
    text_add(&id, strcmp(route->method, "GET") == 0 ? "get" : "post");
    for (const char *at = route->path; *at; at++)
        if (isalnum((unsigned char)*at))
            text_add_bytes(&id, at, 1);
        else if (at[1] && isalnum((unsigned char)at[1]))
            text_add(&id, "_");
    json_write_text(out, "operationId", text_of(&id));
}

/* The part of the path that says what it is about: "months" of "/api/v1/months/{month}". */
static void add_tag(struct text *out, const struct route *route)
{
    char tag[32];
    const char *at = strncmp(route->path, "/api/v1/", 8) == 0 ? route->path + 8 : "original";
    (void)snprintf(tag, sizeof(tag), "%.*s", (int)strcspn(at, "/."), at);
    json_write_open(out, "tags", '[');
    json_write_text(out, NULL, tag);
    json_write_close(out, ']');
}

/* ---- who may ---- */

static void add_security(struct text *out, unsigned right)
{
    static const struct {
        unsigned right;
        const char *scheme;
    } rows[] = {{RIGHT_OPERATE, "{\"operator\":[]}"},
                {RIGHT_READ, "{\"reader\":[]}"},
                {RIGHT_CRON, "{\"cron\":[]}"},
                {RIGHT_READ | RIGHT_OPERATE, "{\"login\":[]}"}};
    json_write_open(out, "security", '[');
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (right & rows[i].right)
            json_write_raw(out, NULL, rows[i].scheme);
    json_write_close(out, ']');
}

/* ---- parameters ---- */

static const char *schema_of_variable(const char *name)
{
    static const struct {
        const char *name, *schema;
    } rows[] = {
        {"month",
         "{\"type\":\"string\",\"pattern\":\"^[0-9]{4}-[0-9]{2}$\",\"examples\":[\"2003-09\"]}"},
        {"isbn", "{\"type\":\"string\",\"examples\":[\"9780306406157\"]}"},
        {"id", "{\"type\":\"integer\",\"minimum\":1,\"examples\":[12]}"},
        {"what", "{\"type\":\"string\",\"enum\":[\"isbns\",\"books\",\"unresolved\"]}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].schema;
    return "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}";
}

static void add_variables(struct text *out, const char *path)
{
    for (const char *at = strchr(path, '{'); at; at = strchr(at + 1, '{')) {
        char name[32];
        (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, "}"), at + 1);
        json_write_open(out, NULL, '{');
        json_write_text(out, "name", name);
        json_write_text(out, "in", "path");
        json_write_bool(out, "required", true);
        json_write_raw(out, "schema", schema_of_variable(name));
        json_write_close(out, '}');
    }
}

static void add_query(struct text *out, const struct route *route)
{
    const struct cli_option *option = route_command(route)->options;
    for (; option && option->name; option++) {
        char name[64];
        if (!route_takes(route, option))
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "name", name_of(option->name, name, sizeof(name)));
        json_write_text(out, "in", "query");
        if (option->help)
            json_write_text(out, "description", option->help);
        const struct cli_option here = route_option(route, option);
        openapi_option(out, "schema", &here, /* in_body= */ false);
        json_write_close(out, '}');
    }
}

static void add_parameters(struct text *out, const struct route *route)
{
    json_write_open(out, "parameters", '[');
    add_variables(out, route->path);
    if (route->acts)
        json_write_raw(out, NULL, "{\"$ref\":\"#/components/parameters/idempotency_key\"}");
    else
        add_query(out, route);
    json_write_close(out, ']');
}

/* ---- the body ---- */

/* The next word of a list with blanks between them. NULL: there is none. */
static const char *next_word(const char *list, char *ret, size_t capacity)
{
    list = list ? list + strspn(list, " ") : "";
    const size_t count = strcspn(list, " ");
    (void)snprintf(ret, capacity, "%.*s", (int)count, list);
    return count > 0 ? list + count : NULL;
}

static void add_operands(struct text *out, const struct route *route)
{
    static const char schema[] = "{\"type\":[\"string\",\"number\",\"array\"],\"items\":{\"type\":["
                                 "\"string\",\"number\"]}}";
    char name[64], variable[68];
    for (const char *at = route->operands; (at = next_word(at, name, sizeof(name)));) {
        (void)snprintf(variable, sizeof(variable), "{%s}", name);
        if (!strstr(route->path, variable))
            json_write_raw(out, name, schema);
    }
}

static void add_dry_run(struct text *out, const struct route *route)
{
    json_write_open(out, "dry_run", '{');
    json_write_text(out, "type", "boolean");
    json_write_text(out, "description",
                    route_does_named(route)
                        ? "only say what would be done; where it is not given, what a filter "
                          "selects is only told, and what is named is done"
                        : "only say what would be done, as where it is not given; false: do it");
    json_write_close(out, '}');
}

static void add_properties(struct text *out, const struct route *route)
{
    const struct cli_option *option = route_command(route)->options;
    const bool asks_first = route_asks_first(route);
    json_write_open(out, "properties", '{');
    for (; option && option->name; option++) {
        char name[64];
        if (!route_takes(route, option) || (asks_first && strcmp(option->name, "dry-run") == 0))
            continue;
        const struct cli_option here = route_option(route, option);
        openapi_option(out, name_of(option->name, name, sizeof(name)), &here, /* in_body= */ true);
    }
    if (asks_first)
        add_dry_run(out, route);
    add_operands(out, route);
    json_write_close(out, '}');
}

static void add_required(struct text *out, const char *needs)
{
    char name[64];
    json_write_open(out, "required", '[');
    for (const char *at = needs; (at = next_word(at, name, sizeof(name)));)
        json_write_text(out, NULL, name);
    json_write_close(out, ']');
}

static void add_reference(struct text *out, const char *key, const char *schema, const char *more)
{
    CLEANUP(text_done) struct text path = {0};
    text_add_format(&path, "#/components/schemas/%s%s", schema, more);
    json_write_open(out, key, '{');
    json_write_text(out, "$ref", text_of(&path));
    json_write_close(out, '}');
}

static void add_body(struct text *out, const struct route *route)
{
    json_write_open(out, "requestBody", '{');
    json_write_bool(out, "required", route->needs != NULL);
    json_write_open(out, "content", '{');
    json_write_open(out, "application/json", '{');
    if (route->read) {
        add_reference(out, "schema", route->schema, "_request");
    } else {
        json_write_open(out, "schema", '{');
        json_write_text(out, "type", "object");
        add_properties(out, route);
        if (route->needs)
            add_required(out, route->needs);
        json_write_bool(out, "additionalProperties", false);
        json_write_close(out, '}');
    }
    json_write_close(out, '}');
    json_write_close(out, '}');
    json_write_close(out, '}');
}

/* ---- answers ---- */

static void add_content(struct text *out, const struct route *route)
{
    static const char text[] = "{\"schema\":{\"type\":\"string\"}}";
    json_write_open(out, "content", '{');
    if (!route->type) {
        json_write_open(out, "application/json", '{');
        add_reference(out, "schema", route->schema, "");
        json_write_close(out, '}');
    } else {
        char type[64];
        (void)snprintf(type, sizeof(type), "%.*s", (int)strcspn(route->type, ";"), route->type);
        json_write_raw(out, type, text);
        if (strstr(route->path, "/exports/"))
            json_write_raw(out, "application/jsonl", text);
    }
    json_write_close(out, '}');
}

static void add_answer(struct text *out, const struct route *route, const char *status,
                       const char *description)
{
    json_write_open(out, status, '{');
    json_write_text(out, "description", description);
    add_content(out, route);
    json_write_close(out, '}');
}

static void add_answers(struct text *out, const struct route *route)
{
    json_write_open(out, "responses", '{');
    add_answer(out, route, "200", route->done ? "Nothing was begun; it says why." : "Done.");
    if (route->done == 202)
        add_answer(out, route, "202", "It was begun, and goes on by itself.");
    if (!route->acts)
        json_write_raw(
            out, "304",
            "{\"description\":\"The client has it: its ETag is the one of If-None-Match.\"}");
    json_write_raw(out, "400", PROBLEM);
    if (route->right)
        json_write_raw(out, "401", "{\"$ref\":\"#/components/responses/unauthorized\"}");
    if (route->right)
        json_write_raw(out, "403", PROBLEM);
    json_write_raw(out, "404", PROBLEM);
    if (route->acts) {
        json_write_raw(out, "409", PROBLEM);
        json_write_raw(out, "413", PROBLEM);
        json_write_raw(out, "415", PROBLEM);
        json_write_raw(out, "422", PROBLEM);
    }
    json_write_raw(out, "429", WAIT);
    json_write_raw(out, "503", WAIT);
    json_write_raw(out, "default", PROBLEM);
    json_write_close(out, '}');
}

/* ---- all of it ---- */

/* The options that the command is given always, by their names. */
static void add_fixed(struct text *out, const struct route *route)
{
    CLEANUP(words_done) struct words fixed = {.count = 0};
    words_add_all(&fixed, route->fixed);
    if (fixed.count == 0)
        return;
    json_write_open(out, "x-fixed", '[');
    for (size_t i = 0; i < fixed.count; i++) {
        char name[64], option[64];
        (void)snprintf(option, sizeof(option), "%.*s", (int)strcspn(fixed.items[i] + 2, "="),
                       fixed.items[i] + 2);
        json_write_text(out, NULL, name_of(option, name, sizeof(name)));
    }
    json_write_close(out, ']');
}

void openapi_operation(struct text *out, const struct route *route)
{
    const struct command *command = route_command(route);
    CLEANUP(text_done) struct text terminal = {0};
    text_add_format(&terminal, "backfill-producer %s", route->words);
    json_write_open(out, route->acts ? "post" : "get", '{');
    add_id(out, route);
    add_tag(out, route);
    json_write_text(out, "summary", route->summary ? route->summary : command->summary);
    if (command->purpose)
        json_write_text(out, "description", command->purpose);
    json_write_text(out, "x-command", text_of(&terminal));
    add_fixed(out, route);
    add_security(out, route->right);
    add_parameters(out, route);
    if (route->acts)
        add_body(out, route);
    add_answers(out, route);
    json_write_close(out, '}');
}
