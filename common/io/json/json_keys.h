/* json_keys.h: keys of JSON objects as they are written, and whether an object has one twice. */
#pragma once
#include "core/base.h"

/* What stands between the quotes of a key: checked, not decoded, borrowed from the document. */
struct json_key {
    const char *begin;
    size_t count;
    bool escaped; /* holds a backslash */
};

/* The keys of all objects that are being read; those of the innermost are last. Zeroed memory is an
 * empty list. */
struct json_keys {
    struct json_key *items;
    size_t count, capacity;
};
void json_keys_done(struct json_keys *keys);

void json_keys_add(struct json_keys *keys, struct json_key key) NONNULL_ALL;

/** Forget the keys of an object that has ended.
 *  in    first  the place of its first key
 *  out   the later of two keys that are the same when decoded; it lives until the next is added.
 *        NULL: no key comes twice
 *  time  that of sorting them, even where the keys are chosen to be slow */
const struct json_key *json_keys_close(struct json_keys *keys, size_t first) NONNULL_ALL;

/** The UTF-16 unit that the four hexadecimal digits at this place write. -1: they are no such
 *  digits. */
int json_hex4(const char *at, const char *end) NONNULL_ALL;
bool json_is_high_surrogate(int unit);
bool json_is_low_surrogate(int unit);

/** Decode an escape that json_scan accepted. U+0000 and half of a surrogate pair become U+FFFD.
 *  in    at   stands behind the backslash, and is moved behind the escape
 *  out   ret  UTF-8, as many bytes as are returned */
size_t json_decode_escape(const char **at, const char *end, char ret[static 4]) NONNULL_ALL;
