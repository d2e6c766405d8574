/* provider.c: finds the functions of a kind, and frees what their answers hold. The functions of
 * each kind are in the file of its name. */
#include "provider.h"

#include <string.h>

/* One for each row of the table, so a kind of several providers stands here more than once. */
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

void edition_answer_done(struct edition_answer *answer)
{
    if (answer)
        edition_records_done(&answer->records);
}

void resolve_answer_done(struct resolve_answer *answer)
{
    editions_done(&answer->editions);
}
