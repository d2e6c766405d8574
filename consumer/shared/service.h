/* service.h: a configured provider at run time: its kind's translations, its settings, its limits.
 * Made once at start from the configuration and the kind's defaults; unchanged afterwards, but for
 * the form of answer that its server has turned out to take, and its key. */
#pragma once
#include <stdatomic.h>

#include "io/config/config.h"
#include "io/http/http.h"
#include "providers/provider.h"

struct service {
    const char *name;
    const struct provider_kind *kind;
    struct provider_settings settings; /* its key is the first: see service_settings */
    size_t index;                      /* among all services of the process */
    double rate_per_second;
    int64_t daily_calls;  /* limit; 0: none */
    int64_t buffer_calls; /* of them kept back */
    const char *zone;     /* whose midnight begins its day */
    int64_t timeout_ms;
    size_t body_max;
    bool allow_plain_http;
    bool generates, resolves, needs_key;
    bool local;                 /* the catalogue: asked in the database, behind no gate */
    double price_in, price_out; /* of a million tokens */
    atomic_int *output; /* enum structured_output: the richest that was not refused so far */
    _Atomic(const char *) *key; /* of now; NULL: none */
};

struct services {
    struct service items[CONFIG_PROVIDERS_MAX];
    atomic_int outputs[CONFIG_PROVIDERS_MAX]; /* by service, as keys */
    _Atomic(const char *) keys[CONFIG_PROVIDERS_MAX];
    struct kept_key *kept; /* keys that came later; calls may still hold the earlier ones */
    size_t count;
    struct service *generators[CONFIG_PROVIDERS_MAX], *resolvers[CONFIG_PROVIDERS_MAX];
    size_t generator_count, resolver_count;
};

/** Make the services that the configuration names.
 *  in   config  borrowed for their life
 *  err  CONFIG no key, no base URL, plain http where it is not allowed, a kind that cannot do it */
bool services_init(struct services *services, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Make one service by its name, whether the lists name it or not; it is in none of them.
 *  err  CONFIG unknown name, or as services_init */
bool services_init_one(struct services *services, const struct config *config, const char *name,
                       struct error *err) NONNULL_ALL MUST_CHECK;

void services_done(struct services *services);

/** Take over the keys of a configuration that was read again. One that is missing there stays. */
void services_take_keys(struct services *services, const struct config *fresh) NONNULL_ALL;

/** The settings to build a request with: those of the service, with the key and in the form that
 *  hold now. */
struct provider_settings service_settings(const struct service *service) NONNULL_ALL;

/** The settings to read an answer with: the key is the one that its request went out with. */
struct provider_settings service_settings_sent(const struct service *service, const char *key);

/** A request in this form was answered so: is a plainer one worth a try? Remembered for the life of
 *  the process. */
bool service_step_down(const struct service *service, enum structured_output asked,
                       const struct http_response *response) NONNULL_ALL MUST_CHECK;

/** What so many tokens cost, by the configured prices. */
double service_cost(const struct service *service, int64_t tokens_in, int64_t tokens_out)
    NONNULL_ALL;

/** Make a call ready to be sent (again): what the service's settings say of times and sizes. Its
 *  secret is set where its request is built. */
void service_prepare_call(const struct service *service, struct http_call *call) NONNULL_ALL;
