/* transport.c: a password, a key or a month may go unprotected to this machine itself; to any other
 * one it must not. Where the configuration allows it all the same, check says so. */
#include "model/transport.h"

#include <string.h>
#include <strings.h>

#include "core/host.h"
#include "io/broker/broker_url.h"
#include "model/provider_limits.h"

static bool check_database(const struct config *config, struct error *err)
{
    if (!database_url_protects(config_database(config, "").url, err))
        return error_wrap(err, "database.url");
    return database_url_protects(config_database_direct(config, "").url, err) ||
           error_wrap(err, "database.direct_url");
}

static bool check_broker(const struct config *config, struct error *err)
{
    CLEANUP(broker_nodes_done) struct broker_nodes nodes = {.count = 0};
    if (!broker_url_parse(config_broker_url(config), &nodes, err))
        return false;
    for (size_t i = 0; i < nodes.count; i++)
        if (!nodes.node[i].tls && !host_is_own(nodes.node[i].host))
            return error_set(err, ERROR_CONFIG, 0,
                             "broker.url: amqp:// sends passwords and messages to '%.100s' for all "
                             "to read: write amqps://",
                             nodes.node[i].host);
    return true;
}

static bool check_list(const struct config *config, const char *list, struct error *err)
{
    char name[32] = "";
    while ((list = provider_name_next(list, name))) {
        CLEANUP(text_done) struct text host = {0};
        struct provider_limits limits = {.name = NULL};
        struct error wrong = {0}; /* check says it with the providers */
        const struct config_provider *provider = config_provider(config, name);
        if (!provider || !provider_limits_read(provider, config->contact, &limits, &wrong) ||
            !limits.allow_plain_http)
            continue;
        host_of_url(limits.base_url, &host);
        if (!host_is_own(text_of(&host)))
            return error_set(err, ERROR_CONFIG, 0,
                             "providers.%s.base_url: http:// sends keys to '%.100s' for all to "
                             "read: write https://",
                             name, text_of(&host));
    }
    return true;
}

static bool check_providers(const struct config *config, struct error *err)
{
    return check_list(config, config->generators, err) &&
           check_list(config, config->resolvers, err) && check_list(config, config->enrichers, err);
}

/* Calls go through a proxy in TLS of their own; its own password does not. */
static bool check_proxy(const struct config *config, struct error *err)
{
    CLEANUP(text_done) struct text host = {0};
    const char *url = config->http_client_proxy;
    host_of_url(url, &host);
    if (!strchr(url, '@') || strncasecmp(url, "https://", 8) == 0 || host_is_own(text_of(&host)))
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "http_client.proxy: sends its password to '%.100s' for all to read: write "
                     "https://, or leave the password out",
                     text_of(&host));
}

/* What alarms say, and the token in a URL. */
static bool check_alerts(const struct config *config, struct error *err)
{
    const char *const urls[] = {config->alert_webhook, config->alert_heartbeat_url};
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        CLEANUP(text_done) struct text host = {0};
        host_of_url(urls[i], &host);
        if (strncmp(urls[i], "http://", 7) == 0 && !host_is_own(text_of(&host)))
            return error_set(err, ERROR_CONFIG, 0,
                             "%s: http:// sends alarms to '%.100s' for all to read: write https://",
                             i == 0 ? "alert.webhook" : "alert.heartbeat_url", text_of(&host));
    }
    return true;
}

const struct transport *transport_at(size_t index)
{
    static const struct transport transports[] = {{"database", check_database},
                                                  {"broker", check_broker},
                                                  {"providers", check_providers},
                                                  {"proxy", check_proxy},
                                                  {"receivers of alarms", check_alerts}};
    return index < ARRAY_LEN(transports) ? &transports[index] : NULL;
}
