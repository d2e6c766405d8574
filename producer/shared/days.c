/* days.c: reads days that a person has typed. Which rows they choose is decided in SQL. */
#include "shared/days.h"

#include <string.h>

#include "core/month.h"
#include "core/text.h"

static int days_of(struct month month)
{
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int year = month.year;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month.month - 1] + (leap && month.month == 2);
}

/* Read a day, or a month as its first or its last. */
static bool read_day(const char *typed, bool last, char ret[12])
{
    char name[8];
    struct month month = {0};
    int day = 1;
    text_copy(name, sizeof(name), typed);
    if (!month_parse(name, &month))
        return false;
    if (typed[7] == '\0')
        day = last ? days_of(month) : 1;
    else if (typed[7] != '-' || strlen(typed) != 10 || strspn(typed + 8, "0123456789") != 2)
        return false;
    else
        day = (typed[8] - '0') * 10 + (typed[9] - '0');
    if (day < 1 || day > days_of(month))
        return false;
    const char end[] = {'-', (char)('0' + day / 10), (char)('0' + day % 10), '\0'};
    text_copy(ret, sizeof(name), name);
    text_copy(ret + 7, sizeof(end), end);
    return true;
}

static bool fail(const char *option, const char *typed, struct error *err)
{
    return error_set(err, ERROR_USAGE, 0,
                     "--%s: '%.20s' is not a day (YYYY-MM-DD) or month "
                     "(YYYY-MM)",
                     option, typed);
}

bool days_read(const char *from, const char *to, struct days *ret, struct error *err)
{
    struct days days = {.from = "", .to = ""};
    if (from && to && strncmp(from, to, 7) > 0) {
        const char *swapped = from;
        from = to;
        to = swapped;
    }
    if (from && !read_day(from, /* last= */ false, days.from))
        return fail("from", from, err);
    if (to && !read_day(to, /* last= */ true, days.to))
        return fail("to", to, err);
    if (*days.from && *days.to && strcmp(days.from, days.to) > 0) { /* two days of one month */
        const struct days swapped = days;
        text_copy(days.from, sizeof(days.from), swapped.to);
        text_copy(days.to, sizeof(days.to), swapped.from);
    }
    *ret = days;
    return true;
}
