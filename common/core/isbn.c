/* isbn.c: a verified ISBN. Both check digits follow the ISBN Users' Manual 7: weights 10 to 2
 * modulo 11 for the old form, weights 1 and 3 modulo 10 for the new. */
#include "core/isbn.h"

#include <string.h>

enum { ISBN_10 = 10, ISBN_13 = 13 };

/* Copy the characters of an ISBN without hyphens and blanks. Returns how many they are; 0:
 * something else is among them, or they are too many. */
static size_t collect(const char *text, char ret[static ISBN_13])
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        if (*text == '-' || *text == ' ')
            continue;
        const bool is_x = *text == 'X' || *text == 'x'; /* ten, and only the last of ten digits */
        const bool fits = is_x ? count == ISBN_10 - 1 : *text >= '0' && *text <= '9';
        if (!fits || count == ISBN_13)
            return 0;
        ret[count] = *text;
        if (is_x)
            ret[count] = 'X';
        count++;
    }
    return count;
}

static char check_digit_10(const char digits[static ISBN_10])
{
    int sum = 0;
    for (int i = 0; i < ISBN_10 - 1; i++)
        sum += (ISBN_10 - i) * (digits[i] - '0');
    return "0X987654321"[sum % 11];
}

static char check_digit_13(const char digits[static ISBN_13])
{
    int sum = 0;
    for (int i = 0; i < ISBN_13 - 1; i++)
        sum += (i % 2 ? 3 : 1) * (digits[i] - '0');
    return (char)('0' + (10 - sum % 10) % 10);
}

static bool verify_10(const char digits[static ISBN_10], struct isbn *ret)
{
    if (digits[ISBN_10 - 1] != check_digit_10(digits))
        return false;
    struct isbn isbn = {.text = "978"};
    memcpy(isbn.text + 3, digits, ISBN_10 - 1);
    isbn.text[ISBN_13 - 1] = check_digit_13(isbn.text);
    *ret = isbn;
    return true;
}

static bool verify_13(const char digits[static ISBN_13], struct isbn *ret)
{
    const bool bookland = memcmp(digits, "978", 3) == 0 || memcmp(digits, "979", 3) == 0;
    const bool has_x = memchr(digits, 'X', ISBN_13) != NULL;
    if (!bookland || has_x || digits[ISBN_13 - 1] != check_digit_13(digits))
        return false;
    struct isbn isbn = {0};
    memcpy(isbn.text, digits, ISBN_13);
    *ret = isbn;
    return true;
}

bool isbn_parse(const char *text, struct isbn *ret)
{
    char digits[ISBN_13] = {0};
    const size_t count = collect(text, digits);
    if (count == ISBN_10)
        return verify_10(digits, ret);
    if (count == ISBN_13)
        return verify_13(digits, ret);
    return false;
}
