/* provider_limits.h: what the configuration and a kind's defaults make of a provider: where it is,
 * how often it may be asked, and what that costs. The consumer keeps to these numbers and the
 * producer plans by them, so both read them here. */
#pragma once
#include "io/config/config.h"

struct provider_limits {
    const char *name;     /* borrowed from the configuration, as is all text */
    const char *base_url; /* NULL: none is configured and none is known */
    const char *model;
    double rate_per_second;
    int64_t daily_calls;  /* limit; 0: none */
    int64_t buffer_calls; /* of them kept back */
    const char *zone;     /* whose midnight begins its day; which there are, PostgreSQL knows */
    int64_t timeout_ms;
    double price_in, price_out; /* of a million tokens */
    bool generates, resolves, needs_key;
    bool local; /* the catalogue: asked in the database, behind no gate */
    bool allow_plain_http;
};

/** The limits of one provider.
 *  in   contact  of the configuration: some services allow more to those who name one
 *  err  CONFIG unknown kind, no base URL or one that is not allowed, a number out of its range, a
 *       buffer that leaves nothing of the day */
bool provider_limits_read(const struct config_provider *provider, const char *contact,
                          struct provider_limits *ret, struct error *err)
    __attribute__((nonnull(1, 3, 4))) MUST_CHECK;

/** The next name of a comma list of providers, and where the list goes on; NULL: there is none. */
const char *provider_name_next(const char *list, char ret[static 32]);
