/* service.h: a configured provider while the process lives: the functions of its kind, its settings
 * and its limits.
 *
 * Services are made when the process starts. Three things of a service change later: the form of
 * answer that its server is asked for, when the server refuses a richer one, the number of tokens,
 * when it takes fewer, and its key. */
#pragma once
#include <stdatomic.h>

#include "io/config/config.h"
#include "io/http/http.h"
#include "model/price.h"
#include "providers/provider.h"

struct service {
    const char *name;
    const struct provider_kind *kind;
    struct provider_settings settings; /* its key is that of the start: see service_settings */
    size_t index;                      /* among all services of the process */
    double rate_per_second;
    int64_t daily_calls;  /* limit; 0: none */
    int64_t buffer_calls; /* how many of daily_calls are kept back */
    const char *zone;     /* whose midnight begins its day */
    int64_t timeout_ms;
    size_t body_max;
    bool allow_plain_http;
    bool generates, resolves, needs_key;
    bool local;         /* asked in our own database, without the gate */
    struct price price; /* of its model, or of a call */
    atomic_int *output; /* enum structured_output: the richest form that was not refused */
    atomic_int *tokens; /* of an answer, the most that were not refused; 0: no limit is sent */
    _Atomic(const char *) *key; /* the one that holds now; NULL: none is needed */
};

struct services {
    struct service items[CONFIG_PROVIDERS_MAX];
    atomic_int outputs[CONFIG_PROVIDERS_MAX]; /* one for each service, as are tokens and keys */
    atomic_int tokens[CONFIG_PROVIDERS_MAX];
    _Atomic(const char *) keys[CONFIG_PROVIDERS_MAX];
    struct kept_key *kept; /* every key that was read again; calls may still use older ones */
    size_t count;
    struct service *generators[CONFIG_PROVIDERS_MAX], *resolvers[CONFIG_PROVIDERS_MAX];
    struct service *enrichers[CONFIG_PROVIDERS_MAX];
    size_t generator_count, resolver_count, enricher_count;
};

/** Make the services that the configuration names for the queues that it takes work from
 *  (consumer.queue).
 *  in    config  borrowed for their life
 *  out   services  the caller ends them with services_done
 *  err   CONFIG no key, no base URL, plain http where it is not allowed, a kind that cannot do
 *        it */
bool services_init(struct services *services, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Make one service by its name, whether the configuration lists it or not. All lists stay empty.
 *  err   CONFIG unknown name, or as services_init */
bool services_init_one(struct services *services, const struct config *config, const char *name,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/** Free the keys that were read again. Nothing uses the services any more. */
void services_done(struct services *services);

/** Take over the keys of a configuration that was read again. A service whose key is missing there
 *  keeps its own. One thread. */
void services_take_keys(struct services *services, const struct config *fresh) NONNULL_ALL;

/** The settings to build a request with: the service's, with the key and the form of answer that
 *  hold now. Any thread. */
struct provider_settings service_settings(const struct service *service) NONNULL_ALL;

/** The settings to read an answer with.
 *  in    key  the one of its request; NULL: it had none */
struct provider_settings service_settings_sent(const struct service *service, const char *key)
    __attribute__((nonnull(1)));

/** Did the server refuse the form of answer that it was asked for, or the number of tokens, so that
 *  a plainer form or fewer tokens are worth a try? If so, the service asks for these from now on.
 *  Any thread.
 *  in    output, max_tokens  of the request;  response  its answer */
bool service_step_down(const struct service *service, enum structured_output output, int max_tokens,
                       const struct http_response *response) NONNULL_ALL MUST_CHECK;

/** How many tokens are counted where the service says so many: no more than a call can need. */
int64_t service_tokens(int64_t said);

/** Is it known what its calls cost? Only a generator whose model has no price is one of which it is
 *  not: what its calls cost counts as 0, and nobody may take that for a sum. A resolver of which
 *  nothing is said costs nothing by the call. */
bool service_price_known(const struct service *service) NONNULL_ALL;

/** May a call cost something? True where that is not known. */
bool service_costs(const struct service *service) NONNULL_ALL;

/** What a call with so many tokens costs, in millionths (core/amount.h); 0: nothing or unknown. */
int64_t service_cost(const struct service *service, int64_t tokens_in, int64_t tokens_out)
    NONNULL_ALL;

/** Make a call ready to be sent, for the first time or again: an earlier answer is freed, and its
 *  times and sizes are set to the service's. Its request and secret stay. */
void service_prepare_call(const struct service *service, struct http_call *call) NONNULL_ALL;
