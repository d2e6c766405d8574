/* openapi_option.c: what an option of a command may be, as JSON Schema says it. */
#include "serve/openapi.h"

#include <string.h>

#include "core/json_write.h"

static void add_choices(struct text *out, const char *choices)
{
    json_write_open(out, "enum", '[');
    for (const char *at = choices; *at;) {
        CLEANUP(text_done) struct text choice = {0};
        const size_t count = strcspn(at, "|");
        text_add_bytes(&choice, at, count);
        json_write_text(out, NULL, text_of(&choice));
        at += count + (at[count] ? 1 : 0);
    }
    json_write_close(out, ']');
}

static void add_list(struct text *out)
{
    json_write_raw(out, "type", "[\"string\",\"number\",\"array\"]");
    json_write_raw(out, "items", "{\"type\":\"string\"}");
}

static void add_type(struct text *out, const struct cli_option *option, bool in_body)
{
    switch (option->kind) {
    case CLI_FLAG:
        json_write_text(out, "type", "boolean");
        return;
    case CLI_INT:
        json_write_text(out, "type", "integer");
        json_write_int(out, "minimum", option->min);
        json_write_int(out, "maximum", option->max);
        return;
    case CLI_CHOICE:
        json_write_text(out, "type", "string");
        add_choices(out, option->choices);
        return;
    case CLI_MONTH:
        json_write_text(out, "type", "string");
        json_write_text(out, "pattern", "^[0-9]{4}-[0-9]{2}$");
        return;
    case CLI_DURATION:
        json_write_text(out, "type", "string");
        json_write_text(out, "pattern", "^[0-9]+(ms|s|m|h|d)$");
        return;
    case CLI_STRING:
        if (in_body)
            add_list(out);
        else
            json_write_text(out, "type", "string");
        return;
    }
    UNREACHABLE("kind of an option");
}

void openapi_option(struct text *out, const char *key, const struct cli_option *option,
                    bool in_body)
{
    json_write_open(out, key, '{');
    add_type(out, option, in_body);
    if (option->preset && option->kind == CLI_INT)
        json_write_raw(out, "default", option->preset);
    else if (option->kind == CLI_FLAG)
        json_write_bool(out, "default", false);
    else if (option->preset)
        json_write_text(out, "default", option->preset);
    json_write_text(out, "description", option->help ? option->help : option->name);
    json_write_close(out, '}');
}
