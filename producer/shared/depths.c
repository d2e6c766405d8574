/* depths.c: a queue's length is asked for by a passive declare. The broker closes the
 * connection where the queue is missing, so the next queue is asked for on a new one. */
#include "shared/depths.h"

#include "core/json_write.h"
#include "model/topology.h"

enum { FIRST_DLQ = 2 };

static bool ask(const struct broker_options *options, struct broker **broker, struct depths *depths,
                size_t place)
{
    uint32_t ready = 0;
    struct depth *depth = &depths->of[place];
    if (!*broker && !broker_open(options, broker, &depths->why))
        return false;
    text_copy(depths->version, sizeof(depths->version), broker_server_version(*broker));
    if (!broker_check_queue(*broker, depth->queue, &depth->exists, &ready, &depths->why))
        return false;
    depth->ready = ready;
    depth->consumers = broker_checked_consumers(*broker);
    if (!depth->exists) {
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
        depths.known = ask(&options, &broker, &depths, i);
    }
    *ret = depths;
}

int64_t depths_letters(const struct depths *depths)
{
    int64_t letters = 0;
    for (size_t i = FIRST_DLQ; i < DEPTHS_QUEUES; i++)
        letters += depths->of[i].exists ? depths->of[i].ready : 0;
    return depths->known ? letters : -1;
}

void depths_json(struct text *out, const char *key, const struct depths *depths)
{
    json_write_open(out, key, '{');
    json_write_bool(out, "known", depths->known);
    if (!depths->known)
        json_write_text(out, "error", depths->why.message);
    for (size_t i = 0; i < DEPTHS_QUEUES && depths->known; i++) {
        if (depths->of[i].exists)
            json_write_int(out, depths->of[i].queue, depths->of[i].ready);
        else
            json_write_raw(out, depths->of[i].queue, NULL);
    }
    json_write_close(out, '}');
}

void depths_text(struct text *out, const struct depths *depths)
{
    if (!depths->known)
        text_add_format(out, "unknown: %s", depths->why.message);
    for (size_t i = 0; i < DEPTHS_QUEUES && depths->known; i++) {
        text_add_format(out, "%s%s ", i > 0 ? ", " : "", depths->of[i].queue);
        if (depths->of[i].exists)
            text_add_format(out, "%lld", (long long)depths->of[i].ready);
        else
            text_add(out, "does not exist");
    }
}
