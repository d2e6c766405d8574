/* provider.c: the kinds of providers, and the answers they give. */
#include "provider.h"

#include <string.h>

/* One for each row of the table: a kind of several providers stands here more than once. */
#define ROW(name, kind, ...) &provider_##kind,
static const struct provider_kind *const provider_kinds[] = {PROVIDER_TABLE(ROW)};
#undef ROW

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
