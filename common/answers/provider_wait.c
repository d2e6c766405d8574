/* provider_wait.c: durations in what services say. */
#include "provider_wait.h"

#include <string.h>

enum { NUMBER_BYTES_MAX = 20 };

static const struct {
    const char *word; /* those that begin with another one come first */
    double ms;
} units[] = {
    {"milliseconds", 1}, {"millisecond", 1}, {"ms", 1},         {"minutes", 60e3}, {"minute", 60e3},
    {"mins", 60e3},      {"min", 60e3},      {"m", 60e3},       {"seconds", 1e3},  {"second", 1e3},
    {"secs", 1e3},       {"sec", 1e3},       {"s", 1e3},        {"hours", 3600e3}, {"hour", 3600e3},
    {"hrs", 3600e3},     {"h", 3600e3},      {"days", 86400e3}, {"day", 86400e3},  {"d", 86400e3},
};

static size_t skip_blanks(const char *text, size_t at, size_t count)
{
    while (at < count && (text[at] == ' ' || text[at] == '\''))
        at++;
    return at;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Read a number. Returns the place behind it; at: there is none. */
static size_t read_number(const char *text, size_t at, size_t count, double *ret)
{
    char number[NUMBER_BYTES_MAX + 1];
    size_t length = 0;
    while (at + length < count && length < NUMBER_BYTES_MAX &&
           ((text[at + length] >= '0' && text[at + length] <= '9') || text[at + length] == '.'))
        length++;
    while (length > 0 && text[at + length - 1] == '.') /* the end of a sentence */
        length--;
    memcpy(number, text + at, length);
    number[length] = '\0';
    return length > 0 && text_to_double(number, 0, 1e12, ret) ? at + length : at;
}

/* Read a unit, with a blank before it or not. Returns the place behind it; at: there is none. */
static size_t read_unit(const char *text, size_t at, size_t count, double *ret)
{
    const size_t from = skip_blanks(text, at, count);
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        const size_t length = strlen(units[i].word);
        if (length > count - from || memcmp(text + from, units[i].word, length) != 0 ||
            (from + length < count && is_letter(text[from + length])))
            continue;
        *ret = units[i].ms;
        return from + length;
    }
    return at;
}

int64_t provider_wait_ms(const char *text, size_t count)
{
    double sum = 0;
    size_t at = skip_blanks(text, 0, count);
    for (int parts = 0; parts < 4; parts++) {
        double number = 0, unit_ms = 1000;
        const size_t behind = read_number(text, at, count, &number);
        if (behind == at)
            break;
        const size_t next = read_unit(text, behind, count, &unit_ms);
        if (next == behind && parts > 0) /* another number of the sentence */
            break;
        if (next == behind && behind < count && (text[behind] == '-' || text[behind] == ':'))
            break; /* of a date */
        sum += number * unit_ms;
        if (next == behind)
            break;
        at = skip_blanks(text, next, count);
        if (count - at > 4 && memcmp(text + at, "and ", 4) == 0)
            at += 4;
    }
    return sum < (double)PROVIDER_WAIT_MAX_MS ? (int64_t)sum : PROVIDER_WAIT_MAX_MS;
}

int64_t provider_wait_of(const char *key, double number)
{
    const bool named = strncmp(key, "retry_after", 11) == 0 || strncmp(key, "retryAfter", 10) == 0;
    const size_t length = strlen(key);
    const bool in_ms = named && length > 2 &&
                       (strcmp(key + length - 2, "ms") == 0 || strcmp(key + length - 2, "Ms") == 0);
    const double ms = in_ms ? number : number * 1000;
    if (!named || !(ms > 0))
        return 0;
    return ms < (double)PROVIDER_WAIT_MAX_MS ? (int64_t)ms : PROVIDER_WAIT_MAX_MS;
}

int64_t provider_wait_in_words(const char *words)
{
    static const char *const phrases[] = {
        "retry in ",    "try again in ",  "again in ",      "retry after ",  "retry_after ",
        "retry-after ", "try after ",     "request after ", "reset after ",  "again after ",
        "wait for ",    "wait at least ", "please wait ",   "available in ", "resets in ",
        "reset in ",    "wait ",
    };
    int64_t wait_ms = 0;
    for (size_t i = 0; i < ARRAY_LEN(phrases) && wait_ms == 0; i++) {
        const char *at = strstr(words, phrases[i]);
        if (!at)
            continue;
        at += strlen(phrases[i]);
        if (strncmp(at, "about ", 6) == 0)
            at += 6;
        wait_ms = provider_wait_ms(at, strcspn(at, "\n"));
    }
    return wait_ms;
}
