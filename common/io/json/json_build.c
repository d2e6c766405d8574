/* json_build.c: makes json-c's objects of a document that is known to be good.
 *
 * json-c's own reader works character by character and copies every key, which takes half of the
 * time that an answer costs us. Here nothing can be wrong any more, so nothing is checked. Keys
 * stay where they are, in a copy of the document that lives as long as the tree. */
#include "io/json/json_build.h"

#include "core/mem.h"
#include "core/text.h"
#include "io/json/json_keys.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

struct build {
    char *at;            /* in our copy of the document, which ends with NUL */
    struct text decoded; /* the last string that had escapes */
};

static struct json_object *build_value(struct build *build);

static void skip_blanks(struct build *build)
{
    while (*build->at == ' ' || *build->at == '\n' || *build->at == '\r' || *build->at == '\t')
        build->at++;
}

/* ---- strings ---- */

/* Find the quote that ends a string. */
static char *closing_quote(char *at, bool *ret_escaped)
{
    for (;; at += 2) {
        while (*at != '"' && *at != '\\')
            at++;
        if (*at == '"')
            return at;
        *ret_escaped = true;
    }
}

static void decode(const char *at, const char *end, struct text *ret)
{
    text_clear(ret);
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        const char *plain_end = escape ? escape : end;
        text_add_bytes(ret, at, (size_t)(plain_end - at));
        at = plain_end;
        if (escape) {
            at++;
            char utf8[4] = "";
            text_add_bytes(ret, utf8, json_decode_escape(&at, end, utf8));
        }
    }
}

/* Take a string from quote to quote. Its text stays where it is and gets a NUL at its end, or is
 * decoded into build->decoded. */
static const char *take_string(struct build *build, size_t *ret_count, bool *ret_decoded)
{
    bool escaped = false;
    char *begin = build->at + 1, *end = closing_quote(begin, &escaped);
    build->at = end + 1;
    *ret_decoded = escaped;
    if (escaped) {
        decode(begin, end, &build->decoded);
        *ret_count = build->decoded.count;
        return text_of(&build->decoded);
    }
    *end = '\0';
    *ret_count = (size_t)(end - begin);
    return begin;
}

/* json-c returns NULL when there is no memory, and takes NULL for a null. Without this check a
 * value would become null. */
static struct json_object *made(struct json_object *value)
{
    if (!value)
        mem_exhausted();
    return value;
}

static struct json_object *build_string(struct build *build)
{
    size_t count = 0;
    bool decoded = false;
    const char *text = take_string(build, &count, &decoded);
    return made(json_object_new_string_len(text, (int)count));
}

/* ---- numbers and words ---- */

static struct json_object *build_number(struct build *build)
{
    const size_t count = strspn(build->at, "+-.0123456789Ee");
    const char *begin = build->at, *end = begin + count;
    const char *digits = begin + (*begin == '-');
    int64_t value = 0;
    build->at += count;
    if (digits + strspn(digits, "0123456789") < end) /* it has a fraction or an exponent */
        return made(json_object_new_double(text_double_of(begin)));
    for (const char *at = digits; at < end; at++)
        value = value * 10 - (*at - '0'); /* negative, because there is one negative number more */
    return made(json_object_new_int64(*begin == '-' ? value : -value));
}

static struct json_object *build_word(struct build *build)
{
    const char first = *build->at;
    build->at += first == 'f' ? 5 : 4;
    return first == 'n' ? NULL : made(json_object_new_boolean(first == 't'));
}

/* ---- containers ---- */

/* Behind a value or the opening bracket: is there another value? */
static bool another(struct build *build)
{
    skip_blanks(build);
    const char c = *build->at;
    if (c == ']' || c == '}' || c == ',')
        build->at++;
    skip_blanks(build);
    return c != ']' && c != '}';
}

static struct json_object *build_array(struct build *build)
{
    struct json_object *array = made(json_object_new_array_ext(4));
    build->at++;
    while (another(build))
        if (json_object_array_add(array, build_value(build)) != 0)
            mem_exhausted();
    return array;
}

static struct json_object *build_object(struct build *build)
{
    struct json_object *object = made(json_object_new_object());
    build->at++;
    while (another(build)) {
        size_t count = 0;
        bool decoded = false;
        const char *name = take_string(build, &count, &decoded);
        CLEANUP(mem_free) char *own = decoded ? mem_text(name) : NULL;
        skip_blanks(build);
        build->at++; /* the colon */
        skip_blanks(build);
        struct json_object *value = build_value(build);
        const unsigned flags =
            JSON_C_OBJECT_ADD_KEY_IS_NEW | (decoded ? 0 : JSON_C_OBJECT_ADD_CONSTANT_KEY);
        if (json_object_object_add_ex(object, decoded ? own : name, value, flags) != 0)
            mem_exhausted();
    }
    return object;
}

/* Recursion is as deep as json_scan let the document be. */
static struct json_object *build_value(struct build *build)
{
    switch (*build->at) {
    case '{':
        return build_object(build);
    case '[':
        return build_array(build);
    case '"':
        return build_string(build);
    case 't':
    case 'f':
    case 'n':
        return build_word(build);
    default:
        return build_number(build);
    }
}

static void free_document(struct json_object *root, void *document)
{
    (void)root;
    mem_free(document);
}

struct json_object *json_build(const char *bytes, size_t count)
{
    char *document = mem_bytes(bytes, count);
    struct build build = {.at = document};
    struct json_object *root = build_value(&build);
    text_done(&build.decoded);
    if (root)
        json_object_set_userdata(root, document, free_document);
    else
        mem_free(document);
    return root;
}
