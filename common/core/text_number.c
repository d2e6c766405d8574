/* text_number.c: the one place where text becomes numbers.
 *
 * They are read by hand, character by character, so that only what a contract names is accepted (no
 * blanks, no 0x, no infinity), in every locale. */
#include "core/text.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Read a whole number without sign.
 * out  ret  its negative; the text behind the number is returned; NULL: there is no number */
static const char *read_digits(const char *text, int64_t *ret)
{
    if (!is_digit(text[0]) || (text[0] == '0' && is_digit(text[1])))
        return NULL;
    int64_t value = 0; /* kept negative, because there is one negative number more */
    for (; is_digit(*text); text++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *text - '0', &value))
            return NULL;
    *ret = value;
    return text;
}

bool text_to_int(const char *text, int64_t min, int64_t max, int64_t *ret)
{
    const bool negative = text[0] == '-';
    int64_t value = 0;
    const char *end = read_digits(text + negative, &value);
    if (!end || *end != '\0' || (negative && value == 0))
        return false;
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    if (value < min || value > max)
        return false;
    *ret = value;
    return true;
}

double text_double_of(const char *number)
{
    /* glibc's "C" locale is a constant: nothing is allocated, so nothing must be freed. */
    static locale_t plain = NULL;
    locale_t locale = __atomic_load_n(&plain, __ATOMIC_ACQUIRE);
    if (!locale) {
        locale = newlocale(LC_ALL_MASK, "C", NULL);
        if (!locale)
            UNREACHABLE("the C locale");
        __atomic_store_n(&plain, locale, __ATOMIC_RELEASE);
    }
    return strtod_l(number, NULL, locale);
}

bool text_to_double(const char *text, double min, double max, double *ret)
{
    const char *at = text + (text[0] == '-');
    if (!is_digit(at[0]) || (at[0] == '0' && is_digit(at[1])))
        return false;
    while (is_digit(*at))
        at++;
    if (at[0] == '.' && is_digit(at[1]))
        for (at++; is_digit(*at);)
            at++;
    if (*at != '\0')
        return false;
    const double value = text_double_of(text);
    if (!(value >= min && value <= max) || isinf(value))
        return false;
    *ret = value;
    return true;
}

bool text_to_duration_ms(const char *text, int64_t *ret_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    int64_t negated = 0, ms = 0;
    const char *unit = read_digits(text, &negated);
    for (size_t i = 0; unit && i < ARRAY_LEN(units); i++) {
        if (strcmp(unit, units[i].unit) != 0)
            continue;
        if (__builtin_mul_overflow(negated, -units[i].ms, &ms))
            return false;
        *ret_ms = ms;
        return true;
    }
    return false;
}

void text_add_double(struct text *text, double value, int decimals)
{
    assert(decimals >= 0 && decimals <= 9 && fabs(value) < 1e9);
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    const int64_t scaled = (int64_t)(fabs(value) * (double)scale + 0.5);
    text_add_format(text, "%s%lld", value < 0 && scaled > 0 ? "-" : "",
                    (long long)(scaled / scale));
    if (decimals > 0)
        text_add_format(text, ".%0*lld", decimals, (long long)(scaled % scale));
}
