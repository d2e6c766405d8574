/* service.c: the services that the configuration names. They are made when the process starts, and
 * then only their keys, and the form and length of their answers change. They send nothing
 * themselves. */
#include "shared/service.h"

#include <string.h>

#include "core/log.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/version.h"
#include "model/provider_limits.h"
#include "providers/token_limit.h"

#define BODY_MAX ((size_t)1 << 20)
#define BODY_MAX_GENERATOR ((size_t)2 << 20)
#define BODY_MAX_EDITIONS ((size_t)8 << 20)
/* Thoughts may be counted beside the tokens of an answer, and prompts are shorter. A service that
 * says more than this is wrong: it must not spend the budget of all. */
#define TOKENS_COUNTED_MAX (8 * PROVIDER_MAX_TOKENS)

static bool check_key(const struct config_provider *provider, struct service *ret,
                      struct error *err)
{
    if (text_equal(provider->key, "none")) {
        ret->settings.key = NULL;
        return true;
    }
    ret->settings.key = provider->key;
    return provider_key_check(provider, err);
}

static bool service_init(struct service *ret, const struct config_provider *provider,
                         const char *contact, struct error *err)
{
    struct provider_limits limits = {.name = NULL};
    if (!provider_limits_read(provider, contact, &limits, err))
        return false;
    *ret = (struct service){
        .name = provider->name,
        .kind = provider_kind_named(provider->kind),
        .rate_per_second = limits.rate_per_second,
        .daily_calls = limits.daily_calls,
        .buffer_calls = limits.buffer_calls,
        .zone = limits.zone,
        .timeout_ms = limits.timeout_ms,
        .price = limits.price,
        .local = limits.local,
        .generates = limits.generates,
        .resolves = limits.resolves,
        .needs_key = limits.needs_key,
        .allow_plain_http = limits.allow_plain_http,
    };
    if (!ret->kind)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': unknown kind '%s'", provider->name,
                         provider->kind);
    ret->settings = (struct provider_settings){
        .name = provider->name,
        .base_url = limits.base_url,
        .model = limits.model,
        .program = version_agent(),
        .contact = contact && *contact ? contact : NULL,
        .temperature = -1,
        .max_tokens = (int)limits.max_tokens,
    };
    ret->body_max = ret->generates ? BODY_MAX_GENERATOR : BODY_MAX;
    if (ret->kind->editions_at_once > 1)
        ret->body_max = BODY_MAX_EDITIONS;
    return ret->local || check_key(provider, ret, err);
}

static bool add_service(struct services *services, const struct config_provider *provider,
                        const char *contact, struct error *err)
{
    const size_t i = services->count;
    if (!service_init(&services->items[i], provider, contact, err))
        return false;
    atomic_init(&services->outputs[i], OUTPUT_JSON_SCHEMA);
    services->items[i].output = &services->outputs[i];
    atomic_init(&services->tokens[i], services->items[i].settings.max_tokens);
    services->items[i].tokens = &services->tokens[i];
    atomic_init(&services->keys[i], services->items[i].settings.key);
    services->items[i].key = &services->keys[i];
    services->items[i].index = i;
    services->count++;
    return true;
}

/* The service of this name. It is made, unless the other list has named it before. NULL: err says
 * why it cannot be made. */
static struct service *obtain(struct services *services, const struct config *config,
                              const char *name, struct error *err)
{
    size_t i = 0;
    while (i < services->count && strcmp(services->items[i].name, name) != 0)
        i++;
    if (i == services->count) {
        const struct config_provider *provider = config_provider(config, name);
        if (!provider) /* config_check has looked at every name */
            UNREACHABLE("a provider that is not configured");
        if (!add_service(services, provider, config->contact, err))
            return NULL;
    }
    return &services->items[i];
}

/* Make the services of one comma list, in its order. */
static bool add_list(struct services *services, const struct config *config, const char *list,
                     struct service **ret, struct error *err)
{
    char name[32] = "";
    size_t count = 0;
    while ((list = provider_name_next(list, name))) {
        ret[count] = obtain(services, config, name, err);
        if (!ret[count++])
            return false;
    }
    return true;
}

static size_t count_services(struct service *const *list)
{
    size_t count = 0;
    while (count < CONFIG_PROVIDERS_MAX && list[count])
        count++;
    return count;
}

/* A process that takes no months needs no keys of generators, and so on. */
static bool add_lists(struct services *services, const struct config *config, struct error *err)
{
    if (text_list_has(config->consumer_queue, "backfill") &&
        !(add_list(services, config, config->generators, services->generators, err) &&
          add_list(services, config, config->resolvers, services->resolvers, err)))
        return false;
    if (text_list_has(config->consumer_queue, "enrichment") &&
        !add_list(services, config, config->enrichers, services->enrichers, err))
        return false;
    services->generator_count = count_services(services->generators);
    services->resolver_count = count_services(services->resolvers);
    services->enricher_count = count_services(services->enrichers);
    return true;
}

static bool check_abilities(const struct services *services, struct error *err)
{
    for (size_t i = 0; i < services->generator_count; i++)
        if (!services->generators[i]->generates)
            return error_set(err, ERROR_CONFIG, 0, "generators: '%s' can only resolve",
                             services->generators[i]->name);
    for (size_t i = 0; i < services->resolver_count; i++)
        if (!services->resolvers[i]->resolves)
            return error_set(err, ERROR_CONFIG, 0, "resolvers: '%s' can only generate",
                             services->resolvers[i]->name);
    for (size_t i = 0; i < services->enricher_count; i++)
        if (!services->enrichers[i]->local && services->enrichers[i]->kind->editions_at_once == 0)
            return error_set(err, ERROR_CONFIG, 0, "enrichers: '%s' knows no editions",
                             services->enrichers[i]->name);
    return true;
}

bool services_init(struct services *services, const struct config *config, struct error *err)
{
    *services = (struct services){.count = 0};
    return add_lists(services, config, err) && check_abilities(services, err);
}

bool services_init_one(struct services *services, const struct config *config, const char *name,
                       struct error *err)
{
    const struct config_provider *provider = config_provider(config, name);
    *services = (struct services){.count = 0};
    if (!provider)
        return error_set(err, ERROR_CONFIG, 0, "unknown provider '%s'", name);
    if (!provider->kind)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': its kind is not set", name);
    return add_service(services, provider, config->contact, err);
}

/* ---- new keys ---- */

struct kept_key {
    struct kept_key *next;
    char *text;
};

void services_done(struct services *services)
{
    while (services->kept) {
        struct kept_key *key = services->kept;
        services->kept = key->next;
        explicit_bzero(key->text, strlen(key->text));
        mem_free(key->text);
        mem_free(key);
    }
}

static const char *keep_key(struct services *services, const char *text)
{
    struct kept_key *key = mem_new(1, sizeof(*key));
    key->text = mem_text(text);
    key->next = services->kept;
    services->kept = key;
    return key->text;
}

void services_take_keys(struct services *services, const struct config *fresh)
{
    for (size_t i = 0; i < services->count; i++) {
        const struct service *service = &services->items[i];
        const struct config_provider *provider = config_provider(fresh, service->name);
        if (!provider || !provider->key || !*provider->key)
            continue;
        const char *key = text_equal(provider->key, "none") ? NULL : provider->key;
        if (text_equal(key, atomic_load(service->key)) || (!key && service->needs_key))
            continue;
        atomic_store(service->key, key ? keep_key(services, key) : NULL);
        LOG(LOG_INFO, "key_changed", log_str("provider", service->name));
    }
}

/* ---- at run time ---- */

struct provider_settings service_settings(const struct service *service)
{
    struct provider_settings settings = service->settings;
    settings.output = (enum structured_output)atomic_load(service->output);
    settings.max_tokens = atomic_load(service->tokens);
    settings.key = atomic_load(service->key);
    return settings;
}

struct provider_settings service_settings_sent(const struct service *service, const char *key)
{
    struct provider_settings settings = service->settings;
    settings.key = key;
    return settings;
}

/* The exchange fails when another month has stepped down meanwhile, which has the same effect. */
static bool ask_plainer(const struct service *service, enum structured_output asked,
                        const struct http_response *response)
{
    int expected = (int)asked;
    if (service->kind != &provider_openai || asked == OUTPUT_PLAIN ||
        !provider_wants_plainer(response))
        return false;
    (void)atomic_compare_exchange_strong(service->output, &expected, (int)asked + 1);
    return true;
}

static bool ask_fewer_tokens(const struct service *service, int asked,
                             const struct http_response *response)
{
    int expected = asked;
    const int limit = service->generates && asked > 0 ? provider_token_limit(response, asked) : -1;
    if (limit < 0)
        return false;
    if (atomic_compare_exchange_strong(service->tokens, &expected, limit))
        LOG(LOG_WARNING, "fewer_tokens", log_str("provider", service->name),
            log_int("max_tokens", limit), log_int("asked", asked));
    return true;
}

bool service_step_down(const struct service *service, enum structured_output output, int max_tokens,
                       const struct http_response *response)
{
    return ask_fewer_tokens(service, max_tokens, response) ||
           ask_plainer(service, output, response);
}

int64_t service_tokens(int64_t said)
{
    return said < TOKENS_COUNTED_MAX ? said : TOKENS_COUNTED_MAX;
}

bool service_price_known(const struct service *service)
{
    return service->price.known;
}

bool service_costs(const struct service *service)
{
    const struct price *price = &service->price;
    return !service_price_known(service) || price->in > 0 || price->out > 0 || price->call > 0;
}

int64_t service_cost(const struct service *service, int64_t tokens_in, int64_t tokens_out)
{
    return price_of_call(&service->price, service_tokens(tokens_in), service_tokens(tokens_out));
}

/* A resolver that sends nothing for two thirds of its time is left. A generator may need all of
 * its time before it sends anything. */
void service_prepare_call(const struct service *service, struct http_call *call)
{
    http_call_reset(call);
    call->allow_plain_http = service->allow_plain_http;
    call->connect_timeout_ms = service->timeout_ms < 10000 ? service->timeout_ms : 10000;
    call->total_timeout_ms = service->timeout_ms;
    call->low_speed_timeout_ms =
        service->generates ? service->timeout_ms : service->timeout_ms * 2 / 3;
    call->body_max = service->body_max;
    call->share = service->index;
}
