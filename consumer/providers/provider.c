/* provider.c: the kinds of providers, and the answers they give. */
#include "provider.h"

#include <string.h>

static const struct provider_kind *const provider_kinds[] = {
    &provider_catalog, &provider_gemini,       &provider_openai,
    &provider_isbndb,  &provider_google_books, &provider_open_library,
};

const struct provider_kind *provider_kind_named(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(provider_kinds); i++)
        if (strcmp(provider_kinds[i]->name, name) == 0)
            return provider_kinds[i];
    return NULL;
}

void generate_answer_done(struct generate_answer *answer)
{
    books_done(&answer->books);
}

void resolve_answer_done(struct resolve_answer *answer)
{
    editions_done(&answer->editions);
}
