/* field.c: members of a service's JSON as what we keep. Services and models write the same thing in
 * many ways (a name as string, list or object; a year as number or words). All these ways are read
 * here, for all services. */
#include "field.h"

#include "core/mem.h"
#include "core/text_clean.h"

#include <string.h>

enum {
    YEAR_MIN = 1, /* of a number; in words a year has four digits */
    YEAR_WORDS_MIN = 1000,
    YEAR_MAX = 2200,
    NAMES_MAX = 20,
    ISBN_TEXT_MAX = 40, /* thirteen digits, with blanks and hyphens */
};

/* ---- text ---- */

/* How many bytes a character at this place has that must not be shown: a control (C0, DEL, C1), a
 * line separator (U+2028, U+2029), or one that turns the direction of writing (U+202A to U+202E,
 * U+2066 to U+2069). 0: it is another one. */
static size_t hidden_length(const unsigned char *at)
{
    if (at[0] < 0x20 || at[0] == 0x7f)
        return 1;
    if (at[0] == 0xc2 && at[1] < 0xa0)
        return 2;
    if (at[0] == 0xe2 && at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae)
        return 3;
    if (at[0] == 0xe2 && at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)
        return 3;
    return 0;
}

static bool is_direction(const unsigned char *at, size_t length)
{
    return length == 3 && !(at[1] == 0x80 && at[2] <= 0xa9); /* a line separator becomes a blank */
}

void field_clean(const char *utf8, struct text *ret)
{
    const size_t begin = ret->count;
    bool blank = false; /* a blank is due before the next character */
    const unsigned char *at = (const unsigned char *)utf8;
    while (*at) {
        const size_t hidden = hidden_length(at);
        if (hidden > 0 || *at == ' ') {
            blank = blank || !is_direction(at, hidden);
            at += hidden > 0 ? hidden : 1;
            continue;
        }
        const unsigned char *from = at;
        while (*at && *at != ' ' && hidden_length(at) == 0)
            at++;
        if (blank && ret->count > begin)
            text_add_bytes(ret, " ", 1);
        blank = false;
        text_add_bytes(ret, from, (size_t)(at - from));
    }
}

const char *field_string(const struct json *object, const char *key)
{
    enum { BYTES_MAX = 4096 };
    const char *text = "";
    return json_get_string(object, key, BYTES_MAX, &text) == JSON_FOUND ? text : "";
}

int64_t field_count(const struct json *object, const char *key)
{
    int64_t count = 0;
    if (json_get_int(object, key, 0, INT64_MAX, &count) != JSON_FOUND)
        return 0;
    return count < INT32_MAX ? count : INT32_MAX;
}

/* Entities of HTML are decoded before anything is split or compared: "&amp;" ends no name. */
static char *cleaned(const char *utf8)
{
    CLEANUP(text_done) struct text decoded = {0};
    CLEANUP(text_done) struct text clean = {0};
    if (utf8 && strchr(utf8, '&')) {
        text_decode_entities(utf8, &decoded);
        utf8 = text_of(&decoded);
    }
    if (utf8)
        field_clean(utf8, &clean);
    return clean.count > 0 ? TAKE_PTR(clean.bytes) : NULL;
}

/* The member, or the first element of a member that is a list. */
static const struct json *first_of(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return json_type_of(member) == JSON_ARRAY ? json_element(member, 0) : member;
}

char *field_text(const struct json *object, const char *key)
{
    return cleaned(json_string(first_of(object, key), BOOK_TEXT_MAX));
}

char *field_title(const struct json *object)
{
    CLEANUP(text_done) struct text whole = {0};
    CLEANUP(mem_free) char *title = field_text(object, "title");
    CLEANUP(mem_free) char *subtitle = field_text(object, "subtitle");
    if (!title || !subtitle || strlen(title) + strlen(subtitle) + 2 > BOOK_TEXT_MAX)
        return TAKE_PTR(title);
    text_add_format(&whole, "%s: %s", title, subtitle);
    return TAKE_PTR(whole.bytes);
}

/* ---- names ---- */

static void add_name(const struct json *value, struct text *ret)
{
    if (json_type_of(value) == JSON_OBJECT)
        value = json_member(value, "name");
    CLEANUP(mem_free) char *name = cleaned(json_string(value, BOOK_TEXT_MAX));
    if (!name || ret->count + 1 + strlen(name) > BOOK_TEXT_MAX)
        return;
    if (ret->count > 0)
        text_add(ret, ";");
    text_add(ret, name);
}

char *field_names(const struct json *object, const char *key)
{
    CLEANUP(text_done) struct text names = {0};
    const struct json *member = json_member(object, key);
    if (json_type_of(member) != JSON_ARRAY)
        add_name(member, &names);
    for (size_t i = 0; i < json_count(member) && i < NAMES_MAX; i++)
        add_name(json_element(member, i), &names);
    return names.count > 0 ? TAKE_PTR(names.bytes) : NULL;
}

/* ---- years and dates ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Read a number of exactly width digits, without a digit behind it. 0: there is none within min ..
 * max. */
static int digits(const char *at, int width, int min, int max)
{
    int value = 0;
    for (int i = 0; i < width; i++) {
        if (!is_digit(at[i]))
            return 0;
        value = value * 10 + (at[i] - '0');
    }
    return !is_digit(at[width]) && value >= min && value <= max ? value : 0;
}

/* The first four digits in a row that are a year. 0: there are none, or the words begin with a
 * minus. */
static int year_in_words(const char *words)
{
    bool inside = false; /* the character before is a digit */
    for (const char *at = words; *at && *words != '-'; at++) {
        const int year = inside ? 0 : digits(at, 4, YEAR_WORDS_MIN, YEAR_MAX);
        if (year > 0)
            return year;
        inside = is_digit(*at);
    }
    return 0;
}

static int year_of(const struct json *object, const struct json *value, const char *key)
{
    int64_t whole = 0;
    double real = 0;
    const char *words = json_string(value, BOOK_TEXT_MAX);
    if (words)
        return year_in_words(words);
    if (json_get_int(object, key, YEAR_MIN, YEAR_MAX, &whole) == JSON_FOUND)
        return (int)whole;
    if (json_get_double(object, key, YEAR_MIN, YEAR_MAX, &real) == JSON_FOUND)
        return (int)real;
    return 0;
}

int field_year(const struct json *object, const char *key)
{
    return year_of(object, json_member(object, key), key);
}

char *field_date(const struct json *object, const char *key)
{
    CLEANUP(text_done) struct text date = {0};
    const struct json *value = first_of(object, key);
    const char *words = json_string(value, BOOK_TEXT_MAX);
    const int year = year_of(object, value, key);
    if (year == 0)
        return NULL;
    text_add_format(&date, "%04d", year);
    const bool numeric = words && digits(words, 4, year, year) && words[4] == '-';
    const int month = numeric ? digits(words + 5, 2, 1, 12) : 0;
    if (month > 0)
        text_add_format(&date, "-%02d", month);
    const int day = month > 0 && words[7] == '-' ? digits(words + 8, 2, 1, 31) : 0;
    if (day > 0)
        text_add_format(&date, "-%02d", day);
    return TAKE_PTR(date.bytes);
}

/* ---- ISBNs ---- */

enum field_isbn field_isbn(const struct json *object, const char *key, struct isbn *ret)
{
    const struct json *member = json_member(object, key);
    const char *text = json_string(member, ISBN_TEXT_MAX);
    if (json_type_of(member) == JSON_NULL || (text && *text == '\0'))
        return FIELD_ISBN_NONE;
    return text && isbn_parse(text, ret) ? FIELD_ISBN_GOOD : FIELD_ISBN_BAD;
}
