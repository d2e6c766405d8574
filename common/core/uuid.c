/* uuid.c: random UUIDs (RFC 9562 version 4) and their text. Any version is read; only version 4 is
 * made. */
#include "core/uuid.h"

#include "core/random.h"

enum { UUID_BYTES = 16, UUID_TEXT_BYTES = 36 };

static bool is_hyphen_place(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

struct uuid uuid_new(void)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[UUID_BYTES];
    random_bytes(bytes, sizeof(bytes));
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40); /* version 4 */
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80); /* variant 10 */

    struct uuid uuid = {0};
    size_t at = 0;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (is_hyphen_place(at))
            uuid.text[at++] = '-';
        uuid.text[at++] = digits[bytes[i] >> 4];
        uuid.text[at++] = digits[bytes[i] & 0x0f];
    }
    return uuid;
}

static bool is_lower_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool uuid_parse(const char *text, struct uuid *ret)
{
    struct uuid uuid = {0};
    for (size_t at = 0; at < UUID_TEXT_BYTES; at++) {
        char c = text[at];
        if (c >= 'A' && c <= 'F')
            c = (char)(c - 'A' + 'a');
        if (is_hyphen_place(at) ? c != '-' : !is_lower_hex(c))
            return false; /* a NUL that comes early is no digit either */
        uuid.text[at] = c;
    }
    if (text[UUID_TEXT_BYTES] != '\0')
        return false;
    *ret = uuid;
    return true;
}
