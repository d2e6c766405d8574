/* text_entities.c: the entities of HTML in texts of catalogues.
 *
 * A table of our own: of the 2,231 names of HTML 5, catalogues write those of Latin 1 and of
 * typography. No library that is linked here knows entities, and one that parses whole documents
 * (libxml2) would come with everything else that it can do for a list of names. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/text_clean.h"

/* In the order of strcmp(). */
static const struct entity {
    char name[7];
    uint16_t point;
} entities[] = {
    {"AElig", 0xc6},    {"Aacute", 0xc1},   {"Acirc", 0xc2},    {"Agrave", 0xc0},
    {"Aring", 0xc5},    {"Atilde", 0xc3},   {"Auml", 0xc4},     {"Ccedil", 0xc7},
    {"Dagger", 0x2021}, {"ETH", 0xd0},      {"Eacute", 0xc9},   {"Ecirc", 0xca},
    {"Egrave", 0xc8},   {"Euml", 0xcb},     {"Iacute", 0xcd},   {"Icirc", 0xce},
    {"Igrave", 0xcc},   {"Iuml", 0xcf},     {"Ntilde", 0xd1},   {"OElig", 0x152},
    {"Oacute", 0xd3},   {"Ocirc", 0xd4},    {"Ograve", 0xd2},   {"Oslash", 0xd8},
    {"Otilde", 0xd5},   {"Ouml", 0xd6},     {"Prime", 0x2033},  {"Scaron", 0x160},
    {"THORN", 0xde},    {"Uacute", 0xda},   {"Ucirc", 0xdb},    {"Ugrave", 0xd9},
    {"Uuml", 0xdc},     {"Yacute", 0xdd},   {"Yuml", 0x178},    {"aacute", 0xe1},
    {"acirc", 0xe2},    {"acute", 0xb4},    {"aelig", 0xe6},    {"agrave", 0xe0},
    {"amp", 0x26},      {"apos", 0x27},     {"aring", 0xe5},    {"atilde", 0xe3},
    {"auml", 0xe4},     {"bdquo", 0x201e},  {"brvbar", 0xa6},   {"bull", 0x2022},
    {"ccedil", 0xe7},   {"cedil", 0xb8},    {"cent", 0xa2},     {"circ", 0x2c6},
    {"copy", 0xa9},     {"curren", 0xa4},   {"dagger", 0x2020}, {"deg", 0xb0},
    {"divide", 0xf7},   {"eacute", 0xe9},   {"ecirc", 0xea},    {"egrave", 0xe8},
    {"emsp", 0x2003},   {"ensp", 0x2002},   {"eth", 0xf0},      {"euml", 0xeb},
    {"euro", 0x20ac},   {"fnof", 0x192},    {"frac12", 0xbd},   {"frac14", 0xbc},
    {"frac34", 0xbe},   {"frasl", 0x2044},  {"gt", 0x3e},       {"hearts", 0x2665},
    {"hellip", 0x2026}, {"iacute", 0xed},   {"icirc", 0xee},    {"iexcl", 0xa1},
    {"igrave", 0xec},   {"infin", 0x221e},  {"iquest", 0xbf},   {"iuml", 0xef},
    {"laquo", 0xab},    {"larr", 0x2190},   {"ldquo", 0x201c},  {"lrm", 0x200e},
    {"lsaquo", 0x2039}, {"lsquo", 0x2018},  {"lt", 0x3c},       {"macr", 0xaf},
    {"mdash", 0x2014},  {"micro", 0xb5},    {"middot", 0xb7},   {"minus", 0x2212},
    {"nbsp", 0xa0},     {"ndash", 0x2013},  {"not", 0xac},      {"ntilde", 0xf1},
    {"oacute", 0xf3},   {"ocirc", 0xf4},    {"oelig", 0x153},   {"ograve", 0xf2},
    {"oline", 0x203e},  {"ordf", 0xaa},     {"ordm", 0xba},     {"oslash", 0xf8},
    {"otilde", 0xf5},   {"ouml", 0xf6},     {"para", 0xb6},     {"permil", 0x2030},
    {"plusmn", 0xb1},   {"pound", 0xa3},    {"prime", 0x2032},  {"quot", 0x22},
    {"raquo", 0xbb},    {"rarr", 0x2192},   {"rdquo", 0x201d},  {"reg", 0xae},
    {"rlm", 0x200f},    {"rsaquo", 0x203a}, {"rsquo", 0x2019},  {"sbquo", 0x201a},
    {"scaron", 0x161},  {"sect", 0xa7},     {"shy", 0xad},      {"sup1", 0xb9},
    {"sup2", 0xb2},     {"sup3", 0xb3},     {"szlig", 0xdf},    {"thinsp", 0x2009},
    {"thorn", 0xfe},    {"tilde", 0x2dc},   {"times", 0xd7},    {"trade", 0x2122},
    {"uacute", 0xfa},   {"ucirc", 0xfb},    {"ugrave", 0xf9},   {"uml", 0xa8},
    {"uuml", 0xfc},     {"yacute", 0xfd},   {"yen", 0xa5},      {"yuml", 0xff},
    {"zwj", 0x200d},    {"zwnj", 0x200c},
};

/* What Windows-1252 has from 0x80 on: browsers read &#146; as an apostrophe, so people write it. */
static const uint16_t windows[32] = {
    0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0,      0x17d,  0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0,      0x17e,  0x178,
};

static int compare(const void *name, const void *entity)
{
    return strcmp(name, ((const struct entity *)entity)->name);
}

/* The character of a name. 0: nobody knows it. */
static int32_t named(const char *at, size_t count)
{
    char name[sizeof(entities[0].name)];
    if (count == 0 || count >= sizeof(name))
        return 0;
    memcpy(name, at, count);
    name[count] = '\0';
    const struct entity *found =
        bsearch(name, entities, ARRAY_LEN(entities), sizeof(entities[0]), compare);
    return found ? found->point : 0;
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* The character of "39" or "x27". 0: it is no number; U+FFFD: of no character. */
static int32_t numbered(const char *at, size_t count)
{
    const int base = *at == 'x' || *at == 'X' ? 16 : 10;
    int32_t point = 0;
    size_t i = base == 16;
    if (count == i)
        return 0;
    for (; i < count; i++) {
        const int digit = digit_of(at[i]);
        if (digit >= base)
            return 0;
        point = point > 0x110000 ? point : point * base + digit;
    }
    if (point >= 0x80 && point < 0xa0 && windows[point - 0x80] != 0)
        return windows[point - 0x80];
    return point == 0 || !utf8proc_codepoint_valid(point) ? 0xfffd : point;
}

/* Decode the entity at '&'. Returns its bytes; 0: it is none. */
static size_t decode_one(const char *at, struct text *out)
{
    enum { NAME_MAX_BYTES = 12 };
    size_t count = 0;
    while (count < NAME_MAX_BYTES && at[1 + count] != ';' && at[1 + count] != '\0')
        count++;
    if (at[1 + count] != ';')
        return 0;
    const int32_t point =
        at[1] == '#' && count > 1 ? numbered(at + 2, count - 1) : named(at + 1, count);
    if (point == 0)
        return 0;
    utf8proc_uint8_t bytes[4];
    if (point != 0xfffd) /* of no character: nothing is better than a box */
        text_add_bytes(out, bytes, (size_t)utf8proc_encode_char(point, bytes));
    return count + 2;
}

/* Returns whether there was one. */
static bool decode(const char *at, struct text *out)
{
    bool any = false;
    while (*at != '\0') {
        const size_t run = strcspn(at, "&");
        text_add_bytes(out, at, run);
        at += run;
        if (*at == '\0')
            break;
        const size_t bytes = decode_one(at, out);
        if (bytes == 0)
            text_add_bytes(out, at, 1);
        any = any || bytes > 0;
        at += bytes ? bytes : 1;
    }
    return any;
}

void text_decode_entities(const char *utf8, struct text *ret)
{
    CLEANUP(text_done) struct text once = {0};
    if (!strchr(utf8, '&')) {
        text_add(ret, utf8);
        return;
    }
    (void)decode(utf8, &once); /* the second round finds nothing where the first did not */
    (void)decode(text_of(&once), ret);
}
