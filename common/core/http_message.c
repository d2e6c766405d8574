/* http_message.c: requests and responses as plain data.
 *
 * How long a service asks us to wait is read here for all services. A time that cannot be
 * understood counts as none, and no answer can make us wait longer than the caller allows. */
#include "core/http_message.h"

#include <assert.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* ---- requests ---- */

void http_request_done(struct http_request *request)
{
    text_done(&request->url);
    text_done(&request->body);
    for (size_t i = 0; i < request->header_count; i++)
        mem_free(request->headers[i].value);
    *request = (struct http_request){0};
}

void http_request_header(struct http_request *request, const char *name, const char *value)
{
    assert(request->header_count < HTTP_HEADERS_MAX);
    char *copy = mem_text(value);
    char *to = copy;
    for (const char *from = copy; *from; from++)
        if ((unsigned char)*from >= ' ' && *from != '\x7f')
            *to++ = *from;
    *to = '\0';
    request->headers[request->header_count++] = (struct http_header){name, copy};
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void http_add_encoded(struct text *to, const char *utf8)
{
    for (const char *at = utf8; *at; at++) {
        if (is_unreserved(*at))
            text_add_bytes(to, at, 1);
        else
            text_add_format(to, "%%%02X", (unsigned)(unsigned char)*at);
    }
}

/* ---- headers of a response ---- */

void http_header_keep(const char *line, size_t bytes, const char *name, char *to, size_t capacity)
{
    const size_t length = strlen(name);
    if (bytes <= length || line[length] != ':' || strncasecmp(line, name, length) != 0)
        return;
    const char *value = line + length + 1;
    size_t left = bytes - length - 1;
    while (left > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        left--;
    }
    while (left > 0 && (unsigned char)value[left - 1] <= ' ')
        left--;
    left = left < capacity - 1 ? left : capacity - 1;
    memcpy(to, value, left);
    to[left] = '\0';
}

/* ---- dates (RFC 9110 5.6.7) ---- */

/* Read exactly width digits. false: something else stands there. */
static bool read_number(const char **at, int width, int *ret)
{
    int value = 0;
    for (int i = 0; i < width; i++) {
        const char c = (*at)[i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (c - '0');
    }
    *at += width;
    *ret = value;
    return true;
}

static bool read_month(const char **at, int *ret)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++) {
        if (strncasecmp(*at, names + 3 * (size_t)i, 3) != 0)
            continue;
        *at += 3;
        *ret = i;
        return true;
    }
    return false;
}

/* Only obsolete forms of a date have a year of two digits. It is taken as one of 1970 to 2069. */
static bool read_short_year(const char **at, int *ret)
{
    if (!read_number(at, 2, ret))
        return false;
    *ret += *ret < 70 ? 2000 : 1900;
    return true;
}

/* Read one field of a date, of the kind that the pattern's letter names. A letter that names none
 * must stand there itself. */
static bool read_field(char letter, const char **at, struct tm *ret)
{
    size_t length = 0;
    switch (letter) {
    case 'w': /* the day of the week, short or long, which the date tells as well */
        length = strcspn(*at, ", ");
        *at += length;
        return length >= 3;
    case 'd':
        *at += **at == ' '; /* asctime writes " 6" */
        return read_number(at, **at && (*at)[1] == ' ' ? 1 : 2, &ret->tm_mday);
    case 'm':
        return read_month(at, &ret->tm_mon);
    case 'Y':
        return read_number(at, 4, &ret->tm_year);
    case 'y':
        return read_short_year(at, &ret->tm_year);
    case 'h':
        return read_number(at, 2, &ret->tm_hour);
    case 'i':
        return read_number(at, 2, &ret->tm_min);
    case 's':
        return read_number(at, 2, &ret->tm_sec);
    default:
        return *(*at)++ == letter;
    }
}

static bool date_plausible(const struct tm *date)
{
    return date->tm_year >= 1970 && date->tm_mday >= 1 && date->tm_mday <= 31 &&
           date->tm_hour <= 23 && date->tm_min <= 59 && date->tm_sec <= 60;
}

static bool read_date(const char *text, int64_t *ret_utc_s)
{
    static const char *const patterns[] = {
        "w, d m Y h:i:s GMT", /* Sun, 06 Nov 1994 08:49:37 GMT */
        "w, d-m-y h:i:s GMT", /* Sunday, 06-Nov-94 08:49:37 GMT */
        "w m d h:i:s Y",      /* Sun Nov  6 08:49:37 1994 */
    };
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        struct tm date = {0};
        const char *at = text;
        const char *letter = patterns[i];
        while (*letter && *at && read_field(*letter, &at, &date))
            letter++;
        if (*letter || *at || !date_plausible(&date))
            continue;
        date.tm_year -= 1900;
        *ret_utc_s = timegm(&date);
        return true;
    }
    return false;
}

/* ---- waiting ---- */

/* Read a number of seconds or milliseconds, perhaps with a fraction. A huge one is cut to
 * max_ms. */
static bool read_wait(const char *header, double unit_ms, int64_t max_ms, int64_t *ret)
{
    double value = 0;
    if (!header || !text_to_double(header + strspn(header, " \t"), 0, 1e15, &value))
        return false;
    const double ms = value * unit_ms;
    *ret = ms < (double)max_ms ? (int64_t)ms : max_ms;
    return true;
}

int64_t http_retry_after_ms(const struct http_response *response, int64_t max_ms)
{
    int64_t ms = 0, until_s = 0;
    if (read_wait(response->retry_after_ms, 1, max_ms, &ms) && ms > 0)
        return ms;
    if (read_wait(response->retry_after, 1000, max_ms, &ms))
        return ms;
    if (!response->retry_after || !read_date(response->retry_after, &until_s))
        return 0;
    const int64_t wait_s = until_s - response->received_s;
    if (wait_s <= 0)
        return 0;
    return wait_s < max_ms / 1000 ? wait_s * 1000 : max_ms;
}
