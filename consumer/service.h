/* service.h: a configured provider at run time: its kind's translations, its settings, its limits.
 * Made once at start from the configuration and the kind's defaults; unchanged afterwards. */
#pragma once
#include "io/config.h"
#include "providers/provider.h"

struct service {
    const char *name;
    const struct provider_kind *kind;
    struct provider_settings settings;
    size_t index; /* among all services of the process */
    double rate_per_second;
    int64_t daily_calls;  /* limit; 0: none */
    int64_t buffer_calls; /* of them kept back */
    const char *zone;     /* whose midnight begins its day */
    int64_t timeout_ms;
    size_t body_max;
    bool allow_plain_http;
    bool local;                 /* the catalogue: asked in the database, behind no gate */
    double price_in, price_out; /* of a million tokens */
};

struct services {
    struct service items[CONFIG_PROVIDERS_MAX];
    size_t count;
    struct service *generators[CONFIG_PROVIDERS_MAX], *resolvers[CONFIG_PROVIDERS_MAX];
    size_t generator_count, resolver_count;
};

/** Make the services that the configuration names.
 *  in   config  borrowed for their life
 *  err  CONFIG no key, no base URL, plain http where it is not allowed, a kind that cannot do it */
bool services_init(struct services *services, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;
