/* language.c: finding a language by its code or name. */
#include "core/language.h"

#include <string.h>

#include "core/language_private.h"
#include "core/text_fold.h"

/* Is the folded text one of the parts of a list that the separator parts? */
static bool is_part(const char *list, char separator, const char *text)
{
    const size_t count = strlen(text);
    for (const char *at = strstr(list, text); at; at = strstr(at + 1, text)) {
        const char end = at[count];
        if ((at == list || at[-1] == separator) && (end == separator || end == '\0'))
            return true;
    }
    return false;
}

static struct language code_of(const char *code)
{
    struct language language = {""};
    memcpy(language.code, code, strlen(code) < 4 ? strlen(code) : 0);
    return language;
}

static struct language find_code(const char *code)
{
    const size_t count = strlen(code);
    if (strcmp(code, "mul") == 0)
        return code_of(code);
    for (size_t i = 0; i < language_row_count && (count == 2 || count == 3); i++)
        if (count == 2 ? strcmp(language_rows[i].code, code) == 0
                       : is_part(language_rows[i].codes, ' ', code))
            return code_of(language_rows[i].code);
    return count == 3 && is_part(language_others, ' ', code) ? code_of(code) : code_of("");
}

static struct language find_name(const char *folded)
{
    for (size_t i = 0; i < language_row_count; i++)
        if (is_part(language_rows[i].names, '|', folded))
            return code_of(language_rows[i].code);
    return code_of("");
}

struct language language_of(const char *written)
{
    CLEANUP(text_done) struct text folded = {0};
    const char *slash = strrchr(written, '/');
    text_fold(slash ? slash + 1 : written, &folded);
    if (folded.count == 0)
        return code_of("");
    struct language found = find_code(folded.bytes);
    if (found.code[0] == '\0')
        found = find_name(folded.bytes);
    char *blank = strchr(folded.bytes, ' ');
    if (found.code[0] != '\0' || !blank || strpbrk(written, ",;|"))
        return found; /* several languages are for the caller to part */
    *blank = '\0';    /* "en us", "english united states" */
    found = find_code(folded.bytes);
    return found.code[0] != '\0' ? found : find_name(folded.bytes);
}
