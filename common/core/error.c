/* error.c: what went wrong, in words that can be shown anywhere.
 *
 * Messages carry text of servers, files and people. Every message is made printable here, where all
 * of them are written, so that nobody needs to escape one for a terminal or a log. */
#include "core/error.h"

#include "core/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Bytes of a message before it is made printable. They are more than a message holds, so that a
 * character which vsnprintf cuts at the end is never shown. */
enum { RAW_BYTES = sizeof(((struct error *)NULL)->message) * 2 };

static void raw_format(char raw[static RAW_BYTES], const char *fmt, va_list args) PRINTF_LIKE(2, 0);
static void raw_format(char raw[static RAW_BYTES], const char *fmt, va_list args)
{
    if (vsnprintf(raw, RAW_BYTES, fmt, args) < 0)
        raw[0] = '\0'; /* it fails for wide characters only, and no message has any */
}

bool error_set(struct error *err, enum error_class class, int code, const char *fmt, ...)
{
    char raw[RAW_BYTES];
    va_list args;
    va_start(args, fmt);
    raw_format(raw, fmt, args); /* before err changes, as the arguments may lie in it */
    va_end(args);

    *err = (struct error){.class = class, .code = code};
    text_copy_printable(err->message, sizeof(err->message), raw, strlen(raw));
    return false;
}

bool error_wrap(struct error *err, const char *fmt, ...)
{
    char raw[RAW_BYTES];
    va_list args;
    va_start(args, fmt);
    raw_format(raw, fmt, args);
    va_end(args);

    char clause[sizeof(err->message)];
    text_copy_printable(clause, sizeof(clause), raw, strlen(raw));
    char whole[sizeof(clause) + sizeof(err->message) + 2];
    (void)snprintf(whole, sizeof(whole), "%s: %s", clause, err->message); /* it always fits */
    text_copy(err->message, sizeof(err->message), whole);
    return false;
}

const char *error_class_name(enum error_class class)
{
    static const char *const names[] = {
        [ERROR_NONE] = "none",           [ERROR_OWN_SERVERS] = "own_servers",
        [ERROR_TRANSIENT] = "transient", [ERROR_RATE_LIMITED] = "rate_limited",
        [ERROR_QUOTA] = "quota",         [ERROR_CONFIG] = "config",
        [ERROR_REQUEST] = "request",     [ERROR_MALFORMED] = "malformed",
        [ERROR_POISON] = "poison",       [ERROR_CLAIM_LOST] = "claim_lost",
        [ERROR_CANCELLED] = "cancelled", [ERROR_USAGE] = "usage",
        [ERROR_NOTHING] = "nothing",     [ERROR_MISSING] = "missing",
    };
    _Static_assert(ARRAY_LEN(names) == ERROR_CLASS_COUNT_, "every class has a name");
    if ((unsigned)class >= ARRAY_LEN(names))
        UNREACHABLE("error class");
    return names[class];
}

int error_exit_code(const struct error *err)
{
    switch (err->class) {
    case ERROR_OWN_SERVERS:
        return 69; /* EX_UNAVAILABLE of sysexits.h; 75 and 78 are from there, too */
    case ERROR_CONFIG:
        return 78;
    case ERROR_USAGE:
        return 2;
    case ERROR_NOTHING:
    case ERROR_MISSING:
        return 3;
    case ERROR_RATE_LIMITED:
    case ERROR_QUOTA:
    case ERROR_CANCELLED:
        return 75;
    case ERROR_NONE: /* a command that fails without saying why has failed all the same */
    case ERROR_TRANSIENT:
    case ERROR_REQUEST:
    case ERROR_MALFORMED:
    case ERROR_POISON:
    case ERROR_CLAIM_LOST:
        return 1;
    case ERROR_CLASS_COUNT_:
        break;
    }
    UNREACHABLE("error class");
}
