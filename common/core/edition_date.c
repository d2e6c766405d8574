/* edition_date.c: dates out of free text.
 *
 * A text is numbers and words, and whatever stands between them only separates. The year is the one
 * number of four digits; what the others are follows from where it stands. */
#include "core/edition_date.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    FIRST_YEAR = 1450, /* before printing, a date is a mistake */
    YEARS_AHEAD = 2,   /* publishers announce no further */
    NUMBERS_MAX = 4,
};

/* The numbers of a text in their order, and the month that a word names. */
struct date_parts {
    int numbers[NUMBERS_MAX];
    size_t count;
    size_t year_at; /* its place in numbers; NUMBERS_MAX: none */
    bool years;     /* several, which are not the same */
    int month;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static int digits_value(const char *at, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (at[i] - '0');
    return value;
}

/* 1 .. 12; 0: the word is no month. */
static int month_of(const char *at, size_t count)
{
    static const struct {
        const char *begin;
        int month;
    } months[] = {
        {"jan", 1},  {"gen", 1},  {"ene", 1},  {"feb", 2},  {"fev", 2},  {"fév", 2},  {"mar", 3},
        {"mär", 3},  {"mrt", 3},  {"apr", 4},  {"avr", 4},  {"abr", 4},  {"may", 5},  {"mai", 5},
        {"mag", 5},  {"mei", 5},  {"jun", 6},  {"juin", 6}, {"giu", 6},  {"jul", 7},  {"juil", 7},
        {"lug", 7},  {"aug", 8},  {"aoû", 8},  {"aout", 8}, {"ago", 8},  {"sep", 9},  {"set", 9},
        {"oct", 10}, {"okt", 10}, {"ott", 10}, {"out", 10}, {"nov", 11}, {"dec", 12}, {"dez", 12},
        {"dic", 12}, {"déc", 12},
    };
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
        const size_t bytes = strlen(months[i].begin);
        if (count >= bytes && strncasecmp(months[i].begin, at, bytes) == 0)
            return months[i].month;
    }
    return 0;
}

static void add_number(struct date_parts *parts, const char *at, size_t digits)
{
    enum { COMPACT = 8 };
    if (digits == COMPACT) { /* 20030916 */
        add_number(parts, at, 4);
        add_number(parts, at + 4, 2);
        add_number(parts, at + 6, 2);
        return;
    }
    if (digits > 4 || digits == 3 || parts->count == NUMBERS_MAX)
        return;
    const int value = digits_value(at, digits);
    if (digits == 4) {
        if (parts->year_at < NUMBERS_MAX) {
            parts->years = parts->years || parts->numbers[parts->year_at] != value;
            return;
        }
        parts->year_at = parts->count;
    }
    parts->numbers[parts->count++] = value;
}

/* Behind "2003-09-16T" stands a time, which is no part of the date. */
static bool begins_time(const struct date_parts *parts, const char *word, size_t count)
{
    return count == 1 && (*word == 't' || *word == 'T') && parts->count == 3 && parts->year_at == 0;
}

static struct date_parts take_apart(const char *at)
{
    struct date_parts parts = {.year_at = NUMBERS_MAX};
    while (*at != '\0') {
        size_t count = 1;
        if (is_digit(*at)) {
            while (is_digit(at[count]))
                count++;
            add_number(&parts, at, count);
        } else if (is_letter(*at)) {
            while (is_letter(at[count]))
                count++;
            if (begins_time(&parts, at, count))
                break;
            if (parts.month == 0)
                parts.month = month_of(at, count);
        } else if (*at == ':' && parts.count > 3) {
            break; /* a time of day */
        }
        at += count;
    }
    return parts;
}

/* Which of the numbers are month and day. */
static void take_month_and_day(const struct date_parts *parts, int *ret_month, int *ret_day)
{
    int others[2] = {0};
    size_t count = 0;
    for (size_t i = 0; i < parts->count && count < 2; i++)
        if (i != parts->year_at)
            others[count++] = parts->numbers[i];
    const bool year_first = parts->year_at == 0;
    if (parts->month > 0) {
        *ret_month = parts->month;
        *ret_day = others[0];
    } else if (!year_first && others[0] > 12) { /* 16/9/2003 */
        *ret_month = others[1];
        *ret_day = others[0];
    } else {
        *ret_month = others[0];
        *ret_day = others[1];
    }
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool is_possible(struct edition_date date, const char *today)
{
    char text[11], limit[16];
    edition_date_text(date, text);
    const int last = digits_value(today, 4) + YEARS_AHEAD;
    snprintf(limit, sizeof(limit), "%04u%.6s", (unsigned)last % 10000U, today + 4);
    return date.year >= FIRST_YEAR && strncmp(text, limit, strlen(text)) <= 0;
}

struct edition_date edition_date_read(const char *text, const char *today)
{
    const struct date_parts parts = take_apart(text);
    struct edition_date date = {.precision = DATE_YEAR};
    if (parts.year_at == NUMBERS_MAX || parts.years)
        return (struct edition_date){0};
    date.year = parts.numbers[parts.year_at];
    int month = 0, day = 0;
    take_month_and_day(&parts, &month, &day);
    const bool new_year = month == 1 && day == 1;
    if (new_year && date.year == 1900) /* what databases have for "unknown" */
        return (struct edition_date){0};
    if (month >= 1 && month <= 12 && !new_year) {
        date.month = month;
        date.precision = DATE_MONTH;
        if (day >= 1 && day <= days_in(date.year, month)) {
            date.day = day;
            date.precision = DATE_DAY;
        }
    }
    return is_possible(date, today) ? date : (struct edition_date){0};
}

void edition_date_text(struct edition_date date, char ret[static 11])
{
    ret[0] = '\0';
    switch (date.precision) {
    case DATE_NONE:
        break;
    case DATE_YEAR:
        snprintf(ret, 11, "%04u", (unsigned)date.year % 10000U);
        break;
    case DATE_MONTH:
        snprintf(ret, 11, "%04u-%02u", (unsigned)date.year % 10000U, (unsigned)date.month % 100U);
        break;
    case DATE_DAY:
        snprintf(ret, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000U,
                 (unsigned)date.month % 100U, (unsigned)date.day % 100U);
        break;
    }
}

const char *edition_date_precision_name(enum date_precision precision)
{
    static const char *const names[] = {
        [DATE_NONE] = NULL, [DATE_YEAR] = "year", [DATE_MONTH] = "month", [DATE_DAY] = "day"};
    return names[precision];
}
