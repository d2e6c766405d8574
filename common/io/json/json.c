/* json.c: JSON from outside, read strictly. Our scanner decides what is accepted; then a tree of
 * json-c's objects is built of it, and is read by typed getters. */
#include "io/json/json.h"

#include "io/json/json_build.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

/* The type of json-c behind our opaque one. json-c's functions that read strings take no const
 * pointer, though they change nothing that can be seen. */
static struct json_object *tree_of(const struct json *value)
{
    const union {
        const struct json *value;
        struct json_object *tree;
    } both = {.value = value};
    return both.tree;
}

/* ---- parsing ---- */

bool json_parse(const void *bytes, size_t count, const struct json_limits *limits,
                struct json **ret, struct error *err)
{
    struct json_span span = {0};
    if (!json_scan(bytes, count, limits, &span, err))
        return false;
    const size_t length = span.end - span.begin;
    if (length >= INT_MAX)
        return error_set(err, ERROR_MALFORMED, 0, "JSON: %zu bytes are too many", length);
    *ret = (struct json *)json_build((const char *)bytes + span.begin, length);
    return true;
}

void json_free(struct json *root)
{
    (void)json_object_put(tree_of(root)); /* it is freed: nobody else holds it */
}

/* ---- reading ---- */

enum json_kind json_type_of(const struct json *value)
{
    switch (json_object_get_type(tree_of(value))) {
    case json_type_null:
        return JSON_NULL;
    case json_type_boolean:
        return JSON_BOOL;
    case json_type_int:
        return JSON_INT;
    case json_type_double:
        return JSON_DOUBLE;
    case json_type_string:
        return JSON_STRING;
    case json_type_array:
        return JSON_ARRAY;
    case json_type_object:
        return JSON_OBJECT;
    }
    UNREACHABLE("type of json-c");
}

const struct json *json_member(const struct json *object, const char *key)
{
    struct json_object *member = NULL;
    if (json_type_of(object) == JSON_OBJECT)
        (void)json_object_object_get_ex(tree_of(object), key, &member); /* stays NULL if absent */
    return (const struct json *)member;
}

size_t json_count(const struct json *array)
{
    return json_type_of(array) == JSON_ARRAY ? json_object_array_length(tree_of(array)) : 0;
}

const struct json *json_element(const struct json *array, size_t index)
{
    if (index >= json_count(array))
        return NULL;
    return (const struct json *)json_object_array_get_idx(tree_of(array), index);
}

size_t json_member_count(const struct json *object)
{
    if (json_type_of(object) != JSON_OBJECT)
        return 0;
    return (size_t)json_object_object_length(tree_of(object));
}

const struct json *json_member_at(const struct json *object, size_t index, const char **ret_key)
{
    if (index >= json_member_count(object))
        return NULL;
    const struct lh_entry *entry = json_object_get_object(tree_of(object))->head;
    while (index-- > 0)
        entry = entry->next;
    *ret_key = lh_entry_k(entry);
    return lh_entry_v(entry);
}

const char *json_string(const struct json *value, size_t max_bytes)
{
    if (json_type_of(value) != JSON_STRING)
        return NULL;
    if ((size_t)json_object_get_string_len(tree_of(value)) > max_bytes)
        return NULL;
    return json_object_get_string(tree_of(value));
}

enum json_found json_get_int(const struct json *object, const char *key, int64_t min, int64_t max,
                             int64_t *ret)
{
    const struct json *member = json_member(object, key);
    if (!member)
        return JSON_ABSENT;
    if (json_type_of(member) != JSON_INT)
        return JSON_WRONG;
    const int64_t value = json_object_get_int64(tree_of(member));
    if (value < min || value > max)
        return JSON_WRONG;
    *ret = value;
    return JSON_FOUND;
}

enum json_found json_get_double(const struct json *object, const char *key, double min, double max,
                                double *ret)
{
    const struct json *member = json_member(object, key);
    if (!member)
        return JSON_ABSENT;
    const enum json_kind type = json_type_of(member);
    if (type != JSON_DOUBLE && type != JSON_INT)
        return JSON_WRONG;
    const double value = json_object_get_double(tree_of(member));
    if (!(value >= min && value <= max))
        return JSON_WRONG;
    *ret = value;
    return JSON_FOUND;
}

enum json_found json_get_bool(const struct json *object, const char *key, bool *ret)
{
    const struct json *member = json_member(object, key);
    if (!member)
        return JSON_ABSENT;
    if (json_type_of(member) != JSON_BOOL)
        return JSON_WRONG;
    *ret = json_object_get_boolean(tree_of(member));
    return JSON_FOUND;
}

enum json_found json_get_string(const struct json *object, const char *key, size_t max_bytes,
                                const char **ret)
{
    const struct json *member = json_member(object, key);
    if (!member)
        return JSON_ABSENT;
    const char *value = json_string(member, max_bytes);
    if (!value)
        return JSON_WRONG;
    *ret = value;
    return JSON_FOUND;
}

const char *json_library_version(void)
{
    return json_c_version();
}

bool json_bool_of(const struct json *value)
{
    return json_type_of(value) == JSON_BOOL && json_object_get_boolean(tree_of(value));
}

int64_t json_int_of(const struct json *value)
{
    return json_type_of(value) == JSON_INT ? json_object_get_int64(tree_of(value)) : 0;
}

double json_double_of(const struct json *value)
{
    const enum json_kind type = json_type_of(value);
    return type == JSON_INT || type == JSON_DOUBLE ? json_object_get_double(tree_of(value)) : 0;
}
