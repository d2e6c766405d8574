/* provider_limits.c: the limits of a provider: those of its row in core/provider_table.h, and what
 * the configuration says instead. Whether a call may be sent is decided in consumer/gate. */
#include "model/provider_limits.h"

#include <stdio.h>
#include <string.h>

#include "core/host.h"
#include "core/provider_table.h"
#include "core/text.h"

#define CALLS_MAX 1000000000
#define BUFFER_PART 5 /* a buffer that is not configured is at most a fifth of the day */

struct number {
    const char *setting, *value; /* value NULL: not configured */
    int64_t max, *ret;
};

static bool read_number(const char *provider, const struct number *number, struct error *err)
{
    if (!number->value || text_to_int(number->value, 0, number->max, number->ret))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.%s: '%s' is not a whole number from 0 to %lld", provider,
                     number->setting, number->value, (long long)number->max);
}

static bool read_numbers(const struct config_provider *provider, struct provider_limits *ret,
                         struct error *err)
{
    if (provider->rate_per_second &&
        !text_to_double(provider->rate_per_second, 0.001, 10000, &ret->rate_per_second))
        return error_set(err, ERROR_CONFIG, 0,
                         "providers.%s.rate_per_second: '%s' is not a number from 0.001 to 10000",
                         provider->name, provider->rate_per_second);
    int64_t buffer = -1; /* not configured */
    const struct number numbers[] = {
        {"daily_calls", provider->daily_calls, CALLS_MAX, &ret->daily_calls},
        {"buffer_calls", provider->buffer_calls, CALLS_MAX, &buffer},
        {"timeout_ms", provider->timeout_ms, 600000, &ret->timeout_ms},
        {"max_tokens", provider->max_tokens, 65536, &ret->max_tokens},
    };
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (!read_number(provider->name, &numbers[i], err))
            return false;
    if (buffer >= 0)
        ret->buffer_calls = buffer;
    else if (ret->buffer_calls > ret->daily_calls / BUFFER_PART) /* a plan with fewer calls */
        ret->buffer_calls = ret->daily_calls / BUFFER_PART;
    return ret->daily_calls == 0 || ret->buffer_calls < ret->daily_calls ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s: buffer_calls %lld leaves nothing of daily_calls %lld",
                     provider->name, (long long)ret->buffer_calls, (long long)ret->daily_calls);
}

/* Only the form of the name is checked here; zones_check asks the database whether there is such a
 * zone. */
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

static bool is_loopback(const char *url)
{
    CLEANUP(text_done) struct text host = {0};
    host_of_url(url, &host);
    return host.count > 0 && host_is_own(text_of(&host));
}

static bool check_url(const struct config_provider *provider, struct provider_limits *ret,
                      struct error *err)
{
    const char *url = ret->base_url;
    if (!url)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': base_url is not set",
                         provider->name);
    if (strchr(url, '@')) /* what stands before it looks like the host, or is a password */
        return error_set(err, ERROR_CONFIG, 0, "providers.%s.base_url: must hold no '@'",
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

/* Where nothing is said of a price, calls of one's own database cost nothing, nor do those of a
 * server on this machine that needs no key. Resolvers are paid by the month, or not at all: what
 * one of their calls costs is known where somebody writes it. */
static bool read_prices(const struct config_provider *provider, struct provider_limits *ret,
                        struct error *err)
{
    if (!price_read(provider, ret->model, &ret->price, err))
        return false;
    ret->price.known = ret->price.known || ret->local || !ret->generates ||
                       (text_equal(provider->key, "none") && is_loopback(ret->base_url));
    return true;
}

static const char *or_default(const char *value, const char *fallback)
{
    return value && *value ? value : fallback;
}

static double default_rate(const struct provider_defaults *row, const char *contact)
{
    return row->rate_without_contact > 0 && !(contact && *contact) ? row->rate_without_contact
                                                                   : row->rate_per_second;
}

bool provider_limits_read(const struct config_provider *provider, const char *contact,
                          struct provider_limits *ret, struct error *err)
{
    const struct provider_defaults *row = provider_table_find(provider->name, provider->kind);
    if (!row)
        return error_set(err, ERROR_CONFIG, 0, "provider '%s': unknown kind '%s'", provider->name,
                         provider->kind);
    struct provider_limits limits = {
        .name = provider->name,
        .base_url = or_default(provider->base_url, row->base_url),
        .model = or_default(provider->model, row->model),
        .rate_per_second = default_rate(row, contact),
        .daily_calls = row->daily_calls,
        .buffer_calls = row->buffer_calls,
        .zone = or_default(provider->reset_zone, row->zone),
        .timeout_ms = row->timeout_ms,
        .max_tokens = PROVIDER_MAX_TOKENS,
        .generates = row->generates,
        .resolves = row->resolves,
        .needs_key = row->needs_key,
        .local = row->local,
    };
    if (!check_zone(provider, err) ||
        (!limits.local &&
         (!check_url(provider, &limits, err) || !read_numbers(provider, &limits, err))) ||
        !read_prices(provider, &limits, err))
        return false;
    *ret = limits;
    return true;
}

struct provider_key_variable provider_key_variable(const struct config_provider *provider)
{
    struct provider_key_variable variable = {.from_file = false};
    const struct provider_defaults *row = provider_table_find(provider->name, provider->kind);
    char name[32];
    if (row && row->built_in && row->key_variable) {
        variable.from_file = true;
        text_copy(variable.name, sizeof(variable.name), row->key_variable);
        return variable;
    }
    text_copy(name, sizeof(name), provider->name);
    for (char *at = name; *at; at++) /* toupper() would depend on the locale */
        *at = (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    (void)snprintf(variable.name, sizeof(variable.name), "BACKFILL_PROVIDERS_%s_KEY", name);
    return variable;
}

bool provider_key_check(const struct config_provider *provider, struct error *err)
{
    const struct provider_defaults *row = provider_table_find(provider->name, provider->kind);
    if (!row || !row->needs_key || (provider->key && *provider->key))
        return true;
    const struct provider_key_variable variable = provider_key_variable(provider);
    return error_set(err, ERROR_CONFIG, 0,
                     "the key of '%s' is not set: set %s%s%s%s, or key = \"none\" in its block if "
                     "it needs none",
                     provider->name, variable.name, variable.from_file ? " or " : "",
                     variable.from_file ? variable.name : "", variable.from_file ? "_FILE" : "");
}

const char *provider_name_next(const char *list, char ret[static 32])
{
    list += strspn(list, ", ");
    size_t length = strcspn(list, ", ");
    if (length == 0)
        return NULL;
    const size_t kept = length < 31 ? length : 31; /* config_check refuses longer names */
    memcpy(ret, list, kept);
    ret[kept] = '\0';
    return list + length;
}
