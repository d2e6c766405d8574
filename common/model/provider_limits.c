/* provider_limits.c: the limits of providers as the services publish them, and what the
 * configuration says instead. */
#include "model/provider_limits.h"

#include <string.h>

#include "core/text.h"

/* Each is configuration. No prices: they change too often to be built in. */
static const struct provider_limits defaults[] = {
    {.name = "gemini", /* of a provider, or else of a kind */
     .base_url = "https://generativelanguage.googleapis.com",
     .model = "gemini-3.5-flash",
     .rate_per_second = 2,
     .timeout_ms = 60000,
     .zone = "America/Los_Angeles",
     .generates = true,
     .needs_key = true},
    {.name = "xai",
     .base_url = "https://api.x.ai/v1",
     .model = "grok-4.20-0309-non-reasoning",
     .rate_per_second = 2,
     .timeout_ms = 60000,
     .zone = "UTC",
     .generates = true,
     .needs_key = true},
    {.name = "openai",
     .rate_per_second = 2,
     .timeout_ms = 60000,
     .zone = "UTC",
     .generates = true,
     .needs_key = true},
    {.name = "isbndb",
     .base_url = "https://api.premium.isbndb.com",
     .rate_per_second = 3,
     .daily_calls = 15000,
     .buffer_calls = 2000,
     .timeout_ms = 15000,
     .zone = "UTC",
     .resolves = true,
     .needs_key = true},
    {.name = "google_books",
     .base_url = "https://www.googleapis.com/books/v1",
     .rate_per_second = 1,
     .daily_calls = 1000,
     .timeout_ms = 15000,
     .zone = "America/Los_Angeles",
     .resolves = true,
     .needs_key = true},
    {.name = "open_library",
     .base_url = "https://openlibrary.org",
     .rate_per_second = 3,
     .timeout_ms = 15000,
     .zone = "UTC",
     .resolves = true},
    {.name = "catalog",
     .base_url = "",
     .rate_per_second = 1,
     .timeout_ms = 15000,
     .zone = "UTC",
     .local = true,
     .generates = true,
     .resolves = true},
};

#define RATE_WITHOUT_CONTACT 1 /* of Open Library */
#define BUFFER_PART 5          /* a default buffer is at most a fifth of the day */

static const struct provider_limits *default_of(const struct config_provider *provider)
{
    const struct provider_limits *of_kind = NULL;
    for (size_t i = 0; i < ARRAY_LEN(defaults); i++) {
        if (strcmp(defaults[i].name, provider->name) == 0 &&
            (strcmp(provider->kind, defaults[i].name) == 0 || strcmp(provider->name, "xai") == 0))
            return &defaults[i];
        if (strcmp(defaults[i].name, provider->kind) == 0)
            of_kind = &defaults[i];
    }
    return of_kind;
}

static bool read_number(const struct config_provider *provider, const char *setting,
                        const char *value, int64_t max, int64_t *ret, struct error *err)
{
    if (!value || text_to_int(value, 0, max, ret))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.%s: '%s' is not a whole number from 0 to %lld", provider->name,
                     setting, value, (long long)max);
}

static bool read_price(const struct config_provider *provider, const char *setting,
                       const char *value, double *ret, struct error *err)
{
    if (!value || text_to_double(value, 0, 1000000, ret))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.%s: '%s' is not an amount from 0 to 1000000", provider->name,
                     setting, value);
}

static bool read_numbers(const struct config_provider *provider, struct provider_limits *ret,
                         struct error *err)
{
    if (provider->rate_per_second &&
        !text_to_double(provider->rate_per_second, 0.001, 10000, &ret->rate_per_second))
        return error_set(err, ERROR_CONFIG, 0,
                         "providers.%s.rate_per_second: '%s' is not a number from 0.001 to 10000",
                         provider->name, provider->rate_per_second);
    int64_t buffer = -1; /* not set */
    if (!read_number(provider, "daily_calls", provider->daily_calls, 1000000000, &ret->daily_calls,
                     err) ||
        !read_number(provider, "buffer_calls", provider->buffer_calls, 1000000000, &buffer, err) ||
        !read_number(provider, "timeout_ms", provider->timeout_ms, 600000, &ret->timeout_ms, err) ||
        !read_price(provider, "price_in", provider->price_in, &ret->price_in, err) ||
        !read_price(provider, "price_out", provider->price_out, &ret->price_out, err))
        return false;
    if (buffer >= 0)
        ret->buffer_calls = buffer;
    else if (ret->buffer_calls > ret->daily_calls / BUFFER_PART) /* of a plan with a smaller day */
        ret->buffer_calls = ret->daily_calls / BUFFER_PART;
    return ret->daily_calls == 0 || ret->buffer_calls < ret->daily_calls ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s: buffer_calls %lld leaves nothing of daily_calls %lld",
                     provider->name, (long long)ret->buffer_calls, (long long)ret->daily_calls);
}

/* Which zones there are, the database knows (zones_check). */
static bool check_zone(const struct config_provider *provider, struct error *err)
{
    static const char known[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/+-";
    return !provider->reset_zone ||
           strspn(provider->reset_zone, known) == strlen(provider->reset_zone) ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.reset_zone: '%s' is not a time zone (Europe/Berlin)",
                     provider->name, provider->reset_zone);
}

/* http://localhost, http://127.0.0.1 and the like, http://[::1]; the host ends there. */
static bool is_loopback(const char *url)
{
    static const char *const hosts[] = {"http://localhost", "http://[::1]", "http://127."};
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        const size_t length = strlen(hosts[i]);
        if (strncmp(url, hosts[i], length) != 0)
            continue;
        const char *end = url + length;
        if (url[length - 1] == '.') /* of 127. */
            end += strspn(end, "0123456789.");
        return *end == '\0' || *end == ':' || *end == '/';
    }
    return false;
}

static bool check_url(const struct config_provider *provider, struct provider_limits *ret,
                      struct error *err)
{
    const char *url = ret->base_url;
    if (!url)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': base_url is not set",
                         provider->name);
    if (strncmp(url, "https://", 8) == 0)
        return true;
    ret->allow_plain_http = strncmp(url, "http://", 7) == 0 &&
                            (is_loopback(url) || text_equal(provider->allow_plain_http, "true"));
    return ret->allow_plain_http ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.base_url: only https://, or http:// on loopback or with "
                     "allow_plain_http",
                     provider->name);
}

static const char *or_default(const char *value, const char *fallback)
{
    return value && *value ? value : fallback;
}

bool provider_limits_read(const struct config_provider *provider, const char *contact,
                          struct provider_limits *ret, struct error *err)
{
    const struct provider_limits *of_kind = default_of(provider);
    if (!of_kind)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': unknown kind '%s'", provider->name,
                         provider->kind);
    struct provider_limits limits = *of_kind;
    limits.name = provider->name;
    limits.base_url = or_default(provider->base_url, of_kind->base_url);
    limits.model = or_default(provider->model, of_kind->model);
    limits.zone = or_default(provider->reset_zone, of_kind->zone);
    if (strcmp(provider->kind, "open_library") == 0 && !(contact && *contact))
        limits.rate_per_second = RATE_WITHOUT_CONTACT;
    if (!check_zone(provider, err) || (!limits.local && (!check_url(provider, &limits, err) ||
                                                         !read_numbers(provider, &limits, err))))
        return false;
    *ret = limits;
    return true;
}

const char *provider_name_next(const char *list, char ret[static 32])
{
    list += strspn(list, ", ");
    size_t length = strcspn(list, ", ");
    if (length == 0)
        return NULL;
    const size_t kept = length < 31 ? length : 31; /* config_check knows no longer ones */
    memcpy(ret, list, kept);
    ret[kept] = '\0';
    return list + length;
}
