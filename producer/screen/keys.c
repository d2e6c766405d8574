/* keys.c: the sequences of xterm and of all that follow it. One that is not known is passed over
 * as a whole, so that its letters are not taken for keys. */
#include "screen/keys.h"

#include <string.h>

#define ESCAPE '\033'

struct sequence {
    const char *bytes; /* behind the escape */
    enum key_kind kind;
};

static const struct sequence sequences[] = {
    {"[A", KEY_UP},    {"[B", KEY_DOWN}, {"[C", KEY_RIGHT},    {"[D", KEY_LEFT},
    {"OA", KEY_UP},    {"OB", KEY_DOWN}, {"OC", KEY_RIGHT},    {"OD", KEY_LEFT},
    {"[H", KEY_HOME},  {"[F", KEY_END},  {"OH", KEY_HOME},     {"OF", KEY_END},
    {"[1~", KEY_HOME}, {"[4~", KEY_END}, {"[5~", KEY_PAGE_UP}, {"[6~", KEY_PAGE_DOWN},
};

/* The bytes of a sequence from its escape on: "[" or "O", parameters, and a final byte. */
static size_t length_of(const char *bytes, size_t count)
{
    if (count < 2 || (bytes[1] != '[' && bytes[1] != 'O'))
        return 1;
    size_t length = 2;
    while (length < count && (bytes[length] < '@' || bytes[length] > '~'))
        length++;
    return length < count ? length + 1 : count;
}

static enum key_kind kind_of(const char *bytes, size_t count)
{
    for (size_t i = 0; i < ARRAY_LEN(sequences); i++)
        if (strlen(sequences[i].bytes) == count && memcmp(sequences[i].bytes, bytes, count) == 0)
            return sequences[i].kind;
    return KEY_NONE;
}

size_t key_read(const char *bytes, size_t count, struct key *ret)
{
    const char first = bytes[0];
    *ret = (struct key){.kind = KEY_NONE};
    if (first == ESCAPE) {
        const size_t length = length_of(bytes, count);
        ret->kind = length == 1 ? KEY_ESCAPE : kind_of(bytes + 1, length - 1);
        return length;
    }
    if (first == '\r' || first == '\n')
        ret->kind = KEY_ENTER;
    else if (first == '\t')
        ret->kind = KEY_TAB;
    else if (first == '\b' || first == 0x7f)
        ret->kind = KEY_BACKSPACE;
    else if (first >= ' ' && first <= '~')
        *ret = (struct key){.kind = KEY_CHARACTER, .character = first};
    return 1;
}
