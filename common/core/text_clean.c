/* text_clean.c: characters composed, blanks single, tags taken out. Entities are text_entities.c's.
 *
 * Nearly all text is ASCII, which needs no composing. */
#include "core/text_clean.h"

#include <string.h>
#include <utf8proc.h>

#include "core/mem.h"

/* ---- characters ---- */

enum sort { SORT_KEPT, SORT_BLANK, SORT_LINE, SORT_DROPPED };

/* Joiners (U+200C, U+200D) are letters' business in Persian and in Indian scripts, and stay. */
static enum sort sort_of(int32_t point)
{
    if (point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029)
        return SORT_LINE;
    if (point == ' ' || (point >= '\t' && point <= '\f') || point == 0x85)
        return SORT_BLANK;
    if (point >= 0x21 && point < 0x7f)
        return SORT_KEPT;
    if (point < 0xa0 || point == 0xad || point == 0xfeff)
        return SORT_DROPPED;
    if (point == 0x200c || point == 0x200d)
        return SORT_KEPT;
    const utf8proc_category_t category = utf8proc_category(point);
    if (category == UTF8PROC_CATEGORY_ZS)
        return SORT_BLANK;
    return category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CN ? SORT_DROPPED
                                                                                : SORT_KEPT;
}

/* What is written so far, and the blank that is due before the next character. */
struct cleaning {
    struct text *out;
    bool lines; /* line ends are kept */
    bool any;
    enum sort due;
};

static void add_point(struct cleaning *cleaning, int32_t point)
{
    const enum sort sort = sort_of(point);
    if (sort == SORT_DROPPED)
        return;
    if (sort != SORT_KEPT) {
        if (cleaning->due != SORT_LINE)
            cleaning->due = sort;
        return;
    }
    if (cleaning->due != SORT_KEPT && cleaning->any)
        text_add(cleaning->out, cleaning->due == SORT_LINE && cleaning->lines ? "\n" : " ");
    utf8proc_uint8_t bytes[4];
    text_add_bytes(cleaning->out, bytes, (size_t)utf8proc_encode_char(point, bytes));
    cleaning->due = SORT_KEPT;
    cleaning->any = true;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

static void add_composed(struct cleaning *cleaning, const char *utf8)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)utf8;
    const utf8proc_ssize_t count = (utf8proc_ssize_t)strlen(utf8);
    const utf8proc_ssize_t needed = utf8proc_decompose(bytes, count, NULL, 0, options);
    if (needed <= 0)
        return; /* it is no UTF-8, which the caller has promised */
    int32_t *points = mem_new((size_t)needed + 1, sizeof(*points));
    utf8proc_ssize_t left = utf8proc_decompose(bytes, count, points, needed, options);
    left = utf8proc_normalize_utf32(points, left, options);
    for (utf8proc_ssize_t i = 0; i < left; i++)
        add_point(cleaning, points[i]);
    mem_free(points);
}

static void clean(const char *utf8, bool lines, struct text *ret)
{
    struct cleaning cleaning = {.out = ret, .lines = lines};
    if (!is_ascii(utf8)) {
        add_composed(&cleaning, utf8);
        return;
    }
    for (; *utf8 != '\0'; utf8++)
        add_point(&cleaning, *utf8);
}

void text_clean_line(const char *utf8, struct text *ret)
{
    clean(utf8, /* lines= */ false, ret);
}

void text_clean_lines(const char *utf8, struct text *ret)
{
    clean(utf8, /* lines= */ true, ret);
}

/* ---- tags ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bytes of the tag or comment at '<'; 0: it is none, and '<' is a sign. */
static size_t tag_bytes(const char *at)
{
    if (strncmp(at, "<!--", 4) == 0) {
        const char *end = strstr(at + 4, "-->");
        return end ? (size_t)(end - at) + 3 : strlen(at);
    }
    if (!is_letter(at[1]) && at[1] != '!' && !(at[1] == '/' && is_letter(at[2])))
        return 0;
    const char *end = strpbrk(at + 1, "<>");
    return end && *end == '>' ? (size_t)(end - at) + 1 : 0;
}

/* Does the tag stay within a line? All others end one, those too that nobody knows. */
static bool is_inline(const char *tag)
{
    static const char *const names[] = {"a",      "b",    "i",    "u",    "s",   "em",
                                        "strong", "span", "font", "sup",  "sub", "small",
                                        "cite",   "q",    "tt",   "code", "abbr"};
    tag += tag[1] == '/' ? 2 : 1;
    size_t count = 0;
    while (is_letter(tag[count]))
        count++;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strlen(names[i]) == count && strncasecmp(names[i], tag, count) == 0)
            return true;
    return false;
}

/* Where the content of a script or a style sheet ends; NULL: the tag begins none. */
static const char *skip_content(const char *tag)
{
    const char *end = NULL;
    if (strncasecmp(tag, "<script", 7) == 0)
        end = strcasestr(tag, "</script");
    else if (strncasecmp(tag, "<style", 6) == 0)
        end = strcasestr(tag, "</style");
    return end;
}

static void add_without_tags(const char *at, struct text *out)
{
    while (*at != '\0') {
        const size_t run = strcspn(at, "<");
        text_add_bytes(out, at, run);
        at += run;
        if (*at == '\0')
            return;
        const size_t bytes = tag_bytes(at);
        if (bytes == 0) {
            text_add_bytes(out, at++, 1);
            continue;
        }
        if (!is_inline(at))
            text_add(out, "\n");
        const char *behind = skip_content(at);
        at = behind ? behind : at + bytes;
    }
}

void text_clean_markup(const char *utf8, struct text *ret)
{
    CLEANUP(text_done) struct text decoded = {0};
    CLEANUP(text_done) struct text plain = {0};
    text_decode_entities(utf8, &decoded);
    add_without_tags(text_of(&decoded), &plain);
    text_clean_lines(text_of(&plain), ret);
}
