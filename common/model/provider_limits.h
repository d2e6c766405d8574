/* provider_limits.h: the limits of a configured provider: where it is, how often it may be asked,
 * and what that costs. They begin with its row in core/provider_table.h, and the configuration
 * stands over that. The consumer keeps to these numbers and the producer plans by them. */
#pragma once
#include "model/price.h"

/* Twenty books with a sentence each take a tenth of it; the rest is for thoughts. */
enum { PROVIDER_MAX_TOKENS = 16384 };

struct provider_limits {
    const char *name; /* borrowed from the configuration, as is all text */
    const char *base_url;
    const char *model; /* NULL: none is configured and none is built in */
    double rate_per_second;
    int64_t daily_calls;  /* limit; 0: none */
    int64_t buffer_calls; /* how many of daily_calls are kept back */
    const char *zone;     /* whose midnight begins its day; zones_check asks PostgreSQL for it */
    int64_t timeout_ms;
    int64_t max_tokens; /* of one answer of a generator */
    struct price price; /* of its model; known, and 0, where calls cost nothing for sure */
    bool generates, resolves, needs_key;
    bool local;            /* asked in our own database, without HTTP and these limits */
    bool allow_plain_http; /* base_url is http://, and may be */
};

/** Read the limits of one provider.
 *  in    provider  its kind is set;  contact  the configuration's, because Open Library allows more
 *                  calls to those who name one; NULL or "": none
 *  out   ret       its texts are borrowed from provider
 *  err   CONFIG unknown kind, no base URL or one that is not allowed, a number out of its range, a
 *        buffer that leaves nothing of the day, prices that price_read refuses */
bool provider_limits_read(const struct config_provider *provider, const char *contact,
                          struct provider_limits *ret, struct error *err)
    __attribute__((nonnull(1, 3, 4))) MUST_CHECK;

/** Has the provider the key that it needs? "none" is one for servers that need none.
 *  err   CONFIG names the variable that is missing */
bool provider_key_check(const struct config_provider *provider, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The environment variable of a provider's key, such as XAI_API_KEY, and whether a variable with
 *  _FILE behind it is read, too. */
struct provider_key_variable {
    char name[64];
    bool from_file;
};
struct provider_key_variable provider_key_variable(const struct config_provider *provider)
    NONNULL_ALL;

/** Take the next name from a comma list of providers.
 *  out   the list behind the name; NULL: there was no further name
 *        ret  the name; untouched where there was none */
const char *provider_name_next(const char *list, char ret[static 32]) NONNULL_ALL MUST_CHECK;
