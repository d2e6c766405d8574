/* service.c: what the configuration and a kind's defaults make of a provider. */
#include "service.h"

#include <string.h>

#include "core/text.h"

/* Limits as the services publish them; each is configuration. */
static const struct kind_default {
    const char *name; /* of a provider, or else of a kind */
    const char *base_url, *model;
    double rate;
    int64_t daily, buffer, timeout_ms;
    const char *zone;
} defaults[] = {
    {"gemini", "https://generativelanguage.googleapis.com", "gemini-3.5-flash", 2, 0, 0, 60000,
     "America/Los_Angeles"},
    {"xai", "https://api.x.ai/v1", "grok-4.20-0309-non-reasoning", 2, 0, 0, 60000, "UTC"},
    {"openai", NULL, NULL, 2, 0, 0, 60000, "UTC"},
    {"isbndb", "https://api.premium.isbndb.com", NULL, 3, 15000, 2000, 15000, "UTC"},
    {"google_books", "https://www.googleapis.com/books/v1", NULL, 1, 1000, 0, 15000,
     "America/Los_Angeles"},
    {"open_library", "https://openlibrary.org", NULL, 3, 0, 0, 15000, "UTC"},
    {"catalog", "", NULL, 1, 0, 0, 15000, "UTC"},
};

#define RATE_WITHOUT_CONTACT 1 /* of Open Library */
#define BODY_MAX ((size_t)1 << 20)
#define BODY_MAX_GENERATOR ((size_t)2 << 20)
#define MAX_TOKENS 16384

static const struct kind_default *default_of(const struct config_provider *provider)
{
    const struct kind_default *of_kind = NULL;
    for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
        if (strcmp(defaults[i].name, provider->name) == 0 &&
            (strcmp(provider->kind, defaults[i].name) == 0 || strcmp(provider->name, "xai") == 0))
            return &defaults[i];
        if (strcmp(defaults[i].name, provider->kind) == 0)
            of_kind = &defaults[i];
    }
    return of_kind;
}

static const char *or_default(const char *value, const char *fallback)
{
    return value && *value ? value : fallback;
}

static bool read_number(const struct config_provider *provider, const char *setting,
                        const char *value, int64_t max, int64_t *ret, struct error *err)
{
    if (!value || text_to_int(value, 0, max, ret))
        return true;
    return error_set(err, ERROR_CONFIG, 0, "providers.%s.%s: '%s' is not a whole number from 0 to %lld",
                     provider->name, setting, value, (long long)max);
}

static bool read_limits(const struct config_provider *provider, struct service *ret,
                        struct error *err)
{
    if (provider->rate_per_second &&
        !text_to_double(provider->rate_per_second, 0.001, 10000, &ret->rate_per_second))
        return error_set(err, ERROR_CONFIG, 0,
                         "providers.%s.rate_per_second: '%s' is not a number from 0.001 to 10000",
                         provider->name, provider->rate_per_second);
    if (!read_number(provider, "daily_calls", provider->daily_calls, 1000000000, &ret->daily_calls, err) ||
        !read_number(provider, "buffer_calls", provider->buffer_calls, 1000000000, &ret->buffer_calls, err) ||
        !read_number(provider, "timeout_ms", provider->timeout_ms, 600000, &ret->timeout_ms, err))
        return false;
    return ret->daily_calls == 0 || ret->buffer_calls < ret->daily_calls ||
           error_set(err, ERROR_CONFIG, 0, "providers.%s: buffer_calls %lld leaves nothing of daily_calls %lld",
                     provider->name, (long long)ret->buffer_calls, (long long)ret->daily_calls);
}

static bool loopback(const char *url)
{
    static const char *const names[] = {"http://127.", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strncmp(url, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static bool check_url(const struct config_provider *provider, struct service *ret,
                      struct error *err)
{
    const char *url = ret->settings.base_url;
    if (!url)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': base_url is not set", provider->name);
    if (strncmp(url, "https://", 8) == 0)
        return true;
    ret->allow_plain_http = strncmp(url, "http://", 7) == 0 &&
                            (loopback(url) || text_equal(provider->allow_plain_http, "true"));
    return ret->allow_plain_http ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.base_url: only https://, or http:// on loopback or with "
                     "allow_plain_http",
                     provider->name);
}

static bool check_key(const struct config_provider *provider, struct service *ret,
                      struct error *err)
{
    if (text_equal(provider->key, "none")) {
        ret->settings.key = NULL;
        return true;
    }
    ret->settings.key = provider->key;
    return !ret->kind->needs_key || (provider->key && *provider->key) ||
           error_set(err, ERROR_CONFIG, 0, "provider '%s': its key is not set (key = \"none\" if it needs none)",
                     provider->name);
}

static bool service_init(struct service *ret, const struct config_provider *provider,
                         const char *contact, struct error *err)
{
    const struct kind_default *d = default_of(provider);
    *ret = (struct service){
        .name = provider->name,
        .kind = provider_kind_named(provider->kind),
        .rate_per_second = d->rate,
        .daily_calls = d->daily,
        .buffer_calls = d->buffer,
        .timeout_ms = d->timeout_ms,
        .zone = d->zone,
        .local = strcmp(provider->kind, "catalog") == 0,
    };
    if (!ret->kind)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': unknown kind '%s'", provider->name,
                         provider->kind);
    ret->settings = (struct provider_settings){
        .name = provider->name,
        .base_url = or_default(provider->base_url, d->base_url),
        .model = or_default(provider->model, d->model),
        .contact = contact && *contact ? contact : NULL,
        .temperature = -1,
        .max_tokens = MAX_TOKENS,
    };
    ret->body_max = ret->kind->generates ? BODY_MAX_GENERATOR : BODY_MAX;
    if (strcmp(provider->kind, "open_library") == 0 && !ret->settings.contact)
        ret->rate_per_second = RATE_WITHOUT_CONTACT;
    if (ret->local)
        return true;
    return read_limits(provider, ret, err) && check_url(provider, ret, err) &&
           check_key(provider, ret, err);
}

/* The services of a comma list, in its order; one that two lists name is made once. */
static bool add_list(struct services *services, const struct config *config, const char *list,
                     struct service **ret, size_t *ret_count, struct error *err)
{
    for (const char *at = list + strspn(list, ", "); *at; at += strspn(at, ", ")) {
        char name[32] = "";
        size_t length = strcspn(at, ", "), i = 0;
        memcpy(name, at, length < sizeof(name) ? length : sizeof(name) - 1);
        at += length;
        while (i < services->count && strcmp(services->items[i].name, name) != 0)
            i++;
        if (i == services->count) {
            const struct config_provider *provider = config_provider(config, name);
            if (!provider) /* config_check let it pass */
                UNREACHABLE("a provider that is not configured");
            if (!service_init(&services->items[i], provider, config->contact, err))
                return false;
            services->items[i].index = i;
            services->count++;
        }
        ret[(*ret_count)++] = &services->items[i];
    }
    return true;
}

static bool check_abilities(const struct services *services, struct error *err)
{
    for (size_t i = 0; i < services->generator_count; i++)
        if (!services->generators[i]->kind->generates)
            return error_set(err, ERROR_CONFIG, 0, "generators: '%s' can only resolve",
                             services->generators[i]->name);
    for (size_t i = 0; i < services->resolver_count; i++)
        if (!services->resolvers[i]->kind->resolves)
            return error_set(err, ERROR_CONFIG, 0, "resolvers: '%s' can only generate",
                             services->resolvers[i]->name);
    return true;
}

bool services_init(struct services *services, const struct config *config, struct error *err)
{
    *services = (struct services){.count = 0};
    return add_list(services, config, config->generators, services->generators,
                    &services->generator_count, err) &&
           add_list(services, config, config->resolvers, services->resolvers,
                    &services->resolver_count, err) &&
           check_abilities(services, err);
}
