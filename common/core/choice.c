/* choice.c: the one place that knows how people spell a choice. A word of the choices themselves is
 * looked for first, so that a spelling never hides it. */
#include "core/choice.h"

#include <string.h>
#include <strings.h>

static bool find(const char *choices, const char *word, const char **ret, size_t *ret_bytes)
{
    const size_t bytes = strlen(word);
    for (const char *choice = choices; *choice;) {
        const size_t length = strcspn(choice, "|");
        if (length == bytes && strncasecmp(choice, word, bytes) == 0) {
            *ret = choice;
            *ret_bytes = bytes;
            return bytes > 0;
        }
        choice += length + (choice[length] == '|');
    }
    return false;
}

bool choice_find(const char *choices, const char *written, const char **ret, size_t *ret_bytes)
{
    static const struct {
        const char *written, *meant;
    } spellings[] = {{"warn", "warning"}, {"err", "error"}, {"yes", "true"},  {"on", "true"},
                     {"1", "true"},       {"no", "false"},  {"off", "false"}, {"0", "false"}};
    if (find(choices, written, ret, ret_bytes))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++)
        if (strcasecmp(written, spellings[i].written) == 0)
            return find(choices, spellings[i].meant, ret, ret_bytes);
    return false;
}

void choice_add_list(struct text *out, const char *choices)
{
    const char *last = strrchr(choices, '|');
    for (const char *at = choices; *at != '\0'; at++) {
        if (*at != '|')
            text_add_bytes(out, at, 1);
        else
            text_add(out, at == last ? " or " : ", ");
    }
}
