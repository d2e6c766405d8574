/* provider_table.c: finding a row of the table of providers. The table itself stands in the header,
 * because consumer/providers makes declarations of it, too. */
#include "core/provider_table.h"

#include <string.h>

#define ROW(name_, kind_, ...) {.name = #name_, .kind = #kind_, __VA_ARGS__},
static const struct provider_defaults table[] = {PROVIDER_TABLE(ROW)};
#undef ROW

const struct provider_defaults *provider_table_at(size_t index)
{
    return index < ARRAY_LEN(table) ? &table[index] : NULL;
}

const struct provider_defaults *provider_table_kind(const char *kind)
{
    return provider_table_find(kind, kind);
}

const struct provider_defaults *provider_table_find(const char *name, const char *kind)
{
    const struct provider_defaults *of_kind = NULL;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (strcmp(table[i].kind, kind) != 0)
            continue;
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
        if (strcmp(table[i].name, kind) == 0)
            of_kind = &table[i];
    }
    return of_kind;
}
