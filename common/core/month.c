/* month.c: a month of publishing history, the unit of work: how it is read, written and compared.
 * What is done for a month is in consumer/month. */
#include "core/month.h"

#include <string.h>

bool month_valid(int64_t year, int64_t month)
{
    return year >= MONTH_YEAR_MIN && year <= MONTH_YEAR_MAX && month >= 1 && month <= 12;
}

/* The value of two ASCII digits, or -1. */
static int two_digits(const char *text)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    return (text[0] - '0') * 10 + (text[1] - '0');
}

bool month_parse(const char *text, struct month *ret)
{
    if (strlen(text) != 7 || text[4] != '-')
        return false;
    const int century = two_digits(text);
    const int rest = two_digits(text + 2);
    const int month = two_digits(text + 5);
    if (century < 0 || rest < 0 || !month_valid(century * 100 + rest, month))
        return false;
    *ret = (struct month){.year = century * 100 + rest, .month = month};
    return true;
}

static char digit(int value, int place)
{
    return (char)('0' + value / place % 10);
}

struct month_text month_text(struct month month)
{
    const int year = month.year;
    return (struct month_text){{digit(year, 1000), digit(year, 100), digit(year, 10),
                                digit(year, 1), '-', digit(month.month, 10), digit(month.month, 1),
                                '\0'}};
}

int month_compare(struct month one, struct month other)
{
    return one.year != other.year ? one.year - other.year : one.month - other.month;
}

int month_span(struct month one, struct month other)
{
    return (other.year - one.year) * 12 + (other.month - one.month) + 1;
}
