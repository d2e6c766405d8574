/* config_tokens.c: whether secrets that callers show can be what was given. Each is sent in a
 * header, so it has no control character; two may be there while one takes the place of the other.
 * How long they are is looked at where they count (serve/tokens.c). */
#include "io/config/config_private.h"

#include <string.h>

bool config_tokens_check(const struct config_key *key, const char *value, const char *origin,
                         struct error *err)
{
    const size_t bytes = strlen(value);
    if (bytes > (size_t)key->max)
        return error_set(err, ERROR_CONFIG, 0, "%s: is longer than %lld bytes", origin,
                         (long long)key->max);
    bool printable = text_is_utf8(value, bytes);
    for (size_t i = 0; i < bytes; i++)
        printable = printable && ((unsigned char)value[i] >= 0x20 || strchr("\r\n", value[i])) &&
                    value[i] != 0x7f;
    return printable ||
           error_set(err, ERROR_CONFIG, 0,
                     "%s: is not UTF-8, or has a control character other than a line end", origin);
}

bool config_tokens_refuse(const struct config_key *key, const char *origin, struct error *err)
{
    char variable[CONFIG_VARIABLE_BYTES];
    config_variable(key->path, variable);
    return error_set(err, ERROR_CONFIG, 0,
                     "%s: is a secret, which does not belong into this file: set %s, or %s_FILE to "
                     "a file with it",
                     origin, variable, variable);
}
