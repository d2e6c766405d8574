/* depths.c: passive declares. A missing queue costs the connection, so the next is asked on
 * another. */
#include "shared/depths.h"

#include "model/topology.h"

static bool ask(const struct broker_options *options, struct broker **broker, const char *queue,
                bool *ret_exists, int64_t *ret_ready, struct error *err)
{
    uint32_t ready = 0;
    if (!*broker && !broker_open(options, broker, err))
        return false;
    if (!broker_check_queue(*broker, queue, ret_exists, &ready, err))
        return false;
    *ret_ready = ready;
    if (!*ret_exists) {
        broker_free(*broker);
        *broker = NULL;
    }
    return true;
}

void depths_read(const struct config *config, struct depths *ret)
{
    const struct broker_options options =
        topology_connection(config, "backfill-producer depths", /* confirms= */ false);
    const char *const queues[DEPTHS_QUEUES] = {
        config->broker_backfill_queue, config->broker_enrichment_queue, config->broker_backfill_dlq,
        config->broker_enrichment_dlq};
    CLEANUP(broker_free) struct broker *broker = NULL;
    struct depths depths = {.known = true};
    for (size_t i = 0; i < DEPTHS_QUEUES && depths.known; i++) {
        depths.of[i].queue = queues[i];
        depths.known = ask(&options, &broker, queues[i], &depths.of[i].exists, &depths.of[i].ready,
                           &depths.why);
    }
    *ret = depths;
}
