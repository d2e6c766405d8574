/* bench-publish.c: the broker's own limit: bare publishing with confirms, as the relay does it.
 *
 *     bench-publish COUNT     to BACKFILL_QUEUE's exchange under ENRICHMENT_QUEUE's key; then
 *     purge it */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/text.h"
#include "io/broker/broker.h"
#include "io/config/config.h"
#include "model/topology.h"

#define WINDOW 256

static bool run(struct broker *broker, struct route route, int64_t count, struct error *err)
{
    char body[200];
    memset(body, 'x', sizeof(body));
    struct broker_properties properties = {.content_type = "text/plain", .message_id = "bench"};
    uint64_t tag = 0, confirmed = 0;
    for (int64_t sent = 0; confirmed < (uint64_t)count;) {
        if (sent < count && tag - confirmed < WINDOW) {
            if (!broker_publish(broker,
                                &(const struct broker_outgoing){route.exchange, route.routing_key,
                                                                &properties, body, sizeof(body)},
                                &tag, err))
                return false;
            sent++;
            continue;
        }
        struct broker_event event = {0};
        if (!broker_next(broker, 10000, -1, &event, err))
            return false;
        if (event.kind == BROKER_CONFIRMED)
            confirmed = event.multiple || event.tag > confirmed ? event.tag : confirmed;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    int64_t count = 0;
    CLEANUP(config_free) struct config *config = NULL;
    CLEANUP(broker_free) struct broker *broker = NULL;
    if (argc != 2 || !text_to_int(argv[1], 1, 10000000, &count)) {
        (void)fprintf(stderr, "usage: bench-publish COUNT\n");
        return 2;
    }
    if (!config_read(NULL, &config, &err))
        goto fail;
    struct broker_options options = topology_connection(config, "bench-publish", true);
    if (!broker_open(&options, &broker, &err))
        goto fail;
    int64_t start = clock_monotonic_ms();
    if (!run(broker, topology_route(config, "enrichment"), count, &err))
        goto fail;
    int64_t ms = clock_monotonic_ms() - start;
    (void)printf("%lld a second\n", (long long)(count * 1000 / (ms > 0 ? ms : 1)));
    return 0;
fail:
    (void)fprintf(stderr, "bench-publish: %s\n", err.message);
    return 1;
}
