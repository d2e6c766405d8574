/* trace.c: version, trace id, parent id and flags, in hexadecimal digits between hyphens. What is
 * wrong is no error: whoever calls us may not know how to write it. */
#include "core/trace.h"

#include <string.h>

enum { VERSION_AT = 0, ID_AT = 3, PARENT_AT = 36, FLAGS_AT = 53, END_AT = 55 };

/* Are these digits, and not all of them 0? Capital letters are none. */
static bool are_digits(const char *text, size_t count, bool may_be_zero)
{
    bool zero = true;
    for (size_t i = 0; i < count; i++) {
        if (!strchr("0123456789abcdef", text[i]))
            return false;
        zero = zero && text[i] == '0';
    }
    return may_be_zero || !zero;
}

static bool has_form(const char *text)
{
    return text[ID_AT - 1] == '-' && text[PARENT_AT - 1] == '-' && text[FLAGS_AT - 1] == '-' &&
           are_digits(text + VERSION_AT, 2, /* may_be_zero= */ true) &&
           are_digits(text + ID_AT, 32, /* may_be_zero= */ false) &&
           are_digits(text + PARENT_AT, 16, /* may_be_zero= */ false) &&
           are_digits(text + FLAGS_AT, 2, /* may_be_zero= */ true);
}

bool trace_parse(const char *text, struct trace *ret)
{
    const size_t length = text ? strlen(text) : 0;
    if (length < END_AT || !has_form(text) || strncmp(text, "ff", 2) == 0)
        return false;
    const bool known = strncmp(text, "00", 2) == 0;
    if (known ? length != END_AT : length > END_AT && text[END_AT] != '-')
        return false;
    memcpy(ret->id, text + ID_AT, sizeof(ret->id) - 1);
    ret->id[sizeof(ret->id) - 1] = '\0';
    memcpy(ret->parent, text, END_AT);
    memcpy(ret->parent, "00", 2);
    ret->parent[END_AT] = '\0';
    return true;
}
