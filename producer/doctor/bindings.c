/* bindings.c: the answer of the management API (/api/bindings/VHOST) against the routes of the
 * topology. */
#include "doctor/bindings.h"

#include <stdlib.h>
#include <string.h>

#include "core/host.h"
#include "core/http_message.h"
#include "io/broker/broker_url.h"
#include "io/http/http_fetch.h"
#include "io/json/json.h"
#include "model/topology.h"

#define AREA "bindings"
#define VARIABLE "BACKFILL_BROKER_MANAGEMENT_URL"
#define ANSWER_MAX ((size_t)4 << 20)
#define TIMEOUT_MS 5000
#define NAME_MAX_BYTES 255

struct binding {
    const char *source, *queue, *key; /* NULL where the answer names none */
};

static struct binding binding_of(const struct json *item)
{
    return (struct binding){
        .source = json_string(json_member(item, "source"), NAME_MAX_BYTES),
        .queue = json_string(json_member(item, "destination"), NAME_MAX_BYTES),
        .key = json_string(json_member(item, "routing_key"), NAME_MAX_BYTES),
    };
}

/* Is the route bound to its queue, which has the name of its key? And who else gets from it, or
 * sends into the queue? The exchange "" sends to each queue by its name. */
static bool look_at_route(const struct route *route, const struct json *all, struct text *others)
{
    bool bound = false;
    for (size_t i = 0; i < json_count(all); i++) {
        const struct binding b = binding_of(json_element(all, i));
        const bool ours = text_equal(b.source, route->exchange);
        const bool same_key = text_equal(b.key, route->routing_key);
        const bool same_queue = text_equal(b.queue, route->routing_key);
        bound = bound || (ours && same_key && same_queue);
        if (!b.source || !*b.source || !b.queue || !b.key || ours + same_key + same_queue == 3)
            continue;
        if ((ours && same_key) || same_queue)
            text_add_format(others, "%s%s gets what exchange %s sends with the key %s",
                            others->count > 0 ? "; " : "", b.queue, b.source, b.key);
    }
    return bound;
}

static void compare(const struct config *config, const struct json *all, struct findings *findings)
{
    static const char *const destinations[] = {"backfill", "enrichment", "backfill_dead",
                                               "enrichment_dead"};
    CLEANUP(text_done) struct text missing = {0}, others = {0};
    for (size_t i = 0; i < ARRAY_LEN(destinations); i++) {
        const struct route route = topology_route(config, destinations[i]);
        if (!look_at_route(&route, all, &others))
            text_add_format(&missing, "%squeue %s is not bound to exchange %s",
                            missing.count > 0 ? "; " : "", route.routing_key, route.exchange);
    }
    if (missing.count > 0)
        findings_add(findings, FINDING_CRITICAL, AREA,
                     "run 'backfill-producer topology': until then messages come back",
                     text_of(&missing));
    if (others.count > 0)
        findings_add(findings, FINDING_WARNING, AREA,
                     "unbind it, unless somebody else needs a copy of each message",
                     text_of(&others));
    if (missing.count + others.count == 0)
        findings_good(findings, AREA,
                      "each queue is bound to its exchange, and nothing else is "
                      "(seen through the management API)");
}

static bool read_bindings(const char *url, const char *ca_file, struct json **ret,
                          struct error *err)
{
    static const struct json_limits limits = {.bytes = ANSWER_MAX, .depth = 16, .tokens = 500000};
    const struct http_fetch fetch = {.url = url,
                                     .ca_file = ca_file,
                                     .allow_plain_http = true,
                                     .timeout_ms = TIMEOUT_MS,
                                     .body_max = ANSWER_MAX};
    CLEANUP(text_done) struct text body = {0};
    int status = 0;
    if (!http_get(&fetch, &status, &body, err))
        return false;
    if (status != 200)
        return error_set(err, ERROR_CONFIG, status,
                         "the management API answers %d: its user needs the tag 'management'",
                         status);
    return json_parse(text_of(&body), body.count, &limits, ret, err);
}

static void add_url(const char *base, const char *vhost, struct text *ret)
{
    size_t bytes = strlen(base);
    while (bytes > 0 && base[bytes - 1] == '/')
        bytes--;
    text_add_bytes(ret, base, bytes);
    text_add(ret, "/api/bindings/");
    http_add_encoded(ret, vhost);
}

void bindings_look(const struct config *config, struct findings *findings)
{
    const char *base = getenv(VARIABLE);
    CLEANUP(broker_nodes_done) struct broker_nodes nodes = {.count = 0};
    CLEANUP(text_done) struct text url = {0};
    CLEANUP(json_free) struct json *all = NULL;
    struct error err = {0};
    if (!base || !*base) {
        findings_good(findings, AREA,
                      "AMQP does not show them; set " VARIABLE " to have them compared. Where one "
                      "is missing, messages come back, and an alarm says so");
        return;
    }
    if (!broker_url_parse(config_broker_url(config), &nodes, &err))
        return; /* the connection has said it */
    add_url(base, nodes.node[0].vhost, &url);
    if (!read_bindings(text_of(&url), config->broker_ca_file, &all, &err)) {
        (void)error_wrap(&err, VARIABLE);
        findings_error(findings, FINDING_WARNING, AREA, &err);
        return;
    }
    compare(config, all, findings);
}
