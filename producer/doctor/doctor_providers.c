/* doctor_providers.c: the providers that generators and resolvers name. Nothing is asked of them:
 * their servers are only connected to, which no provider counts. */
#include "doctor/doctor.h"

#include <string.h>

#include "core/host.h"
#include "io/http/http_fetch.h"
#include "model/provider_limits.h"

#define AREA "providers"
#define REACH_MS 5000

static bool look_at_part(struct doctor *doctor, const struct provider_limits *limits,
                         bool generates, struct error *err)
{
    const struct config_provider *provider = config_provider(doctor->context->config, limits->name);
    if (generates ? !limits->generates : !limits->resolves)
        return error_set(err, ERROR_CONFIG, 0, "%s: '%s' can only %s",
                         generates ? "generators" : "resolvers", limits->name,
                         generates ? "resolve" : "generate");
    return !provider || provider_key_check(provider, err);
}

/* Add where a provider's key stands, and never the key. */
static void add_key(const struct config *config, const struct config_provider *provider,
                    struct text *to)
{
    CLEANUP(text_done) struct text path = {0};
    text_add_format(&path, "providers.%s.key", provider->name);
    for (const struct config_source *s = config->sources; s; s = s->next)
        if (text_equal(s->key, text_of(&path))) {
            text_add_format(to,
                            strcmp(provider->key, "none") == 0 ? "is used without a key (%s)"
                                                               : "its key is set (%s)",
                            s->origin);
            return;
        }
    text_add(to, "needs no key");
}

static void look_at_host(struct doctor *doctor, const struct provider_limits *limits)
{
    const struct config *config = doctor->context->config;
    CLEANUP(text_done) struct text host = {0};
    CLEANUP(text_done) struct text mend = {0};
    struct error err = {0};
    const struct http_fetch fetch = {
        .url = limits->base_url,
        .ca_file = config->http_client_ca_file,
        .proxy = config->http_client_proxy,
        .allow_plain_http = limits->allow_plain_http,
        .timeout_ms = REACH_MS,
    };
    host_of_url(limits->base_url, &host);
    if (doctor->offline)
        return;
    if (http_reach(&fetch, &err)) {
        findings_good(&doctor->findings, "hosts", "%s of %s is reached%s", text_of(&host),
                      limits->name,
                      limits->allow_plain_http ? "" : ", and its certificate is good");
        return;
    }
    (void)error_wrap(&err, "%s of %s is not reached", text_of(&host), limits->name);
    text_add_format(&mend, "look at the network, name service and %s",
                    *config->http_client_proxy ? "proxy (http_client.proxy)" : "firewall");
    findings_add(&doctor->findings, FINDING_CRITICAL, "hosts",
                 err.class == ERROR_CONFIG
                     ? "look at http_client.ca_file, http_client.proxy and the provider's base_url"
                     : text_of(&mend),
                 err.message);
}

static void look_at_one(struct doctor *doctor, const char *name, bool generates)
{
    const struct config *config = doctor->context->config;
    const struct config_provider *provider = config_provider(config, name);
    struct provider_limits limits = {.name = NULL};
    CLEANUP(text_done) struct text key = {0};
    struct error err = {0};
    if (!provider) /* the configuration was checked */
        return;
    if (!provider_limits_read(provider, config->contact, &limits, &err) ||
        !look_at_part(doctor, &limits, generates, &err)) {
        findings_error(&doctor->findings, FINDING_CRITICAL, AREA, &err);
        return;
    }
    if (!price_check_model(provider, limits.model, &err))
        findings_add(&doctor->findings, FINDING_WARNING, AREA,
                     "write the price of the model that is asked, or ask the other one",
                     err.message);
    if (limits.local)
        text_add(&key, "is local");
    else
        add_key(config, provider, &key);
    findings_good(&doctor->findings, AREA, "%s can %s, %s", name,
                  generates ? "generate" : "resolve", text_of(&key));
    if (!limits.local)
        look_at_host(doctor, &limits);
}

static void look_at_list(struct doctor *doctor, const char *list, bool generates)
{
    char name[32] = "";
    while ((list = provider_name_next(list, name)))
        look_at_one(doctor, name, generates);
}

void doctor_providers(struct doctor *doctor)
{
    look_at_list(doctor, doctor->context->config->generators, /* generates= */ true);
    look_at_list(doctor, doctor->context->config->resolvers, /* generates= */ false);
}
