/* config_environment.c: what the environment says: BACKFILL_ variables, and the variables that hold
 * the keys of built-in providers.
 *
 * A variable that is set to nothing counts as not set, because files for docker compose and the
 * like write one for each value that may be given. */
#include "io/config/config_private.h"

#include "core/log.h"
#include "core/mem.h"
#include "core/provider_table.h"
#include "core/text.h"
#include "io/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "BACKFILL_"
#define PROVIDERS_PREFIX "BACKFILL_PROVIDERS_"
#define SECRET_FILE_MAX 65536

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

const char *config_variable_value(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* Is it a variable of the scripts, which the programs do not read? */
static bool is_of_scripts(const char *name)
{
    static const char *const names[] = {"BACKFILL_STATE_DIR", "BACKFILL_BROKER_MANAGEMENT_URL",
                                        "BACKFILL_CONFIG"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return starts_with(name, "BACKFILL_LOCAL_") || starts_with(name, "BACKFILL_TEST_");
}

/* Is it one of "_PORT_5672_TCP", "_PORT_5672_TCP_ADDR" and the like, at the end of a name? */
static bool is_of_port(const char *at)
{
    static const char *const rests[] = {"", "_PROTO", "_PORT", "_ADDR"};
    static const char *const protocols[] = {"_TCP", "_UDP", "_SCTP"};
    at += strlen("_PORT_");
    const size_t digits = strspn(at, "0123456789");
    at += digits;
    for (size_t i = 0; digits > 0 && i < ARRAY_LEN(protocols); i++)
        for (size_t k = 0; k < ARRAY_LEN(rests) && starts_with(at, protocols[i]); k++)
            if (strcmp(at + strlen(protocols[i]), rests[k]) == 0)
                return true;
    return false;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t bytes = strlen(text), end_bytes = strlen(end);
    return bytes >= end_bytes && strcmp(text + bytes - end_bytes, end) == 0;
}

/* Is it a variable that Kubernetes sets for a service whose name begins with "backfill"? */
static bool is_of_service(const char *name, const char *value)
{
    if (ends_with(name, "_SERVICE_HOST") || ends_with(name, "_SERVICE_PORT") ||
        strstr(name, "_SERVICE_PORT_") || (ends_with(name, "_PORT") && strstr(value, "://")))
        return true;
    for (const char *at = strstr(name, "_PORT_"); at; at = strstr(at + 1, "_PORT_"))
        if (is_of_port(at))
            return true;
    return false;
}

static const struct config_key *key_of_variable(const char *name)
{
    const struct config_key *key = NULL;
    char variable[CONFIG_VARIABLE_BYTES];
    for (size_t i = 0; (key = config_key_at(i)); i++) {
        config_variable(key->path, variable);
        if (strcmp(name, variable) == 0)
            break;
    }
    return key;
}

static void notice_unknown(struct config *config, const char *name)
{
    struct suggestion nearest = {.best = NULL};
    char variable[CONFIG_VARIABLE_BYTES], best[CONFIG_VARIABLE_BYTES] = "";
    const struct config_key *key = NULL;
    for (size_t i = 0; (key = config_key_at(i)); i++) {
        const size_t before = nearest.best ? nearest.distance : SIZE_MAX;
        config_variable(key->path, variable);
        suggestion_offer(&nearest, name, variable);
        if (nearest.best && nearest.distance < before)
            text_copy(best, sizeof best, variable);
        nearest.best = nearest.best ? best : NULL; /* variable changes in the next round */
    }
    config_note_unknown(config, name, best);
    if (*best)
        LOG(LOG_WARNING, "config_unknown_variable", log_str("name", name),
            log_str("did_you_mean", best));
    else
        LOG(LOG_WARNING, "config_unknown_variable", log_str("name", name));
}

/* ---- secrets in files ---- */

/* Read a secret from a file.
 * out  ret  what the file holds, without line ends behind it, is added */
static bool read_secret(const char *variable, const char *file, struct text *ret, struct error *err)
{
    struct error why = {0};
    CLEANUP(text_done) struct text bytes = {0};
    bool good = file_read(file, SECRET_FILE_MAX, &bytes, NULL, &why);
    size_t count = bytes.count;
    while (count > 0 && (bytes.bytes[count - 1] == '\n' || bytes.bytes[count - 1] == '\r'))
        count--;
    if (good && count > 0 && memchr(bytes.bytes, '\0', count))
        good = error_set(&why, ERROR_CONFIG, 0, "is not a text");
    if (good)
        text_add_bytes(ret, bytes.bytes, count);
    if (bytes.bytes)
        explicit_bzero(bytes.bytes, bytes.count);
    return good ||
           error_set(err, ERROR_CONFIG, why.code, "%s: '%.200s': %s", variable, file, why.message);
}

/* Read a secret from its variable, or from the file that the variable with _FILE behind it names.
 * Nothing is added where neither is set. */
static bool find_secret(const char *variable, struct text *ret, struct error *err)
{
    char from_file[64];
    (void)snprintf(from_file, sizeof(from_file), "%s_FILE", variable);
    const char *value = config_variable_value(variable), *file = config_variable_value(from_file);
    if (value && file)
        return error_set(err, ERROR_CONFIG, 0, "%s: %s is set too; set one of them", from_file,
                         variable);
    if (value)
        text_add(ret, value);
    return !file || read_secret(from_file, file, ret, err);
}

/* Set a secret key from the file that a variable such as BACKFILL_DATABASE_URL_FILE names.
 * out  ret_found  the variable is such a one */
static bool assign_from_file(struct config *config, const char *name, const char *file,
                             bool *ret_found, struct error *err)
{
    static const char suffix[] = "_FILE";
    const size_t length = strlen(name);
    *ret_found = false;
    if (length < sizeof suffix || length >= CONFIG_VARIABLE_BYTES + sizeof suffix ||
        strcmp(name + length - strlen(suffix), suffix) != 0)
        return true;
    char plain[CONFIG_VARIABLE_BYTES + sizeof suffix];
    text_copy(plain, sizeof plain, name);
    plain[length - strlen(suffix)] = '\0';
    const struct config_key *key = key_of_variable(plain);
    if (!key || (key->kind != CONFIG_SECRET && key->kind != CONFIG_TOKENS))
        return true;
    *ret_found = true;
    if (config_variable_value(plain))
        return error_set(err, ERROR_CONFIG, 0, "%s: %s is set too; set one of them", name, plain);
    CLEANUP(text_done) struct text value = {0};
    return read_secret(name, file, &value, err) &&
           config_assign(config, key, text_of(&value), name, err);
}

/* ---- providers ---- */

/* The setting that a variable such as BACKFILL_PROVIDERS_GOOGLE_BOOKS_BASE_URL sets. Name and
 * setting may both hold underscores; no setting is the end of another one, so it is found from the
 * end. out  ret_name  the provider, in small letters */
static const struct config_key *provider_variable(const char *variable, char *ret_name, size_t size)
{
    const char *rest = variable + strlen(PROVIDERS_PREFIX);
    const size_t length = strlen(rest);
    if (length >= size || strpbrk(rest, "abcdefghijklmnopqrstuvwxyz"))
        return NULL;
    for (size_t i = 0; i <= length; i++)
        ret_name[i] = (char)(rest[i] >= 'A' && rest[i] <= 'Z' ? rest[i] - 'A' + 'a' : rest[i]);
    const struct config_key *setting = NULL;
    for (size_t i = 0; (setting = config_setting_at(i)); i++) {
        const size_t behind = strlen(setting->path);
        if (length <= behind + 1 || ret_name[length - behind - 1] != '_' ||
            strcmp(ret_name + length - behind, setting->path) != 0)
            continue;
        ret_name[length - behind - 1] = '\0';
        break;
    }
    return setting;
}

/* Read the key of a built-in provider. One that the configuration or BACKFILL_PROVIDERS_…_KEY names
 * stands over it. */
static bool read_key(struct config *config, const struct provider_defaults *row, struct error *err)
{
    struct config_provider *provider = config->providers;
    while (strcmp(provider->name, row->name) != 0)
        provider++;
    if (provider->key)
        return true;
    CLEANUP(text_done) struct text value = {0};
    if (!find_secret(row->key_variable, &value, err))
        return false;
    if (value.count == 0)
        return true;
    CLEANUP(text_done) struct text path = {0}, variable = {0};
    text_add_format(&path, "providers.%s.key", row->name);
    text_add_format(&variable, "%s%s", row->key_variable,
                    config_variable_value(row->key_variable) ? "" : "_FILE");
    config_note(config, text_of(&path), text_of(&variable), NULL);
    provider->key = config_keep(config, text_of(&value));
    return true;
}

static bool read_keys(struct config *config, struct error *err)
{
    const struct provider_defaults *row = NULL;
    for (size_t i = 0; (row = provider_table_at(i)); i++)
        if (row->built_in && row->key_variable && !read_key(config, row, err))
            return false;
    return true;
}

/* ---- all variables ---- */

static bool read_variable(struct config *config, const char *name, const char *value,
                          struct error *err)
{
    char provider[96];
    bool found = false;
    const struct config_key *key = key_of_variable(name);
    if (key)
        return config_assign(config, key, value, name, err);
    if (!assign_from_file(config, name, value, &found, err))
        return false;
    if (found || is_of_scripts(name))
        return true;
    const struct config_key *setting = starts_with(name, PROVIDERS_PREFIX)
                                           ? provider_variable(name, provider, sizeof provider)
                                           : NULL;
    if (setting)
        return config_provider_assign(config, provider, setting, (struct config_given){value, name},
                                      err);
    if (!is_of_service(name, value))
        notice_unknown(config, name);
    return true;
}

bool config_read_environment(struct config *config, struct error *err)
{
    for (char **variable = environ; *variable; variable++) {
        const char *equals = strchr(*variable, '=');
        if (!equals || equals[1] == '\0' || !starts_with(*variable, PREFIX))
            continue;
        CLEANUP(mem_free) char *name = mem_bytes(*variable, (size_t)(equals - *variable));
        if (!read_variable(config, name, equals + 1, err))
            return false;
    }
    return read_keys(config, err);
}
