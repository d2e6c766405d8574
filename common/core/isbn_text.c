/* isbn_text.c: ISBNs in cells of spreadsheets and catalogues.
 *
 * What surrounds an ISBN is taken off; its digits are never guessed. The one digit that is added is
 * the zero before a Standard Book Number, which the check digit confirms. */
#include "core/isbn_text.h"

#include <string.h>
#include <strings.h>

enum { PLAIN_MAX = 64, SBN_DIGITS = 9, ISBN_10_DIGITS = 10, ISBN_13_DIGITS = 13 };

/* Characters of several bytes, each with what stands for it. "": nobody sees it. */
static const struct {
    const char *utf8, *plain;
} replaced[] = {
    {"\xc2\xa0", " "},      {"\xc2\xad", ""},      {"\xe2\x80\x8b", ""},  {"\xe2\x80\x8c", ""},
    {"\xe2\x80\x8d", ""},   {"\xe2\x80\x8e", ""},  {"\xe2\x80\x8f", ""},  {"\xe2\x80\xaa", ""},
    {"\xe2\x80\xab", ""},   {"\xe2\x80\xac", ""},  {"\xe2\x80\xad", ""},  {"\xe2\x80\xae", ""},
    {"\xe2\x81\xa0", ""},   {"\xe2\x81\xa6", ""},  {"\xe2\x81\xa7", ""},  {"\xe2\x81\xa8", ""},
    {"\xe2\x81\xa9", ""},   {"\xef\xbb\xbf", ""},  {"\xe2\x80\x89", " "}, {"\xe2\x80\xaf", " "},
    {"\xe2\x80\x82", " "},  {"\xe2\x80\x83", " "}, {"\xe3\x80\x80", " "}, {"\xe2\x80\x90", "-"},
    {"\xe2\x80\x91", "-"},  {"\xe2\x80\x92", "-"}, {"\xe2\x80\x93", "-"}, {"\xe2\x80\x94", "-"},
    {"\xe2\x80\x95", "-"},  {"\xe2\x88\x92", "-"}, {"\xef\xb9\x98", "-"}, {"\xef\xb9\xa3", "-"},
    {"\xef\xbc\x8d", "-"},  {"\xe2\x80\x98", "'"}, {"\xe2\x80\x99", "'"}, {"\xe2\x80\x9c", "\""},
    {"\xe2\x80\x9d", "\""}, {"\xef\xbc\xb8", "X"}, {"\xef\xbd\x98", "X"},
};

/* Copy a character. Returns how many bytes it has. */
static size_t copy_character(const char *utf8, char *to, size_t *count)
{
    for (size_t i = 0; i < ARRAY_LEN(replaced); i++) {
        const size_t length = strlen(replaced[i].utf8);
        if (strncmp(utf8, replaced[i].utf8, length) != 0)
            continue;
        if (*replaced[i].plain)
            to[(*count)++] = *replaced[i].plain;
        return length;
    }
    const bool wide = strncmp(utf8, "\xef\xbc", 2) == 0 && (unsigned char)utf8[2] >= 0x90 &&
                      (unsigned char)utf8[2] <= 0x99; /* U+FF10 to U+FF19 */
    to[(*count)++] = (char)(wide ? '0' + ((unsigned char)utf8[2] - 0x90) : *utf8);
    return wide ? 3 : 1;
}

static void make_plain(const char *utf8, char ret[static PLAIN_MAX])
{
    size_t count = 0;
    while (*utf8 && count < PLAIN_MAX - 1)
        utf8 += copy_character(utf8, ret, &count);
    ret[count] = '\0';
    for (char *at = ret; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The place behind quotation marks, brackets, and the words with which ISBNs begin. */
static char *behind_words(char *at)
{
    static const char *const words[] = {"urn:", "isbn", "-13", "-10", "13:", "10:", "sbn", "ean"};
    for (;;) {
        at += strspn(at, " =\"'[({:#.");
        size_t i = 0;
        while (i < ARRAY_LEN(words) && strncasecmp(at, words[i], strlen(words[i])) != 0)
            i++;
        if (i == ARRAY_LEN(words))
            return at;
        at += strlen(words[i]);
    }
}

/* End the text behind the first number, and take commas between thousands out of it. */
static void end_number(char *at)
{
    char *const first = at, *to = at;
    const bool thousands = strchr(at, ',') && strcspn(at, ",") <= 3;
    for (; *at; at++) {
        if (*at == ',' && thousands && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) &&
            !is_digit(at[4]))
            continue;
        if (!is_digit(*at) && *at != '-' && *at != ' ' && *at != 'X' && *at != 'x')
            break;
        *to++ = *at;
    }
    /* Letters behind it belong to it: then it is none. */
    const bool ends = *at == '\0' || strncmp(at, ".0", 2) == 0 || strchr(",;|/\"'])}(:", *at);
    *(ends ? to : first) = '\0';
}

static size_t digits_of(const char *at, char ret[static PLAIN_MAX])
{
    size_t count = 0;
    for (; *at; at++)
        if (is_digit(*at) || *at == 'X' || *at == 'x')
            ret[count++] = *at;
    ret[count] = '\0';
    return count;
}

/* A number such as 9.78030640616E+12. */
static bool is_scientific(const char *at)
{
    at += strspn(at, "0123456789");
    if (*at != '.' && *at != ',')
        return false;
    at++;
    at += strspn(at, "0123456789");
    return (*at == 'E' || *at == 'e') && (at[1] == '+' || is_digit(at[1]));
}

static const char *what_else(const char *digits, size_t count)
{
    if (count == 0)
        return "is no ISBN";
    if (count == ISBN_13_DIGITS && *digits == '2')
        return "is a number of a shop (EAN beginning with 2), not an ISBN: leave the row out, or "
               "look "
               "the ISBN up";
    if (count == ISBN_13_DIGITS && strncmp(digits, "978", 3) != 0 && strncmp(digits, "979", 3) != 0)
        return "is an EAN of something else than a book: an ISBN begins with 978 or 979";
    if (count == SBN_DIGITS || count == ISBN_10_DIGITS || count == ISBN_13_DIGITS)
        return "is not an ISBN, or its check digit is wrong: compare it with the book";
    return "is not an ISBN, which has 13 digits, or 10 of which the last may be X";
}

bool isbn_text_read(const char *utf8, struct isbn *ret, const char **ret_why)
{
    char plain[PLAIN_MAX], digits[PLAIN_MAX], sbn[SBN_DIGITS + 2];
    if (isbn_parse(utf8, ret))
        return true;
    make_plain(utf8, plain);
    char *at = behind_words(plain);
    if (is_scientific(at)) {
        *ret_why = "has lost digits to a spreadsheet: format its column as text before the numbers "
                   "are put in, and export again";
        return false;
    }
    end_number(at);
    const size_t count = digits_of(at, digits);
    if (isbn_parse(at, ret))
        return true;
    if (count == SBN_DIGITS) {
        sbn[0] = '0';
        memcpy(sbn + 1, digits, SBN_DIGITS + 1);
        if (isbn_parse(sbn, ret))
            return true;
    }
    *ret_why = *utf8 == '\0' ? "is not an ISBN, it is empty" : what_else(digits, count);
    return false;
}
