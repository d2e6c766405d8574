/* fuzz_broker_url.c: any bytes as the broker's URL. Seeds: tests/fuzz/corpus/broker_url. */
#include "fuzz.h"

#include "core/mem.h"
#include "io/broker/broker_url.h"

static void check_node(const struct broker_node *node)
{
    MUST(node->host && node->user && node->password && node->vhost);
    MUST(node->port >= 1 && node->port <= 65535);
    MUST(*node->host && *node->user);
    for (const char *at = node->host; *at; at++)
        MUST(*at > ' ' && *at < '\x7f');
    MUST(strlen(node->user) <= 255 && strlen(node->password) <= 255 && strlen(node->vhost) <= 255);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(mem_free) char *url = mem_bytes(bytes, count);
    CLEANUP(broker_nodes_done) struct broker_nodes nodes = {0};
    struct error err = {0};
    const bool ok = broker_url_parse(url, &nodes, &err);
    fuzz_check_error(ok, &err, ERROR_CONFIG);
    MUST(!ok || (nodes.count >= 1 && nodes.count <= BROKER_NODES_MAX));
    for (size_t i = 0; ok && i < nodes.count; i++)
        check_node(&nodes.node[i]);
    return 0;
}
