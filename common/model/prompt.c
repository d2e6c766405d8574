/* prompt.c: the prompt variants by name. */
#include "model/prompt.h"

#include <string.h>

static const char *const variants[] = {
    "baseline",          "contemporary-notable", "annual",         "diversity-emphasis",
    "overlooked-significance", "genre-rotation", "era-contextualized",
};

bool prompt_name_valid(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length >= 1 && length <= 50 && name[length] == '\0' && name[0] != '-';
}

bool prompt_known(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(variants); i++)
        if (strcmp(variants[i], name) == 0)
            return true;
    return false;
}

const char *prompt_names(void)
{
    return "baseline|contemporary-notable|annual|diversity-emphasis|overlooked-significance|"
           "genre-rotation|era-contextualized";
}
