/* config_settings.c: the values of a configuration file become keys of the configuration. Every
 * error names the file, the line and the key. */
#include "io/config/config_file.h"
#include "io/config/config_private.h"

#include "core/log.h"

#include <stdio.h>
#include <string.h>

#define PROVIDERS "providers."

struct reading {
    struct config *config;
    const char *file;
    bool has_secret;
};

/* Where a value stands, for messages: "/etc/backfill/backfill.conf:12: consumer.concurrency". */
struct origin {
    char text[400];
};

static struct origin origin_of(const struct reading *reading, const struct config_value *value)
{
    struct origin origin;
    (void)snprintf(origin.text, sizeof origin.text, "%.250s:%d: %.100s", reading->file, value->line,
                   value->path); /* may be cut: it only is a part of messages */
    return origin;
}

static bool error_unknown(const struct reading *reading, const struct config_value *value,
                          struct error *err)
{
    struct suggestion nearest = {.best = NULL};
    char mean[SUGGESTION_BYTES];
    const struct config_key *key = NULL;
    const char *last = strrchr(value->path, '.');
    const bool of_provider = strncmp(value->path, PROVIDERS, strlen(PROVIDERS)) == 0;
    for (size_t i = 0; (key = of_provider ? config_setting_at(i) : config_key_at(i)); i++)
        suggestion_offer(&nearest, of_provider ? last + 1 : value->path, key->path);
    return error_set(err, ERROR_CONFIG, 0, "%s:%d: unknown key '%s'%s", reading->file, value->line,
                     value->path, suggestion_text(&nearest, mean));
}

static const char *type_name(enum config_type type)
{
    static const char *const names[] = {
        [CONFIG_FILE_STRING] = "a text",     [CONFIG_FILE_NUMBER] = "a number",
        [CONFIG_FILE_DECIMAL] = "a decimal", [CONFIG_FILE_BOOL] = "true or false",
        [CONFIG_FILE_LIST] = "a list",       [CONFIG_FILE_GROUP] = "a group",
    };
    return names[type];
}

static const char *wanted(const struct config_key *key)
{
    switch (key->kind) {
    case CONFIG_NUMBER:
        return "a whole number";
    case CONFIG_LIMIT:
        return "a whole number, or \"off\"";
    case CONFIG_DECIMAL:
    case CONFIG_AMOUNT:
        return "a number";
    case CONFIG_NAMES:
        return "a text or a list of texts";
    case CONFIG_TEXT:
    case CONFIG_SECRET:
    case CONFIG_TOKENS:
    case CONFIG_CHOICE:
    case CONFIG_PROVIDER_KIND:
    case CONFIG_DELAYS:
        return "a text in quotes";
    }
    UNREACHABLE("config kind");
}

/* Does the type fit the key? A text fits every key, as in the environment. */
static bool fits(const struct config_key *key, enum config_type type)
{
    switch (type) {
    case CONFIG_FILE_STRING:
        return true;
    case CONFIG_FILE_NUMBER:
        return key->kind == CONFIG_NUMBER || key->kind == CONFIG_LIMIT ||
               key->kind == CONFIG_DECIMAL || key->kind == CONFIG_AMOUNT;
    case CONFIG_FILE_DECIMAL:
        return key->kind == CONFIG_DECIMAL || key->kind == CONFIG_AMOUNT;
    case CONFIG_FILE_BOOL:
        return key->kind == CONFIG_CHOICE && strcmp(key->choices, "true|false") == 0;
    case CONFIG_FILE_LIST:
        return key->kind == CONFIG_NAMES;
    case CONFIG_FILE_GROUP:
        return false;
    }
    UNREACHABLE("config type");
}

/* Is the value a key, or a URL with a password? */
static bool is_secret(const struct config_key *key, const char *value)
{
    if (key->kind != CONFIG_SECRET)
        return false;
    const char *user = strstr(value, "://");
    if (!user)
        return strcmp(key->path, "key") == 0 || strstr(value, "password") != NULL;
    const char *at = strchr(user + 3, '@');
    const char *colon = strchr(user + 3, ':');
    return (at && colon && colon < at) || strstr(value, "password=") != NULL;
}

static bool is_group(const char *path)
{
    const size_t length = strlen(path);
    const struct config_key *key = NULL;
    for (size_t i = 0; (key = config_key_at(i)); i++) {
        if (strncmp(key->path, path, length) == 0 && key->path[length] == '.')
            return true;
    }
    return strcmp(path, "providers") == 0;
}

/* in  value  its path begins with "providers." */
static bool take_provider(struct reading *reading, const struct config_value *value,
                          struct error *err)
{
    const struct origin origin = origin_of(reading, value);
    const char *name = value->path + strlen(PROVIDERS);
    const size_t length = strcspn(name, ".");
    char copy[64] = "";
    memcpy(copy, name, length < sizeof copy ? length : sizeof copy - 1);
    if (name[length] == '\0') {
        if (value->type != CONFIG_FILE_GROUP)
            return error_set(err, ERROR_CONFIG, 0, "%s: %s where a group { … } is expected",
                             origin.text, type_name(value->type));
        return config_provider_name(copy) ||
               error_set(err, ERROR_CONFIG, 0,
                         "%s: not a provider's name (a-z, 0-9 and _, at most 31)", origin.text);
    }
    const struct config_key *setting = config_setting_find(name + length + 1);
    if (!setting)
        return error_unknown(reading, value, err);
    if (!fits(setting, value->type))
        return error_set(err, ERROR_CONFIG, 0, "%s: %s where %s is expected", origin.text,
                         type_name(value->type), wanted(setting));
    reading->has_secret = reading->has_secret || is_secret(setting, value->text);
    return config_provider_assign(reading->config, copy, setting,
                                  (struct config_given){value->text, origin.text}, err);
}

static bool take(void *context, const struct config_value *value, struct error *err)
{
    struct reading *reading = context;
    if (strncmp(value->path, PROVIDERS, strlen(PROVIDERS)) == 0)
        return take_provider(reading, value, err);
    const struct config_key *key = config_key_find(value->path);
    const struct origin origin = origin_of(reading, value);
    if (!key && !is_group(value->path))
        return error_unknown(reading, value, err);
    if (!key)
        return value->type == CONFIG_FILE_GROUP ||
               error_set(err, ERROR_CONFIG, 0, "%s: %s where a group { … } is expected",
                         origin.text, type_name(value->type));
    if (key->kind == CONFIG_TOKENS)
        return config_tokens_refuse(key, origin.text, err);
    if (!fits(key, value->type))
        return error_set(err, ERROR_CONFIG, 0, "%s: %s where %s is expected", origin.text,
                         type_name(value->type), wanted(key));
    reading->has_secret = reading->has_secret || is_secret(key, value->text);
    return config_assign(reading->config, key, value->text, origin.text, err);
}

bool config_read_settings(struct config *config, const char *file, struct error *err)
{
    struct reading reading = {.config = config, .file = file};
    bool is_public = false;
    if (!config_file_read(file, take, &reading, &is_public, err))
        return false;
    if (is_public && reading.has_secret)
        LOG(LOG_WARNING, "config_file_readable_by_all", log_str("file", file),
            log_str("why", "it holds a password or key"));
    config->file = config_keep(config, file);
    return true;
}
