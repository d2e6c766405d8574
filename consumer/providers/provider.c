/* provider.c: finds the functions of a kind, and frees what their answers hold. The functions of
 * each kind are in the file of its name. */
#include "provider.h"

#include "redact.h"

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

void generate_answer_done(struct generate_answer *answer)
{
    books_done(&answer->books);
}

bool generate_answer_refuse(const struct provider_settings *settings, const char *reason,
                            const char *message, struct generate_answer *ret)
{
    CLEANUP(text_done) struct text words = {0};
    text_add_format(&words, "%s%s%s", reason, *reason && *message ? ": " : "", message);
    ret->refused = true;
    redact_copy(settings->key, text_of(&words), ret->refusal, sizeof(ret->refusal));
    return true;
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
