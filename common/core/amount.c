/* amount.c: reads and writes amounts digit by digit, so that 0.1 is a tenth. */
#include "core/amount.h"

#include <stdio.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits behind the point, as millionths. Returns what follows them; NULL: there is no digit,
 * or one too many. */
static const char *read_decimals(const char *at, int64_t *ret)
{
    int64_t unit = AMOUNT_ONE / 10;
    if (!is_digit(*at))
        return NULL;
    for (; is_digit(*at); at++, unit /= 10) {
        if (unit == 0)
            return NULL;
        *ret += (*at - '0') * unit;
    }
    return at;
}

bool amount_parse(const char *text, int64_t *ret)
{
    int64_t whole = 0, decimals = 0;
    const char *at = text;
    if (!is_digit(at[0]) || (at[0] == '0' && is_digit(at[1])))
        return false;
    for (; is_digit(*at); at++) {
        whole = whole * 10 + (*at - '0');
        if (whole > AMOUNT_LARGEST / AMOUNT_ONE)
            return false;
    }
    if (*at == '.')
        at = read_decimals(at + 1, &decimals);
    const int64_t amount = whole * AMOUNT_ONE + decimals;
    if (!at || *at != '\0' || amount > AMOUNT_LARGEST)
        return false;
    *ret = amount;
    return true;
}

void amount_text(int64_t amount, char ret[static AMOUNT_BYTES])
{
    (void)snprintf(ret, AMOUNT_BYTES, "%lld.%06lld", (long long)(amount / AMOUNT_ONE),
                   (long long)(amount % AMOUNT_ONE));
}
