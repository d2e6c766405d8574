/* json_write.h: writes a JSON document member by member. Commas come by themselves. A key of NULL
 * is for what stands in an array or alone. */
#pragma once
#include "core/error.h"
#include "core/text.h"

/** Begin an object or an array.
 *  in   bracket  '{' or '[' */
void json_write_open(struct text *out, const char *key, char bracket) __attribute__((nonnull(1)));
/** End it.
 *  in   bracket  '}' or ']' */
void json_write_close(struct text *out, char bracket) NONNULL_ALL;

/** Add a string. NULL is null.
 *  in   value  bytes that are no UTF-8 become U+FFFD */
void json_write_text(struct text *out, const char *key, const char *value)
    __attribute__((nonnull(1)));
void json_write_int(struct text *out, const char *key, int64_t value) __attribute__((nonnull(1)));
void json_write_bool(struct text *out, const char *key, bool value) __attribute__((nonnull(1)));

/** Add a number that is finite.
 *  in   decimals  so many digits follow the point, as in text_add_double */
void json_write_double(struct text *out, const char *key, double value, int decimals)
    __attribute__((nonnull(1)));

/** Add what is JSON already, such as a jsonb of the database. NULL is null. */
void json_write_raw(struct text *out, const char *key, const char *value)
    __attribute__((nonnull(1)));

/** Add the whole document that says an error: {"error": {message, class, exit_code}}. */
void json_write_error(struct text *out, const struct error *err, int exit_code) NONNULL_ALL;
