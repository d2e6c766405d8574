/* fuzz_json.c: any bytes as a JSON document: what is accepted can be walked, and its strings come
 * back the same when they are written and read again. Seeds: tests/fuzz/corpus/json. */
#include "fuzz.h"

#include "core/mem.h"
#include "io/json/json.h"

static const struct json_limits limits = {.bytes = 1 << 20, .depth = 32, .tokens = 10000};

static void check_string(const char *string)
{
    CLEANUP(text_done) struct text literal = {0};
    CLEANUP(json_free) struct json *root = NULL;
    struct error err = {0};
    MUST(string && text_is_utf8(string, strlen(string)));
    text_add_json(&literal, string);
    MUST(json_parse(text_of(&literal), literal.count,
                    &(struct json_limits){.bytes = 1 << 23, .depth = 32, .tokens = 10}, &root,
                    &err));
    const char *again = json_string(root, SIZE_MAX);
    MUST(again && strcmp(again, string) == 0);
}

static void check_members(const struct json *object)
{
    const size_t members = json_member_count(object);
    for (size_t i = 0; i < members && i < 100; i++) {
        const char *key = NULL, *text = NULL;
        int64_t number = 0;
        double decimal = 0;
        bool flag = false;
        const struct json *value = json_member_at(object, i, &key);
        check_string(key);
        MUST(json_member(object, key) == value);
        const enum json_found found[] = {
            json_get_int(object, key, -10, 3000, &number),
            json_get_double(object, key, -1, 1e6, &decimal),
            json_get_bool(object, key, &flag),
            json_get_string(object, key, 50, &text),
        };
        for (size_t k = 0; k < ARRAY_LEN(found); k++)
            MUST((found[k] == JSON_ABSENT) == (json_type_of(value) == JSON_NULL));
        MUST(number >= -10 && number <= 3000 && decimal >= -1 && decimal <= 1e6);
        MUST(!text || strlen(text) <= 50);
    }
}

static void check_value(const struct json *value, int depth) /* as deep as limits allow */
{
    const enum json_kind kind = json_type_of(value);
    MUST(depth <= 32);
    if (kind == JSON_STRING)
        check_string(json_string(value, SIZE_MAX));
    if (kind == JSON_OBJECT)
        check_members(value);
    for (size_t i = 0; i < json_count(value); i++)
        check_value(json_element(value, i), depth + 1);
    for (size_t i = 0; kind == JSON_OBJECT && i < json_member_count(value) && i < 100; i++) {
        const char *key = NULL;
        check_value(json_member_at(value, i, &key), depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(json_free) struct json *root = NULL;
    struct error err = {0};
    const bool ok = json_parse(bytes, count, &limits, &root, &err);
    fuzz_check_error(ok, &err, ERROR_MALFORMED);
    if (ok)
        check_value(root, 0);
    return 0;
}
