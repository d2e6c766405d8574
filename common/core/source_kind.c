/* source_kind.c: sources by name, and providers by their kind. */
#include "core/source_kind.h"

#include <string.h>

#include "core/provider_table.h"

static const char *const names[SOURCE_KIND_COUNT_] = {
    [SOURCE_USER] = "user",
    [SOURCE_ISBNDB] = "isbndb",
    [SOURCE_CATALOG] = "catalog",
    [SOURCE_GOOGLE_BOOKS] = "google_books",
    [SOURCE_OPEN_LIBRARY] = "open_library",
    [SOURCE_OPEN_LIBRARY_DUMP] = "openlibrary_dump",
    [SOURCE_GENERATOR] = "generator",
    [SOURCE_OTHER] = "other",
};

const char *source_kind_name(enum source_kind kind)
{
    return names[kind];
}

static enum source_kind by_name(const char *name)
{
    for (int kind = 0; kind < SOURCE_OTHER; kind++)
        if (strcmp(names[kind], name) == 0)
            return (enum source_kind)kind;
    return SOURCE_OTHER;
}

/* The kind of a built-in provider; NULL: none has this name. */
static const char *built_in_kind(const char *name)
{
    const struct provider_defaults *row = NULL;
    for (size_t i = 0; (row = provider_table_at(i)) != NULL; i++)
        if (strcmp(row->name, name) == 0)
            return row->kind;
    return NULL;
}

enum source_kind source_kind_of(const char *source, const char *provider_kind)
{
    const enum source_kind kind = by_name(source);
    if (kind != SOURCE_OTHER)
        return kind;
    const char *of_provider = provider_kind ? provider_kind : built_in_kind(source);
    const struct provider_defaults *row = of_provider ? provider_table_kind(of_provider) : NULL;
    if (!row)
        return SOURCE_OTHER;
    const enum source_kind resolver = by_name(row->kind);
    return resolver == SOURCE_OTHER && row->generates ? SOURCE_GENERATOR : resolver;
}
