/* output_json.c: a document grows member by member in one text; a comma is written before a
 * member that is not the first of its object or array. */
#include "shared/output_json.h"

#include <stdio.h>
#include <string.h>

#include "io/database/database.h"

static void begin_member(struct text *out, const char *key)
{
    const bool first = out->count == 0 || strchr("{[:", out->bytes[out->count - 1]);
    text_add(out, first ? "" : ",");
    if (key) {
        text_add_json(out, key);
        text_add(out, ":");
    }
}

void output_json_open(struct text *out, const char *key, char bracket)
{
    if (out->count > 0)
        begin_member(out, key);
    text_add_bytes(out, &bracket, 1);
}

void output_json_close(struct text *out, char bracket)
{
    text_add_bytes(out, &bracket, 1);
}

void output_json_text(struct text *out, const char *key, const char *value)
{
    begin_member(out, key);
    if (value)
        text_add_json(out, value);
    else
        text_add(out, "null");
}

void output_json_raw(struct text *out, const char *key, const char *value)
{
    begin_member(out, key);
    text_add(out, value ? value : "null");
}

void output_json_int(struct text *out, const char *key, int64_t value)
{
    output_json_raw(out, key, sql_int(value).digits);
}

void output_json_bool(struct text *out, const char *key, bool value)
{
    output_json_raw(out, key, value ? "true" : "false");
}

void output_json_print(const struct text *out)
{
    (void)printf("%s\n", text_of(out)); /* main checks stdout once, at the end */
}
