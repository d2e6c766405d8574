/* json_scan.c: a strict reader of RFC 8259 that builds nothing.
 *
 * It is recursive, at most 32 levels deep. The whole document is known to be UTF-8 without NUL
 * before the first character is looked at. */
#include "io/json/json_scan.h"

#include "core/text.h"
#include "io/json/json_keys.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    DEPTH_MAX = 32,
    NUMBER_BYTES_MAX = 400, /* the largest double has 309 digits */
    KEY_SHOWN_BYTES = 60,   /* bytes of a key that a message shows */
};

struct scan {
    const char *bytes, *end, *at;
    const struct json_limits *limits;
    size_t tokens, depth;
    struct json_keys keys;
    struct error *err;
};

static bool scan_value(struct scan *scan);

static bool fail_at(struct scan *scan, const char *at, const char *what)
{
    return error_set(scan->err, ERROR_MALFORMED, 0, "JSON: %s at byte %zu", what,
                     (size_t)(at - scan->bytes));
}

static bool fail(struct scan *scan, const char *what)
{
    return fail_at(scan, scan->at, scan->at == scan->end ? "unexpected end" : what);
}

/* The next character. NUL: the end, because the document holds no NUL. */
static char peek(const struct scan *scan)
{
    if (scan->at == scan->end)
        return '\0';
    return *scan->at;
}

static bool take(struct scan *scan, char c)
{
    if (peek(scan) != c)
        return false;
    scan->at++;
    return true;
}

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

static bool count_token(struct scan *scan)
{
    if (++scan->tokens > scan->limits->tokens)
        return fail_at(scan, scan->at, "too many values");
    return true;
}

/* ---- strings ---- */

/* Read what stands behind "\u". */
static bool scan_unicode_escape(struct scan *scan)
{
    const int unit = json_hex4(scan->at, scan->end);
    if (unit < 0)
        return fail(scan, "\\u without four hexadecimal digits");
    if (unit == 0 && !scan->limits->damage_allowed)
        return fail(scan, "escaped U+0000");
    if (json_is_low_surrogate(unit) && !scan->limits->damage_allowed)
        return fail(scan, "lone surrogate");
    scan->at += 4;
    if (!json_is_high_surrogate(unit))
        return true;
    const bool paired = scan->end - scan->at >= 6 && scan->at[0] == '\\' && scan->at[1] == 'u' &&
                        json_is_low_surrogate(json_hex4(scan->at + 2, scan->end));
    if (!paired && !scan->limits->damage_allowed)
        return fail_at(scan, scan->at, "lone surrogate");
    scan->at += paired ? 6 : 0;
    return true;
}

/* Read what stands behind a backslash. */
static bool scan_escape(struct scan *scan)
{
    const char c = peek(scan);
    if (c == '\0' || !strchr("\"\\/bfnrtu", c))
        return fail(scan, "unknown escape");
    scan->at++;
    return c != 'u' || scan_unicode_escape(scan);
}

/* Where a run of plain characters of a string ends: at a quote, a backslash or a control
 * character. */
static const char *plain_end(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
        at++;
    return at;
}

/* Read a string from quote to quote. */
static bool scan_string(struct scan *scan, struct json_key *ret)
{
    if (!take(scan, '"'))
        return fail(scan, "string expected");
    struct json_key key = {.begin = scan->at};
    for (;;) {
        scan->at = plain_end(scan->at, scan->end);
        if (scan->at == scan->end || *scan->at == '"')
            break;
        if (!take(scan, '\\'))
            return fail(scan, "control character in a string");
        key.escaped = true;
        if (!scan_escape(scan))
            return false;
    }
    key.count = (size_t)(scan->at - key.begin);
    if (!take(scan, '"'))
        return fail(scan, "string without end");
    *ret = key;
    return true;
}

/* ---- numbers and words ---- */

static size_t scan_digits(struct scan *scan)
{
    const char *begin = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return (size_t)(scan->at - begin);
}

/* Read a number by the grammar of RFC 8259 6.
 * out  ret_real  it has a fraction or an exponent */
static bool scan_number_grammar(struct scan *scan, bool *ret_real)
{
    bool real = false;
    (void)take(scan, '-'); /* optional */
    if (!take(scan, '0') && scan_digits(scan) == 0)
        return fail(scan, "value expected");
    if (peek(scan) >= '0' && peek(scan) <= '9')
        return fail(scan, "number with a leading zero");
    if (take(scan, '.')) {
        real = true;
        if (scan_digits(scan) == 0)
            return fail(scan, "digit expected");
    }
    if (take(scan, 'e') || take(scan, 'E')) {
        real = true;
        if (!take(scan, '+'))
            (void)take(scan, '-'); /* optional */
        if (scan_digits(scan) == 0)
            return fail(scan, "digit expected");
    }
    *ret_real = real;
    return true;
}

/* Read a number. One that no int64_t or double can hold is refused, because json-c would replace it
 * by the nearest that it can hold. */
static bool scan_number(struct scan *scan)
{
    const char *begin = scan->at;
    bool real = false;
    if (!scan_number_grammar(scan, &real))
        return false;
    char number[NUMBER_BYTES_MAX + 1];
    const size_t count = (size_t)(scan->at - begin);
    if (count > NUMBER_BYTES_MAX)
        return fail_at(scan, begin, "number too long");
    memcpy(number, begin, count);
    number[count] = '\0';
    int64_t unused = 0;
    const bool in_range =
        real ? isfinite(text_double_of(number))
             : strcmp(number, "-0") == 0 || text_to_int(number, INT64_MIN, INT64_MAX, &unused);
    return in_range || fail_at(scan, begin, "number out of range");
}

static bool scan_word(struct scan *scan, const char *word)
{
    const size_t count = strlen(word);
    if ((size_t)(scan->end - scan->at) < count || memcmp(scan->at, word, count) != 0)
        return fail_at(scan, scan->at, "value expected");
    scan->at += count;
    return true;
}

/* ---- containers ---- */

static bool scan_member(struct scan *scan)
{
    struct json_key key = {0};
    if (peek(scan) != '"')
        return fail(scan, "key expected");
    if (!count_token(scan) || !scan_string(scan, &key))
        return false;
    json_keys_add(&scan->keys, key);
    skip_blanks(scan);
    if (!take(scan, ':'))
        return fail(scan, "':' expected");
    skip_blanks(scan);
    return scan_value(scan);
}

/* Read elements or members up to the closing bracket. The opening one was taken before. */
static bool scan_items(struct scan *scan, char close, bool (*scan_item)(struct scan *))
{
    skip_blanks(scan);
    if (take(scan, close))
        return true;
    for (;;) {
        if (!scan_item(scan))
            return false;
        skip_blanks(scan);
        if (take(scan, close))
            return true;
        if (!take(scan, ','))
            return fail(scan, "',' or closing bracket expected");
        skip_blanks(scan);
    }
}

/* Check at the end of an object that no key comes twice. */
static bool check_keys(struct scan *scan, size_t first)
{
    const struct json_key *twice = json_keys_close(&scan->keys, first);
    if (!twice)
        return true;
    const int shown = twice->count < KEY_SHOWN_BYTES ? (int)twice->count : KEY_SHOWN_BYTES;
    return error_set(scan->err, ERROR_MALFORMED, 0, "JSON: duplicate key '%.*s' at byte %zu", shown,
                     twice->begin, (size_t)(twice->begin - scan->bytes));
}

static bool scan_container(struct scan *scan)
{
    if (scan->depth == scan->limits->depth)
        return fail(scan, "nested too deep");
    scan->depth++;
    const size_t first_key = scan->keys.count;
    const bool object = *scan->at++ == '{';
    if (!scan_items(scan, object ? '}' : ']', object ? scan_member : scan_value))
        return false;
    scan->depth--;
    return check_keys(scan, first_key);
}

/* Recursion ends at limits.depth, which is at most DEPTH_MAX. */
static bool scan_value(struct scan *scan)
{
    struct json_key unused = {0};
    if (!count_token(scan))
        return false;
    switch (peek(scan)) {
    case '{':
    case '[':
        return scan_container(scan);
    case '"':
        return scan_string(scan, &unused);
    case 't':
        return scan_word(scan, "true");
    case 'f':
        return scan_word(scan, "false");
    case 'n':
        return scan_word(scan, "null");
    default: /* a number or nothing */
        return scan_number(scan);
    }
}

/* ---- a document ---- */

static bool scan_document(struct scan *scan, struct json_span *ret)
{
    const size_t count = (size_t)(scan->end - scan->bytes);
    if (count > scan->limits->bytes)
        return error_set(scan->err, ERROR_MALFORMED, 0, "JSON: %zu bytes, more than %zu", count,
                         scan->limits->bytes);
    const size_t valid = text_utf8_span(scan->bytes, count);
    if (valid < count)
        return fail_at(scan, scan->bytes + valid, "NUL or invalid UTF-8");
    if (count >= 3 && memcmp(scan->bytes, "\xef\xbb\xbf", 3) == 0)
        return fail(scan, "byte order mark");
    skip_blanks(scan);
    if (scan->at == scan->end)
        return fail_at(scan, scan->at, "empty document");
    const size_t begin = (size_t)(scan->at - scan->bytes);
    if (!scan_value(scan))
        return false;
    const size_t end = (size_t)(scan->at - scan->bytes);
    skip_blanks(scan);
    if (scan->at < scan->end)
        return fail(scan, "something behind the document");
    *ret = (struct json_span){begin, end};
    return true;
}

bool json_scan(const void *bytes, size_t count, const struct json_limits *limits,
               struct json_span *ret, struct error *err)
{
    assert(limits->depth <= DEPTH_MAX);
    const char *begin = count ? bytes : "";
    struct scan scan = {
        .bytes = begin, .end = begin + count, .at = begin, .limits = limits, .err = err};
    const bool ok = scan_document(&scan, ret);
    json_keys_done(&scan.keys);
    return ok;
}
