/* config.c: putting the configuration together: a flag stands over the environment, the environment
 * over the file, the file over the default.
 *
 * What can be configured stands in config_keys.c. Values come from config_settings.c (the file) and
 * config_environment.c. Every text is kept in one chain, which is freed as a whole. */
#include "io/config/config.h"
#include "io/config/config_private.h"

#include "core/log.h"
#include "core/mem.h"
#include "core/text.h"
#include "io/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct config_memory {
    struct config_memory *next;
    char *text;
};

const char *config_keep(struct config *config, const char *text)
{
    struct config_memory *kept = mem_new(1, sizeof *kept);
    *kept = (struct config_memory){.next = config->memory, .text = mem_text(text)};
    config->memory = kept;
    return kept->text;
}

const char *config_keep_value(struct config *config, const struct config_key *key,
                              const char *value)
{
    char choice[CONFIG_CHOICE_BYTES];
    const bool is_choice = key->kind == CONFIG_CHOICE && config_choice(key, value, choice);
    return config_keep(config, is_choice ? choice : value);
}

void config_free(struct config *config)
{
    if (!config)
        return;
    config_sources_free(config);
    while (config->memory) {
        struct config_memory *kept = config->memory;
        config->memory = kept->next;
        explicit_bzero(kept->text, strlen(kept->text)); /* it may be a secret */
        mem_free(kept->text);
        mem_free(kept);
    }
    mem_free(config);
}

bool config_assign(struct config *config, const struct config_key *key, const char *value,
                   const char *origin, struct error *err)
{
    if (!config_value_check(key, value, origin, err))
        return false;
    const bool is_secret = key->kind == CONFIG_SECRET || key->kind == CONFIG_TOKENS;
    if (strcmp(origin, key->path) != 0)
        config_note(config, key->path, origin, is_secret ? NULL : value);
    void *field = (char *)config + key->offset;
    if (key->kind == CONFIG_LIMIT && strcmp(value, "off") == 0)
        *(int64_t *)field = CONFIG_LIMIT_OFF;
    else if (key->kind != CONFIG_NUMBER && key->kind != CONFIG_LIMIT)
        *(const char **)field = config_keep_value(config, key, value);
    else if (!text_to_int(value, key->min, key->max, (int64_t *)field))
        UNREACHABLE("a number that was checked");
    return true;
}

static bool set_defaults(struct config *config, struct error *err)
{
    const struct config_key *key = NULL;
    for (size_t i = 0; (key = config_key_at(i)); i++) {
        if (!config_assign(config, key, key->fallback, key->path, err))
            return false;
    }
    config_providers_init(config);
    return true;
}

/* Choose the file to read.
 * out  ret  NULL: there is none */
static bool choose_file(const char *file, const char **ret, struct error *err)
{
    *ret = file ? file : config_variable_value("BACKFILL_CONFIG");
    if (*ret && !**ret)
        return error_set(err, ERROR_CONFIG, 0, "--config: is empty");
    /* The default file may be missing. If it is there and cannot be read, reading it fails. */
    if (!*ret && (access(CONFIG_DEFAULT_FILE, F_OK) == 0 || errno != ENOENT))
        *ret = CONFIG_DEFAULT_FILE;
    return true;
}

bool config_read(const char *file, struct config **ret, struct error *err)
{
    CLEANUP(config_free) struct config *config = mem_new(1, sizeof *config);
    database_forget_environment();
    if (!set_defaults(config, err) || !choose_file(file, &file, err))
        return false;
    if (file && !config_read_settings(config, file, err))
        return false;
    if (!config_read_environment(config, err))
        return false;
    if (!*config->database_direct_url)
        config->database_direct_url = config->database_url;
    *ret = TAKE_PTR(config);
    return true;
}

bool config_set(struct config *config, const char *path, const char *value, struct error *err)
{
    const struct config_key *key = config_key_find(path);
    if (!key)
        return error_set(err, ERROR_CONFIG, 0, "unknown key '%s'", path);
    const bool follows = config->database_direct_url == config->database_url;
    if (!config_assign(config, key, value, path, err))
        return false;
    if (!*config->database_direct_url || (follows && strcmp(path, "database.url") == 0))
        config->database_direct_url = config->database_url;
    return true;
}

/* ---- what must hold between keys ---- */

/* Is it a URL of libpq, or its form "keyword = value", which has no scheme? */
static bool is_database_url(const char *url)
{
    const char *colon = strstr(url, "://");
    if (!colon || memchr(url, '=', (size_t)(colon - url)))
        return strchr(url, '=') != NULL;
    return strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0;
}

static bool check_times(const struct config *config, struct error *err)
{
    if (config->janitor_takeover_ms <= config->janitor_heartbeat_ms)
        return error_set(err, ERROR_CONFIG, 0,
                         "janitor.takeover_ms: %lld must be more than janitor.heartbeat_ms (%lld)",
                         (long long)config->janitor_takeover_ms,
                         (long long)config->janitor_heartbeat_ms);
    if (config->janitor_frozen_ms < config->janitor_takeover_ms)
        return error_set(err, ERROR_CONFIG, 0,
                         "janitor.frozen_ms: %lld must not be less than janitor.takeover_ms (%lld)",
                         (long long)config->janitor_frozen_ms,
                         (long long)config->janitor_takeover_ms);
    return true;
}

/* Two queues (or exchanges) with one name would be the same one, which nobody wants. */
static bool check_names(const struct config *config, struct error *err)
{
    const struct {
        const char *path, *name;
    } queues[] = {{"backfill_queue", config->broker_backfill_queue},
                  {"enrichment_queue", config->broker_enrichment_queue},
                  {"backfill_dlq", config->broker_backfill_dlq},
                  {"enrichment_dlq", config->broker_enrichment_dlq}};
    for (size_t i = 0; i < ARRAY_LEN(queues); i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(queues[i].name, queues[k].name) == 0)
                return error_set(err, ERROR_CONFIG, 0,
                                 "broker.%s and broker.%s are both '%s': each needs its own name",
                                 queues[k].path, queues[i].path, queues[i].name);
    const struct {
        const char *path, *name;
    } exchanges[] = {{"exchange", config->broker_exchange},
                     {"dead_exchange", config->broker_dead_exchange},
                     {"enriched_exchange", config->broker_enriched_exchange}};
    for (size_t i = 0; i < ARRAY_LEN(exchanges); i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(exchanges[i].name, exchanges[k].name) == 0)
                return error_set(err, ERROR_CONFIG, 0,
                                 "broker.%s and broker.%s are both '%s': each needs its own name",
                                 exchanges[k].path, exchanges[i].path, exchanges[i].name);
    return true;
}

/* The libraries that open these files would be held up by a pipe. */
static bool check_files(const struct config *config, struct error *err)
{
    const struct {
        const char *path, *file;
    } files[] = {{"broker.ca_file", config->broker_ca_file},
                 {"http_client.ca_file", config->http_client_ca_file}};
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        if (*files[i].file && !file_is_plain(files[i].file, err))
            return error_wrap(err, "%s: '%.200s'", files[i].path, files[i].file);
    return true;
}

/* What libcurl does not know fails every call, and its words would name the URL. */
static bool check_proxy(const struct config *config, struct error *err)
{
    static const char *const schemes[] = {"http://",    "https://",  "socks4://",
                                          "socks4a://", "socks5://", "socks5h://"};
    const char *url = config->http_client_proxy;
    bool known = !strstr(url, "://"); /* "proxy.example:3128" */
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        known = known || strncasecmp(url, schemes[i], strlen(schemes[i])) == 0;
    return known || error_set(err, ERROR_CONFIG, 0,
                              "http_client.proxy: does not begin with http://, https://, "
                              "socks5:// or socks5h://");
}

bool config_check(const struct config *config, bool needs_database, bool needs_broker,
                  struct error *err)
{
    if (needs_database && !*config->database_url)
        return error_set(err, ERROR_CONFIG, 0, "database.url: is not set");
    if (needs_database && !is_database_url(config->database_url))
        return error_set(err, ERROR_CONFIG, 0,
                         "database.url: does not begin with postgresql:// or postgres://");
    if (needs_broker && strncmp(config->broker_url, "amqp://", 7) != 0 &&
        strncmp(config->broker_url, "amqps://", 8) != 0)
        return error_set(err, ERROR_CONFIG, 0,
                         "broker.url: does not begin with amqp:// or amqps://");
    return check_times(config, err) && check_names(config, err) && check_files(config, err) &&
           check_proxy(config, err) && config_alarm_check(config, err) &&
           config_alerts_check(config, err) &&
           config_providers_check(config, "generators", config->generators, err) &&
           config_providers_check(config, "resolvers", config->resolvers, err) &&
           config_providers_check(config, "enrichers", config->enrichers, err);
}

/* ---- options of the database and the log ---- */

#define CONNECT_MS 5000

static void take_url(struct config *config, _Atomic(const char *) *url, const char *now,
                     const char *fresh, const char *server)
{
    if (strcmp(now, fresh) == 0)
        return;
    /* The one before is kept: a thread may be about to connect with it. */
    atomic_store(url, config_keep(config, fresh));
    LOG(LOG_INFO, "url_changed", log_str("server", server));
}

static const char *database_url(const struct config *config)
{
    const char *fresh = atomic_load(&config->new_database_url);
    return fresh ? fresh : config->database_url;
}

static const char *direct_url(const struct config *config)
{
    const char *fresh = atomic_load(&config->new_direct_url);
    return fresh ? fresh : config->database_direct_url;
}

const char *config_broker_url(const struct config *config)
{
    const char *fresh = atomic_load(&config->new_broker_url);
    return fresh ? fresh : config->broker_url;
}

void config_take_urls(struct config *config, const struct config *fresh)
{
    take_url(config, &config->new_database_url, database_url(config), fresh->database_url,
             "database");
    take_url(config, &config->new_direct_url, direct_url(config), fresh->database_direct_url,
             "database, directly");
    take_url(config, &config->new_broker_url, config_broker_url(config), fresh->broker_url,
             "broker");
}

struct database_options config_database(const struct config *config, const char *application_name)
{
    return (struct database_options){
        .url = database_url(config),
        .application_name = application_name,
        .connect_timeout_ms = CONNECT_MS,
        .statement_timeout_ms = config->database_statement_timeout_ms,
    };
}

struct database_options config_database_direct(const struct config *config,
                                               const char *application_name)
{
    struct database_options options = config_database(config, application_name);
    if (*direct_url(config))
        options.url = direct_url(config);
    options.own_session = true;
    return options;
}

void config_configure_log(const struct config *config, const char *program)
{
    log_configure(log_level_named(config->log_level), text_equal(config->log_format, "json"),
                  program);
}
