/* json_keys.c: keys are compared as they read after decoding, without decoding them into memory.
 *
 * At the end of an object its keys are sorted and neighbours are compared, so that ten thousand
 * keys cost no more than sorting them does. A hash table could be made slow by chosen keys. */
#include "io/json/json_keys.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>

#define FEW_KEYS 24
#define REPLACEMENT 0xfffd

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

/* The code point of an escape whose grammar was checked. at stands behind the backslash. What is
 * no character is the replacement character. */
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
    if (high == 0 || json_is_low_surrogate(high))
        return REPLACEMENT;
    if (!json_is_high_surrogate(high))
        return high;
    const bool followed = end - *at >= 6 && (*at)[0] == '\\' && (*at)[1] == 'u';
    const int low = followed ? json_hex4(*at + 2, end) : -1;
    if (!json_is_low_surrogate(low))
        return REPLACEMENT;
    *at += 6;
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

size_t json_decode_escape(const char **at, const char *end, char ret[static 4])
{
    const uint32_t point = (uint32_t)decode_escape(at, end);
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    const size_t count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = count; i-- > 1;)
        ret[i] = (char)(0x80 | ((point >> (6 * (count - 1 - i))) & 0x3f));
    ret[0] = (char)(leads[count > 1 ? count : 0] | (point >> (6 * (count - 1))));
    return count;
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

/* Compare two keys by their decoded characters. Bytes of keys without escapes have the same
 * order. */
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

/* Compare each of a few keys with each other one. Most differ in length or in the first byte. */
static const struct json_key *find_twice(const struct json_key *keys, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++) {
            const bool plain = !keys[i].escaped && !keys[k].escaped;
            const bool differ = plain && (keys[i].count != keys[k].count ||
                                          (keys[i].count > 0 && *keys[i].begin != *keys[k].begin));
            if (!differ && compare_keys(&keys[i], &keys[k]) == 0)
                return &keys[i];
        }
    return NULL;
}

const struct json_key *json_keys_close(struct json_keys *keys, size_t first)
{
    const size_t count = keys->count - first;
    keys->count = first;
    if (count < 2)
        return NULL;
    struct json_key *own = keys->items + first;
    if (count <= FEW_KEYS)
        return find_twice(own, count);
    qsort(own, count, sizeof(*own), compare_keys);
    for (size_t i = 1; i < count; i++)
        if (compare_keys(&own[i - 1], &own[i]) == 0)
            return own[i].begin > own[i - 1].begin ? &own[i] : &own[i - 1];
    return NULL;
}
