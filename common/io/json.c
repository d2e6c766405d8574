/* json.c: JSON from outside, read strictly. Our scanner decides what is accepted; json-c only
 * builds the tree of what has passed, and is believed only when it says in every way that it took
 * all. */
#include "io/json.h"

#include "io/json_scan.h"

#include <json-c/json.h>
#include <limits.h>
#include <string.h>

enum { TOKENER_DEPTH = 40 }; /* more than the scanner lets pass, so that it is never the judge */

/* The type behind the opaque one. json-c's readers of strings take no const, though they change
 * nothing that is seen. */
static struct json_object *tree_of(const struct json *value)
{
    const union {
        const struct json *value;
        struct json_object *tree;
    } both = {.value = value};
    return both.tree;
}

/* ---- parsing ---- */

struct tokener {
    struct json_tokener *handle;
};
static void tokener_done(struct tokener *tokener)
{
    if (tokener->handle)
        json_tokener_free(tokener->handle);
}
CLEANUP_STRUCT(struct tokener, tokener_done)

/* The tree of one value, all of it; NULL with success is the literal null. */
static struct json_object *build(struct json_tokener *tokener, const char *bytes, size_t count,
                                 enum json_tokener_error *ret_how)
{
    struct json_object *tree = json_tokener_parse_ex(tokener, bytes, (int)count);
    enum json_tokener_error how = json_tokener_get_error(tokener);
    if (json_tokener_get_parse_end(tokener) != count) {
        how = json_tokener_error_size;
    } else if (how == json_tokener_continue) {
        /* A number or word is not over for json-c until it sees what stands behind it. */
        tree = json_tokener_parse_ex(tokener, "", 1);
        how = json_tokener_get_error(tokener);
    }
    *ret_how = how;
    return tree;
}

bool json_parse(const void *bytes, size_t count, const struct json_limits *limits,
                struct json **ret, struct error *err)
{
    struct json_span span = {0};
    if (!json_scan(bytes, count, limits, &span, err))
        return false;
    const char *begin = (const char *)bytes + span.begin;
    const size_t length = span.end - span.begin;
    if (length >= INT_MAX)
        return error_set(err, ERROR_MALFORMED, 0, "JSON: %zu bytes are too many", length);

    CLEANUP(tokener_done) struct tokener tokener = {json_tokener_new_ex(TOKENER_DEPTH)};
    if (!tokener.handle)
        return error_set(err, ERROR_MALFORMED, 0, "JSON: no memory for a reader");
    json_tokener_set_flags(tokener.handle, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    enum json_tokener_error how = json_tokener_success;
    struct json_object *tree = build(tokener.handle, begin, length, &how);
    const bool is_null = length == 4 && memcmp(begin, "null", 4) == 0;
    if (how != json_tokener_success || (tree == NULL) != is_null) {
        (void)json_object_put(tree); /* whether others hold it: nobody does */
        return error_set(err, ERROR_MALFORMED, 0, "JSON: json-c says %s",
                         json_tokener_error_desc(how));
    }
    *ret = (struct json *)tree;
    return true;
}

void json_free(struct json *root)
{
    (void)json_object_put(tree_of(root)); /* whether others hold it: nobody does */
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
        (void)json_object_object_get_ex(tree_of(object), key, &member); /* NULL says it too */
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
