/* text.c: building, checking and escaping strings. Bytes from outside are made safe to show here
 * and nowhere else. Numbers are read in text_number.c. */
#include "core/text.h"

#include "core/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char hex_digits[] = "0123456789ABCDEF";

/* ---- building ---- */

void text_done(struct text *text)
{
    mem_free(text->bytes);
    *text = (struct text){0};
}

const char *text_of(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

/* Make room for more bytes and the NUL. Returns where they go. */
static char *text_reserve(struct text *text, size_t more)
{
    size_t needed = 0;
    if (__builtin_add_overflow(text->count, more, &needed) || needed > SIZE_MAX / 4)
        needed = SIZE_MAX / 2; /* mem_resize ends the process, as there is no such memory */
    if (needed >= text->capacity) {
        const size_t doubled = text->capacity < 32 ? 64 : text->capacity * 2;
        text->capacity = needed >= doubled ? needed + 1 : doubled;
        text->bytes = mem_resize(text->bytes, text->capacity, 1);
    }
    return text->bytes + text->count;
}

static void text_grew(struct text *text, size_t more)
{
    text->count += more;
    text->bytes[text->count] = '\0';
}

void text_add_bytes(struct text *text, const void *bytes, size_t count)
{
    char *to = text_reserve(text, count);
    if (count > 0)
        memcpy(to, bytes, count);
    text_grew(text, count);
}

void text_add(struct text *text, const char *more)
{
    text_add_bytes(text, more, strlen(more));
}

void text_add_hex(struct text *text, const void *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char pair[2];
    for (size_t i = 0; i < count; i++) {
        pair[0] = digits[from[i] >> 4];
        pair[1] = digits[from[i] & 15];
        text_add_bytes(text, pair, sizeof(pair));
    }
}

void text_add_format(struct text *text, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int count = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(count >= 0); /* it fails for wide characters and 2 GiB only */
    char *to = text_reserve(text, (size_t)count);
    (void)vsnprintf(to, (size_t)count + 1, fmt, again); /* measured above */
    va_end(again);
    text_grew(text, (size_t)count);
}

void text_cut(struct text *text, size_t count)
{
    if (count >= text->count)
        return;
    text->count = count;
    text->bytes[count] = '\0';
}

void text_clear(struct text *text)
{
    text_cut(text, 0);
}

void text_add_int(struct text *text, int64_t value)
{
    char digits[20]; /* INT64_MIN has 19 and a sign */
    size_t at = sizeof(digits);
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0)
        digits[--at] = '-';
    text_add_bytes(text, digits + at, sizeof(digits) - at);
}

/* ---- UTF-8 and escaping ---- */

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* How many bytes the character at this place has, 1 to 4 (RFC 3629 4). 0: it is not valid. NUL is
 * not valid, because no text of ours may hold it. */
static size_t character_length(const unsigned char *at, size_t left)
{
    const unsigned char lead = at[0];
    if (lead < 0x80)
        return lead != 0;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    const size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!is_continuation(at[i]))
            return 0;
    const bool overlong = (lead == 0xe0 && at[1] < 0xa0) || (lead == 0xf0 && at[1] < 0x90);
    const bool surrogate = lead == 0xed && at[1] > 0x9f;
    const bool beyond = lead == 0xf4 && at[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : length;
}

/* Are these eight bytes all ASCII, and none of them NUL? */
static bool is_plain_word(const unsigned char *at)
{
    uint64_t word = 0;
    memcpy(&word, at, sizeof(word));
    const uint64_t ones = UINT64_C(0x0101010101010101), high = UINT64_C(0x8080808080808080);
    return ((word | (word - ones)) & high) == 0;
}

size_t text_utf8_span(const void *bytes, size_t count)
{
    const unsigned char *at = bytes;
    size_t i = 0;
    while (i < count) {
        if (count - i >= 8 && is_plain_word(at + i)) {
            i += 8;
            continue;
        }
        const size_t length = character_length(at + i, count - i);
        if (length == 0)
            break;
        i += length;
    }
    return i;
}

bool text_is_utf8(const void *bytes, size_t count)
{
    return text_utf8_span(bytes, count) == count;
}

/* The code point of a valid character. */
static unsigned code_point(const unsigned char *at, size_t length)
{
    if (length == 1)
        return at[0];
    unsigned point = at[0] & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; i++)
        point = point << 6 | (at[i] & 0x3fU);
    return point;
}

/* Is it a character that a terminal or a pager obeys, or that nobody sees: C0 and C1 controls, DEL,
 * line and paragraph separators, what turns the direction of writing, and what is without width or
 * ignored by default (Unicode's Default_Ignorable_Code_Point)? */
static bool is_hidden(unsigned point)
{
    static const struct {
        unsigned first, last;
    } hidden[] = {
        {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
        {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
        {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
        {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
        {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };
    if (point >= 0x20 && point < 0x7f)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
        if (point <= hidden[i].last)
            return point >= hidden[i].first;
    return false;
}

#define SIGN_MAX 15

/* How a character that is hidden, or a byte that is no UTF-8, is written: a byte as \x1B, a
 * character of several as \u202e, beyond four digits as \u{e0001}. The page writes them so, too. */
static size_t write_sign(char to[SIGN_MAX + 1], const unsigned char *from, size_t valid)
{
    if (valid <= 1) {
        const char sign[] = {'\\', 'x', hex_digits[from[0] >> 4], hex_digits[from[0] & 0x0f]};
        memcpy(to, sign, sizeof(sign));
        return sizeof(sign);
    }
    const unsigned point = code_point(from, valid);
    return (size_t)snprintf(to, SIGN_MAX + 1, point > 0xffff ? "\\u{%x}" : "\\u%04x", point);
}

/* Write at most room bytes. Returns how many. A character or a sign is written whole or not at
 * all. */
static size_t write_printable(char *to, size_t room, const unsigned char *from, size_t count)
{
    size_t written = 0;
    for (size_t i = 0; i < count;) {
        char sign[SIGN_MAX + 1];
        const size_t valid = character_length(from + i, count - i);
        const bool shown = valid > 0 && !is_hidden(code_point(from + i, valid));
        const size_t bytes = shown ? valid : write_sign(sign, from + i, valid);
        if (room - written < bytes)
            break;
        memcpy(to + written, shown ? (const char *)from + i : sign, bytes);
        written += bytes;
        i += valid ? valid : 1;
    }
    return written;
}

void text_add_printable(struct text *text, const void *bytes, size_t count, size_t limit)
{
    const size_t widest = count > SIZE_MAX / 8 ? SIZE_MAX / 2 : 4 * count;
    const size_t room = limit < widest ? limit : widest;
    char *to = text_reserve(text, room);
    text_grew(text, write_printable(to, room, bytes, count));
}

void text_copy_printable(char *to, size_t capacity, const void *bytes, size_t count)
{
    assert(capacity > 0);
    to[write_printable(to, capacity - 1, bytes, count)] = '\0';
}

static void add_json_escape(struct text *text, unsigned point)
{
    static const char short_forms[][3] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r", ['\t'] = "\\t",
    };
    if (point < ARRAY_LEN(short_forms) && short_forms[point][0])
        text_add(text, short_forms[point]);
    else if (point > 0xffff) /* RFC 8259 7: two escapes */
        text_add_format(text, "\\u%04x\\u%04x", 0xd800 + ((point - 0x10000) >> 10),
                        0xdc00 + ((point - 0x10000) & 0x3ff));
    else
        text_add_format(text, "\\u%04x", point);
}

/* in  written  it is JSON already: what JSON itself needs is left as it is */
static void add_json_escaped(struct text *text, const char *utf8, bool written)
{
    const unsigned char *from = (const unsigned char *)utf8;
    const size_t count = strlen(utf8);
    size_t begin = 0; /* of the bytes that need no escape and are not added yet */
    for (size_t i = 0; i < count;) {
        const size_t length = character_length(from + i, count - i);
        const unsigned point = length ? code_point(from + i, length) : 0xfffd;
        const bool json = point < 0x20 || point == '"' || point == '\\';
        const bool plain = json ? written : !is_hidden(point);
        if (length > 0 && plain) {
            i += length;
            continue;
        }
        text_add_bytes(text, from + begin, i - begin);
        add_json_escape(text, point);
        i += length ? length : 1;
        begin = i;
    }
    text_add_bytes(text, from + begin, count - begin);
}

void text_add_json(struct text *text, const char *utf8)
{
    text_add_bytes(text, "\"", 1);
    add_json_escaped(text, utf8, /* written= */ false);
    text_add_bytes(text, "\"", 1);
}

void text_add_written_json(struct text *text, const char *json)
{
    add_json_escaped(text, json, /* written= */ true);
}

void text_copy(char *to, size_t capacity, const char *from)
{
    assert(capacity > 0);
    size_t count = strnlen(from, capacity);
    if (count == capacity) {
        count--;
        while (count > 0 && is_continuation((unsigned char)from[count]))
            count--; /* the first character that does not fit is left out as a whole */
    }
    memmove(to, from, count);
    to[count] = '\0';
}

/* ---- comparing ---- */

bool text_equal(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

bool text_list_has(const char *list, const char *needle)
{
    static const char blanks[] = " \t\r\n";
    const size_t wanted = strlen(needle);
    if (wanted == 0)
        return false;
    for (const char *word = list; word; word = strchr(word, ',') ? strchr(word, ',') + 1 : NULL) {
        const char *begin = word + strspn(word, blanks);
        const char *end = begin + strcspn(begin, ",");
        while (end > begin && strchr(blanks, end[-1]))
            end--;
        if ((size_t)(end - begin) == wanted && memcmp(begin, needle, wanted) == 0)
            return true;
    }
    return false;
}
