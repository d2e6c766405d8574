/* json_write.c: a document grows member by member in one text; a comma is written before a member
 * that is not the first of its object or array. It trusts its caller to close what was opened. */
#include "core/json_write.h"

#include <string.h>

static void begin_member(struct text *out, const char *key)
{
    const bool first = out->count == 0 || strchr("{[:", out->bytes[out->count - 1]);
    text_add(out, first ? "" : ",");
    if (key) {
        text_add_json(out, key);
        text_add(out, ":");
    }
}

void json_write_open(struct text *out, const char *key, char bracket)
{
    if (out->count > 0)
        begin_member(out, key);
    text_add_bytes(out, &bracket, 1);
}

void json_write_close(struct text *out, char bracket)
{
    text_add_bytes(out, &bracket, 1);
}

void json_write_raw(struct text *out, const char *key, const char *value)
{
    begin_member(out, key);
    text_add_written_json(out, value ? value : "null");
}

void json_write_text(struct text *out, const char *key, const char *value)
{
    begin_member(out, key);
    if (value)
        text_add_json(out, value);
    else
        text_add(out, "null");
}

void json_write_int(struct text *out, const char *key, int64_t value)
{
    begin_member(out, key);
    text_add_int(out, value);
}

void json_write_double(struct text *out, const char *key, double value, int decimals)
{
    begin_member(out, key);
    text_add_double(out, value, decimals);
}

void json_write_bool(struct text *out, const char *key, bool value)
{
    json_write_raw(out, key, value ? "true" : "false");
}

void json_write_error(struct text *out, const struct error *err, int exit_code)
{
    json_write_open(out, NULL, '{');
    json_write_open(out, "error", '{');
    json_write_text(out, "message", err->message);
    json_write_text(out, "class", error_class_name(err->class));
    json_write_int(out, "exit_code", exit_code);
    json_write_close(out, '}');
    json_write_close(out, '}');
}
