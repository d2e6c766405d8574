/* config_provider.c: the providers of a configuration, built-in or described by it, and the lists
 * that name them. What a setting means is decided in common/model/provider_limits.c. */
#include "io/config/config_private.h"

#include "core/provider_table.h"
#include "core/text.h"

#include <string.h>

static struct config_provider *add(struct config *config, const char *name)
{
    struct config_provider *provider = &config->providers[config->provider_count++];
    text_copy(provider->name, sizeof provider->name, name);
    return provider;
}

void config_providers_init(struct config *config)
{
    const struct provider_defaults *row = NULL;
    for (size_t i = 0; (row = provider_table_at(i)); i++)
        if (row->built_in)
            add(config, row->name)->kind = row->kind;
}

const struct config_provider *config_provider(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->provider_count; i++) {
        if (strcmp(config->providers[i].name, name) == 0)
            return &config->providers[i];
    }
    return NULL;
}

bool config_provider_name(const char *name)
{
    const size_t bytes = strlen(name);
    if (bytes == 0 || bytes >= sizeof(((struct config_provider *)NULL)->name))
        return false;
    return *name >= 'a' && *name <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == bytes;
}

bool config_provider_assign(struct config *config, const char *name,
                            const struct config_key *setting, struct config_given given,
                            struct error *err)
{
    if (!config_provider_name(name))
        return error_set(err, ERROR_CONFIG, 0,
                         "%s: '%.40s' is not a provider's name (a-z, 0-9 and _, at most 31)",
                         given.origin, name);
    if (!config_value_check(setting, given.value, given.origin, err))
        return false;
    size_t i = 0;
    while (i < config->provider_count && strcmp(config->providers[i].name, name) != 0)
        i++;
    if (i == CONFIG_PROVIDERS_MAX)
        return error_set(err, ERROR_CONFIG, 0, "%s: there are more than %d providers", given.origin,
                         CONFIG_PROVIDERS_MAX);
    struct config_provider *provider =
        i < config->provider_count ? &config->providers[i] : add(config, name);
    CLEANUP(text_done) struct text path = {0};
    text_add_format(&path, "providers.%s.%s", name, setting->path);
    config_note(config, text_of(&path), given.origin,
                setting->kind == CONFIG_SECRET || strchr(given.value, '@') ? NULL : given.value);
    void *field = (char *)provider + setting->offset;
    *(const char **)field = config_keep_value(config, setting, given.value);
    return true;
}

/* ---- checking the lists of names ---- */

static bool check_one(const struct config *config, const char *key, const char *name,
                      struct error *err)
{
    const struct config_provider *provider = config_provider(config, name);
    if (!provider) {
        struct suggestion nearest = {.best = NULL};
        char mean[SUGGESTION_BYTES];
        for (size_t i = 0; i < config->provider_count; i++)
            suggestion_offer(&nearest, name, config->providers[i].name);
        return error_set(err, ERROR_CONFIG, 0, "%s: unknown provider '%s'%s", key, name,
                         suggestion_text(&nearest, mean));
    }
    if (!provider->kind)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': its kind is not set", name);
    return true;
}

bool config_providers_check(const struct config *config, const char *key, const char *names,
                            struct error *err)
{
    for (const char *at = names;;) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ",");
        const char *comma = at + length;
        while (length > 0 && at[length - 1] == ' ')
            length--;
        char name[64] = "";
        if (length == 0)
            return error_set(err, ERROR_CONFIG, 0, "%s: has an empty name in '%.100s'", key, names);
        memcpy(name, at, length < sizeof name ? length : sizeof name - 1);
        if (!check_one(config, key, name, err))
            return false;
        if (*comma == '\0')
            return true;
        at = comma + 1;
        if (text_list_has(at, name))
            return error_set(err, ERROR_CONFIG, 0, "%s: names '%s' twice", key, name);
    }
}
