/* json.h: JSON from outside, read strictly (by json-c).
 *
 * json-c alone accepts too much (NaN, single quotes, duplicate keys, cut keys) and converts types.
 * So our own scanner checks the bytes first, and values are read by the typed getters only. */
#pragma once
#include "core/text.h"
#include "io/json/json_scan.h"

struct json; /* one value of a tree; only the root is owned */

/** Parse one document: exactly RFC 8259, in UTF-8 without a byte order mark, without U+0000,
 *  without duplicate keys in one object, within the limits, and with nothing but blanks around it.
 *  out   ret  the caller frees the root with json_free; NULL for the literal null
 *  err   MALFORMED says what is wrong, and at which byte */
bool json_parse(const void *bytes, size_t count, const struct json_limits *limits,
                struct json **ret, struct error *err) MUST_CHECK;
void json_free(struct json *root);
CLEANUP_FUNCTION(struct json, json_free)

/* Not json_type: json-c has a type of that name. */
enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_INT,
    JSON_DOUBLE,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};
enum json_kind json_type_of(const struct json *value); /* NULL is JSON_NULL */

/* A member or an element is borrowed from the root. NULL: it is absent or null, or the value has
 * none. */
const struct json *json_member(const struct json *object, const char *key);
const struct json *json_element(const struct json *array, size_t index);
size_t json_count(const struct json *array); /* 0 when no array */

/* A typed getter finds a member, or says why it sets nothing. JSON_ABSENT: there is no such member,
 * or it is null. JSON_WRONG: it is of another type, out of range, or too long. Types are not
 * converted: "2023" and 2023.0 are no integers. But 1 is a number, so json_get_double takes it. */
enum json_found { JSON_FOUND, JSON_ABSENT, JSON_WRONG };
enum json_found json_get_int(const struct json *object, const char *key, int64_t min, int64_t max,
                             int64_t *ret) MUST_CHECK;
enum json_found json_get_double(const struct json *object, const char *key, double min, double max,
                                double *ret) MUST_CHECK;
enum json_found json_get_bool(const struct json *object, const char *key, bool *ret) MUST_CHECK;
/** out   ret  borrowed from the root, at most max_bytes long */
enum json_found json_get_string(const struct json *object, const char *key, size_t max_bytes,
                                const char **ret) MUST_CHECK;
/** The text of a value that is a string of at most max_bytes, borrowed from the root. NULL: it is
 *  none. */
const char *json_string(const struct json *value, size_t max_bytes) MUST_CHECK;

/** The value of a JSON_BOOL, a JSON_INT (the nearest that fits 64 bits), and a JSON_INT or
 *  JSON_DOUBLE; false and 0 of any other. */
bool json_bool_of(const struct json *value);
int64_t json_int_of(const struct json *value);
double json_double_of(const struct json *value);

/** How many members an object has; 0: it is no object. */
size_t json_member_count(const struct json *object);
/** A member by its position in the document. It takes index steps, so this is for small objects, or
 *  for a few members of a large one.
 *  out   ret_key  borrowed from the root; untouched where index is behind the last
 *        NULL: the member is null, or index is behind the last */
const struct json *json_member_at(const struct json *object, size_t index, const char **ret_key);

/** The version of json-c: "0.16". */
const char *json_library_version(void);
