/* parameters.c: what a request brings, before anybody knows which command it is for. It is read
 * strictly: what is twice, cut, too deep or no UTF-8 is refused, and the message says what to
 * give. */
#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "serve/words.h"

enum { BODY_DEPTH = 4, BODY_TOKENS = 25000, NAME_SHOWN = 40 };

void parameters_done(struct parameters *parameters)
{
    for (size_t i = 0; i < parameters->count; i++) {
        mem_free(parameters->items[i].name);
        mem_free(parameters->items[i].value);
    }
    json_free(parameters->body);
    *parameters = (struct parameters){.count = 0};
}

const struct parameter *parameters_find(const struct parameters *parameters, const char *name)
{
    for (size_t i = 0; i < parameters->count; i++)
        if (strcmp(parameters->items[i].name, name) == 0)
            return &parameters->items[i];
    return NULL;
}

/* ---- the query ---- */

static int hex(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *at =
        digit != '\0' ? strchr(digits, digit >= 'A' && digit <= 'F' ? digit | 32 : digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Decode one name or value: '+' is a blank, as forms write it. */
static bool decode(const char *from, size_t count, struct text *ret)
{
    text_add(ret, "");
    for (size_t i = 0; i < count; i++) {
        char byte = from[i] == '+' ? ' ' : from[i];
        if (byte == '%') {
            const int high = i + 2 < count ? hex(from[i + 1]) : -1;
            const int low = high >= 0 ? hex(from[i + 2]) : -1;
            if (low < 0)
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        }
        text_add_bytes(ret, &byte, 1);
    }
    return text_is_utf8(ret->bytes, ret->count); /* without NUL, too */
}

static bool fail_query(const char *name, const char *what, struct error *err)
{
    return error_set(err, ERROR_USAGE, 0, "%.*s: %s", NAME_SHOWN, *name ? name : "the query", what);
}

static bool add_pair(struct parameters *to, const char *pair, size_t count, struct error *err)
{
    CLEANUP(text_done) struct text name = {0};
    CLEANUP(text_done) struct text value = {0};
    const char *equals = memchr(pair, '=', count);
    const size_t name_count = equals ? (size_t)(equals - pair) : count;
    if (!decode(pair, name_count, &name))
        return fail_query("", "a name in it is no UTF-8, or a '%' is not followed by two digits",
                          err);
    if (equals && !decode(equals + 1, count - name_count - 1, &value))
        return fail_query(text_of(&name),
                          "the value is no UTF-8, has a NUL, or a '%' without two digits behind it",
                          err);
    if (!equals)
        return fail_query(text_of(&name), "give it a value, as in name=value", err);
    if (parameters_find(to, text_of(&name)))
        return fail_query(text_of(&name), "is given twice; several values have commas between them",
                          err);
    if (to->count == PARAMETERS_MAX)
        return fail_query("", "more than 64 parameters", err);
    to->items[to->count++] =
        (struct parameter){.name = mem_text(text_of(&name)), .value = mem_text(text_of(&value))};
    return true;
}

bool parameters_of_query(const char *query, struct parameters *ret, struct error *err)
{
    while (*query != '\0') {
        const size_t count = strcspn(query, "&");
        if (count > 0 && !add_pair(ret, query, count, err))
            return false;
        query += count + (query[count] == '&');
    }
    return true;
}

/* ---- the body ---- */

bool parameters_of_body(const char *body, size_t count, struct parameters *ret, struct error *err)
{
    static const struct json_limits limits = {
        .bytes = SIZE_MAX, .depth = BODY_DEPTH, .tokens = BODY_TOKENS}; /* bytes: the server has */
    struct error why = {0};
    if (count == 0)
        return true;
    if (!json_parse(body, count, &limits, &ret->body, &why))
        return error_set(err, ERROR_USAGE, 0,
                         "the body is no JSON that is taken here (an object of at most %d values, "
                         "%d levels deep, each name once): %s",
                         BODY_TOKENS, BODY_DEPTH, why.message);
    if (json_type_of(ret->body) != JSON_OBJECT)
        return error_set(err, ERROR_USAGE, 0,
                         "the body is no JSON object: give one, such as {\"from\": \"2001-01\"}");
    const size_t members = json_member_count(ret->body);
    if (members > PARAMETERS_MAX)
        return error_set(err, ERROR_USAGE, 0, "the body has more than %d members", PARAMETERS_MAX);
    for (size_t i = 0; i < members; i++) {
        const char *name = "";
        const struct json *value = json_member_at(ret->body, i, &name);
        if (!value)
            return error_set(err, ERROR_USAGE, 0,
                             "%.*s: null is no value: leave it out, or give one", NAME_SHOWN, name);
        ret->items[ret->count++] = (struct parameter){.name = mem_text(name), .json = value};
    }
    return true;
}
