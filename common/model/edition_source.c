/* edition_source.c: the kind of a source follows from its name, or from what the configuration says
 * of a provider of this name. */
#include "model/edition_source.h"

#include <string.h>

enum source_kind edition_source_kind(const struct config *config, const char *source)
{
    for (size_t i = 0; i < config->provider_count; i++)
        if (strcmp(config->providers[i].name, source) == 0)
            return source_kind_of(source, config->providers[i].kind);
    return source_kind_of(source, NULL);
}
