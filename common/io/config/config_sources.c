/* config_sources.c: which values are not defaults, and where each of them stands. */
#include "io/config/config_private.h"

#include "core/mem.h"

#include <string.h>

/* "backfill.conf:12" of "backfill.conf:12: consumer.concurrency". */
static const char *place_of(struct config *config, const char *key, const char *origin)
{
    CLEANUP(text_done) struct text place = {0};
    const size_t bytes = strlen(origin), behind = strlen(key) + 2;
    const bool names_it = bytes > behind && strcmp(origin + bytes - behind + 2, key) == 0 &&
                          strncmp(origin + bytes - behind, ": ", 2) == 0;
    text_add_bytes(&place, origin, names_it ? bytes - behind : bytes);
    return config_keep(config, text_of(&place));
}

static struct config_source *add(struct config *config)
{
    struct config_source **last = &config->sources;
    while (*last)
        last = &(*last)->next;
    *last = mem_new(1, sizeof(**last));
    return *last;
}

void config_note(struct config *config, const char *key, const char *origin, const char *value)
{
    struct config_source *source = config->sources;
    while (source && !text_equal(source->key, key))
        source = source->next;
    if (!source)
        source = add(config);
    source->key = config_keep(config, key);
    source->origin = place_of(config, key, origin);
    source->value = value ? config_keep(config, value) : NULL;
}

void config_note_unknown(struct config *config, const char *variable, const char *meant)
{
    struct config_source *source = add(config);
    source->origin = config_keep(config, variable);
    source->value = *meant ? config_keep(config, meant) : NULL;
}

void config_sources_free(struct config *config)
{
    while (config->sources) {
        struct config_source *source = config->sources;
        config->sources = source->next;
        mem_free(source);
    }
}
