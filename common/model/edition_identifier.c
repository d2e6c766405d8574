/* edition_identifier.c: identifiers of other systems, checked by their patterns. People write
 * addresses and paths for them; what does not fit its pattern is left out. */
#include <string.h>
#include <strings.h>

#include "model/edition_fold_private.h"

#define DIGITS "0123456789"
#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define SMALL "abcdefghijklmnopqrstuvwxyz"

enum { WRITTEN_MAX = 300 };

/* The last part of a path or an address, without what stands behind '?' and '#'. */
static void add_last_part(const char *written, struct text *ret)
{
    size_t count = strcspn(written, "?#");
    while (count > 0 && (written[count - 1] == '/' || written[count - 1] == ' '))
        count--;
    size_t begin = count;
    while (begin > 0 && written[begin - 1] != '/')
        begin--;
    begin += strspn(written + begin, " ");
    if (begin < count)
        text_add_bytes(ret, written + begin, count - begin);
}

/* Digits only, between least and most; zeros at the beginning do not count. */
static bool add_digits(const char *at, size_t count, size_t most, struct text *ret)
{
    while (count > 1 && *at == '0') {
        at++;
        count--;
    }
    if (count == 0 || count > most || *at == '0')
        return false;
    text_add_bytes(ret, at, count);
    return true;
}

/* "OL7353617M" */
static bool add_open_library(const char *part, char kind, struct text *ret)
{
    const size_t digits = strncmp(part, "OL", 2) == 0 ? strspn(part + 2, DIGITS) : 0;
    if (digits == 0 || digits > 10 || part[2 + digits] != kind || part[3 + digits] != '\0')
        return false;
    text_add(ret, part);
    return true;
}

/* "12345", "12345.The_Title", "12345-the-title" */
static bool add_numbered(const char *part, struct text *ret)
{
    enum { DIGITS_MAX = 10 };
    const size_t digits = strspn(part, DIGITS);
    if (part[digits] != '\0' && part[digits] != '.' && part[digits] != '-')
        return false;
    return add_digits(part, digits, DIGITS_MAX, ret);
}

static bool add_google(const char *part, struct text *ret)
{
    enum { VOLUME_ID = 12 };
    if (strlen(part) != VOLUME_ID || part[strspn(part, DIGITS CAPITALS SMALL "_-")] != '\0')
        return false;
    text_add(ret, part);
    return true;
}

/* Those of books are their ISBN-10, and no ASIN of their own. */
static bool add_asin(const char *part, struct text *ret)
{
    if (strlen(part) != 10 || *part != 'B' || part[strspn(part, DIGITS CAPITALS)] != '\0')
        return false;
    text_add(ret, part);
    return true;
}

/* "(OCoLC)ocm00012345" */
static bool add_oclc(const char *written, struct text *ret)
{
    static const char *const prefixes[] = {"(ocolc)", "ocm", "ocn", "on"};
    enum { DIGITS_MAX = 12 };
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (strncasecmp(written, prefixes[i], strlen(prefixes[i])) == 0)
            written += strlen(prefixes[i]);
    const size_t digits = strspn(written, DIGITS);
    return written[digits] == '\0' && add_digits(written, digits, DIGITS_MAX, ret);
}

/* "   68-12345 " is 68012345: the serial number has six digits. */
static bool add_lccn(const char *written, struct text *ret)
{
    enum { SERIAL = 6 };
    CLEANUP(text_done) struct text plain = {0};
    for (; *written != '\0' && *written != '/'; written++) {
        if (*written == ' ')
            continue;
        const size_t serial = *written == '-' ? strspn(written + 1, DIGITS) : 0;
        for (size_t i = serial; *written == '-' && i < SERIAL; i++)
            text_add(&plain, "0");
        if (*written != '-')
            text_add_format(&plain, "%c",
                            *written >= 'A' && *written <= 'Z' ? *written + 32 : *written);
    }
    const char *at = text_of(&plain);
    const size_t letters = strspn(at, SMALL), digits = strspn(at + letters, DIGITS);
    if (letters > 3 || digits < 8 || digits > 10 || at[letters + digits] != '\0')
        return false;
    text_add(ret, at);
    return true;
}

/* "813/.54", "[813.54]", "823'.914 22": without what libraries add. */
static bool add_dewey(const char *written, struct text *ret)
{
    CLEANUP(text_done) struct text plain = {0};
    for (; *written != '\0' && *written != ' '; written++)
        if (!strchr("/'[]", *written))
            text_add_bytes(&plain, written, 1);
    const char *at = text_of(&plain);
    if (strspn(at, DIGITS) != 3)
        return false;
    const size_t decimals = at[3] == '.' ? strspn(at + 4, DIGITS) : 0;
    if (at[3] == '.' ? decimals == 0 || decimals > 12 || at[4 + decimals] != '\0' : at[3] != '\0')
        return false;
    text_add(ret, at);
    return true;
}

static bool add_isbn(const char *written, struct text *ret)
{
    struct isbn isbn;
    if (!isbn_parse(written, &isbn))
        return false;
    text_add(ret, isbn.text);
    return true;
}

bool edition_identifier_clean(enum edition_identifier kind, const char *written, struct text *ret)
{
    CLEANUP(text_done) struct text part = {0};
    if (strlen(written) > WRITTEN_MAX)
        return false;
    add_last_part(written, &part);
    switch (kind) {
    case IDENTIFIER_OPENLIBRARY_EDITION:
        return add_open_library(text_of(&part), 'M', ret);
    case IDENTIFIER_OPENLIBRARY_WORK:
        return add_open_library(text_of(&part), 'W', ret);
    case IDENTIFIER_GOOGLE_BOOKS:
        return add_google(text_of(&part), ret);
    case IDENTIFIER_GOODREADS:
    case IDENTIFIER_LIBRARYTHING:
        return add_numbered(text_of(&part), ret);
    case IDENTIFIER_ASIN:
        return add_asin(text_of(&part), ret);
    case IDENTIFIER_OCLC:
        return add_oclc(text_of(&part), ret);
    case IDENTIFIER_LCCN:
        return add_lccn(written, ret);
    case IDENTIFIER_DEWEY:
        return add_dewey(written, ret);
    case IDENTIFIER_ISBN:
        return add_isbn(written, ret);
    case IDENTIFIER_COUNT_:
        break;
    }
    return false;
}
