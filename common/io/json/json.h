/* json.h: JSON from outside, read strictly, and written (json-c behind).
 *
 * json-c alone accepts too much (NaN, single quotes, duplicate keys, cut keys) and coerces types:
 * our own scanner checks the bytes first, and values are read through the typed getters only. */
#pragma once
#include "core/text.h"
#include "io/json/json_scan.h"

struct json; /* one value of a tree; only the root is owned */

/** Parse one document. Accepts exactly RFC 8259 in UTF-8 without BOM, without U+0000, without
 *  duplicate keys in one object, within the limits; nothing but blanks behind it.
 *  out   ret  caller frees the root with json_free
 *  err   MALFORMED what is wrong and at which byte */
bool json_parse(const void *bytes, size_t count, const struct json_limits *limits,
                struct json **ret, struct error *err) MUST_CHECK;
void json_free(struct json *root);
CLEANUP_FUNCTION(struct json, json_free)

enum json_kind { /* json-c has a type named json_type */
                 JSON_NULL,
                 JSON_BOOL,
                 JSON_INT,
                 JSON_DOUBLE,
                 JSON_STRING,
                 JSON_ARRAY,
                 JSON_OBJECT,
};
enum json_kind json_type_of(const struct json *value); /* NULL is JSON_NULL */

/* Members and elements: borrowed from the root; NULL when absent, null, or not a container. */
const struct json *json_member(const struct json *object, const char *key);
const struct json *json_element(const struct json *array, size_t index);
size_t json_count(const struct json *array); /* 0 when no array */

/* A typed getter says which of three things is so. JSON_ABSENT: no such member, or null.
 * JSON_WRONG: another type, out of range, or too long; no coercion ("2023" and 2023.0 are no
 * integers; 1 is a number, so json_get_double takes it). */
enum json_found { JSON_FOUND, JSON_ABSENT, JSON_WRONG };
enum json_found json_get_int(const struct json *object, const char *key, int64_t min, int64_t max,
                             int64_t *ret) MUST_CHECK;
enum json_found json_get_double(const struct json *object, const char *key, double min, double max,
                                double *ret) MUST_CHECK;
enum json_found json_get_bool(const struct json *object, const char *key, bool *ret) MUST_CHECK;
/* out  ret  borrowed from the root; at most max_bytes long */
enum json_found json_get_string(const struct json *object, const char *key, size_t max_bytes,
                                const char **ret) MUST_CHECK;
/* The same of a value itself. NULL: not a string, or longer. */
const char *json_string(const struct json *value, size_t max_bytes) MUST_CHECK;

/* The members of an object by position, in the order of the document; the key is borrowed. Takes as
 * many steps as index says: for small objects, or with a bound on how many are read. */
size_t json_member_count(const struct json *object);
const struct json *json_member_at(const struct json *object, size_t index, const char **ret_key);
