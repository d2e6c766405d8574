/* config_scan.c: what libconfig would misread without an error.
 *
 * libconfig 1.5 wraps integers modulo 2^32 (4294972968 reads as 5672), reads 010 as ten, takes
 * hexadecimal numbers and suffixes, and includes other files. So the text is read by its lexical
 * rules first (comments, strings, names, numbers), and every number must be a plain decimal one. */
#include "io/config/config_file.h"

#include "core/text.h"

#include <string.h>

struct scan {
    const char *file;
    const char *at, *end;
    int line;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '*';
}

static void step(struct scan *scan)
{
    scan->line += *scan->at == '\n';
    scan->at++;
}

static bool comes(const struct scan *scan, const char *word)
{
    const size_t length = strlen(word);
    return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, word, length) == 0;
}

/* Of a comment or a string without an end libconfig will complain. */
static void skip_past(struct scan *scan, const char *word)
{
    while (scan->at < scan->end && !comes(scan, word))
        step(scan);
    for (size_t i = 0; scan->at < scan->end && word[i]; i++)
        step(scan);
}

static void skip_string(struct scan *scan)
{
    step(scan);
    while (scan->at < scan->end && *scan->at != '"') {
        if (*scan->at == '\\' && scan->at + 1 < scan->end)
            step(scan);
        step(scan);
    }
    if (scan->at < scan->end)
        step(scan);
}

static void skip_name(struct scan *scan)
{
    while (scan->at < scan->end &&
           (is_letter(*scan->at) || is_digit(*scan->at) || *scan->at == '-'))
        step(scan);
}

/* A number goes on to the next blank or mark, so that a wrong letter in it is found and does not
 * end it. */
static bool check_number(struct scan *scan, struct error *err)
{
    char word[64];
    size_t length = 0;
    for (; scan->at < scan->end; step(scan)) {
        const char c = *scan->at;
        if (!is_letter(c) && !is_digit(c) && c != '.' && c != '-' && c != '+')
            break;
        if (length < sizeof word - 1)
            word[length++] = c;
    }
    word[length] = '\0';
    int64_t whole = 0;
    double decimal = 0;
    if (text_to_int(word, INT32_MIN, INT32_MAX, &whole))
        return true;
    if (strchr(word, '.') && text_to_double(word, -1e9, 1e9, &decimal))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "%s:%d: '%s' is not a plain decimal number from -2147483648 to 2147483647",
                     scan->file, scan->line, word);
}

static bool scan_token(struct scan *scan, struct error *err)
{
    const char c = *scan->at;
    if (c == '#' || comes(scan, "//"))
        skip_past(scan, "\n");
    else if (comes(scan, "/*"))
        skip_past(scan, "*/");
    else if (c == '"')
        skip_string(scan);
    else if (is_letter(c))
        skip_name(scan);
    else if (is_digit(c) || c == '-' || c == '+' || c == '.')
        return check_number(scan, err);
    else if (c == '@')
        return error_set(err, ERROR_CONFIG, 0, "%s:%d: @include is not supported", scan->file,
                         scan->line);
    else
        step(scan);
    return true;
}

bool config_scan(const char *file, const char *bytes, size_t count, struct error *err)
{
    struct scan scan = {.file = file, .at = bytes, .end = bytes + count, .line = 1};
    const size_t text = text_utf8_span(bytes, count);
    if (text < count) {
        scan.end = bytes + text;
        while (scan.at < scan.end)
            step(&scan);
        return error_set(err, ERROR_CONFIG, 0, "%s:%d: is not UTF-8 text", file, scan.line);
    }
    if (comes(&scan, "\xef\xbb\xbf"))
        return error_set(err, ERROR_CONFIG, 0, "%s:1: begins with a byte order mark", file);
    while (scan.at < scan.end) {
        if (!scan_token(&scan, err))
            return false;
    }
    return true;
}
