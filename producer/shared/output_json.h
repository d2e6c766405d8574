/* output_json.h: the JSON that commands print, written member by member. Commas come by
 * themselves. A key of NULL is for what stands in an array or alone. */
#pragma once
#include "core/text.h"

/** Begin an object or an array: bracket is '{' or '['. */
void output_json_open(struct text *out, const char *key, char bracket) __attribute__((nonnull(1)));
/** End it: bracket is '}' or ']'. */
void output_json_close(struct text *out, char bracket) NONNULL_ALL;

/** Add a string. NULL is null. */
void output_json_text(struct text *out, const char *key, const char *value)
    __attribute__((nonnull(1)));
void output_json_int(struct text *out, const char *key, int64_t value) __attribute__((nonnull(1)));
void output_json_bool(struct text *out, const char *key, bool value) __attribute__((nonnull(1)));

/** Add what is JSON already, such as a number or a jsonb of the database. NULL is null. */
void output_json_raw(struct text *out, const char *key, const char *value)
    __attribute__((nonnull(1)));

/** Print the document on stdout as one line. */
void output_json_print(const struct text *out) NONNULL_ALL;
