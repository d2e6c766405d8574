/* json_keys.c: keys compared as they read after decoding, without decoding them into memory.
 *
 * At the end of an object its keys are sorted and neighbours compared, so that ten thousand keys
 * cost no more than sorting them does; a hash table could be made slow from outside. */
#include "io/json_keys.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

void json_keys_done(struct json_keys *keys)
{
    mem_free(keys->items);
    *keys = (struct json_keys){0};
}

void json_keys_add(struct json_keys *keys, struct json_key key)
{
    if (keys->count == keys->capacity) {
        keys->capacity = keys->capacity ? keys->capacity * 2 : 64;
        keys->items = mem_resize(keys->items, keys->capacity, sizeof(*keys->items));
    }
    keys->items[keys->count++] = key;
}

int json_hex4(const char *at, const char *end)
{
    int value = 0;
    if (end - at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        const char c = at[i];
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = value * 16 + (c - 'A' + 10);
        else
            return -1;
    }
    return value;
}

bool json_is_high_surrogate(int unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

bool json_is_low_surrogate(int unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* The value of an escape, whose grammar is checked: at stands behind the backslash. */
static int32_t decode_escape(const char **at, const char *end)
{
    static const char letters[] = "bfnrt", values[] = "\b\f\n\r\t";
    const char c = *(*at)++;
    if (c != 'u') {
        const char *letter = strchr(letters, c);
        return letter ? values[letter - letters] : c;
    }
    const int high = json_hex4(*at, end);
    *at += 4;
    if (!json_is_high_surrogate(high))
        return high;
    const int low = json_hex4(*at + 2, end);
    *at += 6;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* The next character of a key, decoded; -1 at its end. */
static int32_t next_character(const char **at, const char *end)
{
    if (*at == end)
        return -1;
    const unsigned char lead = (unsigned char)*(*at)++;
    if (lead == '\\')
        return decode_escape(at, end);
    if (lead < 0x80)
        return lead;
    const int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    int32_t point = lead & (0x3f >> more);
    for (int i = 0; i < more; i++)
        point = point << 6 | (*(*at)++ & 0x3f);
    return point;
}

/* By characters as decoded; for keys without escapes the bytes have the same order. */
static int compare_keys(const void *one_, const void *other_)
{
    const struct json_key *one = one_, *other = other_;
    if (!one->escaped && !other->escaped) {
        const size_t shorter = one->count < other->count ? one->count : other->count;
        const int order = memcmp(one->begin, other->begin, shorter);
        return order ? order : (one->count > other->count) - (one->count < other->count);
    }
    const char *a = one->begin, *a_end = a + one->count;
    const char *b = other->begin, *b_end = b + other->count;
    for (;;) {
        const int32_t x = next_character(&a, a_end), y = next_character(&b, b_end);
        if (x != y)
            return x < y ? -1 : 1;
        if (x < 0)
            return 0;
    }
}

const struct json_key *json_keys_close(struct json_keys *keys, size_t first)
{
    const size_t count = keys->count - first;
    keys->count = first;
    if (count < 2)
        return NULL;
    struct json_key *own = keys->items + first;
    qsort(own, count, sizeof(*own), compare_keys);
    for (size_t i = 1; i < count; i++)
        if (compare_keys(&own[i - 1], &own[i]) == 0)
            return own[i].begin > own[i - 1].begin ? &own[i] : &own[i - 1];
    return NULL;
}
