/* json_keys.h: keys of JSON objects as they are written, and whether one comes twice. */
#pragma once
#include "core/base.h"

/* The inside of a string's quotes: checked, not decoded; borrowed from the document. */
struct json_key {
    const char *begin;
    size_t count;
    bool escaped; /* holds a backslash */
};

/* Of all objects that are open, the innermost's last. Zeroed memory is an empty one. */
struct json_keys {
    struct json_key *items;
    size_t count, capacity;
};
void json_keys_done(struct json_keys *keys);

void json_keys_add(struct json_keys *keys, struct json_key key) NONNULL_ALL;

/** Forget an object's keys, those from first on.
 *  out  the later of two that are the same when decoded, NULL if there are none; lives until the
 *       next is added
 *  time that of sorting them, whatever they are */
const struct json_key *json_keys_close(struct json_keys *keys, size_t first) NONNULL_ALL;

/** The UTF-16 unit that four hexadecimal digits write, or -1. */
int json_hex4(const char *at, const char *end) NONNULL_ALL;
bool json_is_high_surrogate(int unit);
bool json_is_low_surrogate(int unit);

/** Decode an escape that was checked: at stands behind the backslash, and is moved behind it.
 *  out  how many bytes of UTF-8 */
size_t json_decode_escape(const char **at, const char *end, char ret[static 4]) NONNULL_ALL;
