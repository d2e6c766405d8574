/* depths.c: a queue's length is asked for by a passive declare. The broker closes the
 * connection where the queue is missing, so the next queue is asked for on a new one. */
#include "shared/depths.h"

#include "core/clock.h"
#include "core/json_write.h"
#include "model/topology.h"
#include "shared/context.h"

enum {
    FIRST_DLQ = 2,
    KNOWN_MS = 2000,    /* where a process serves, an answer is good for so long */
    UNKNOWN_MS = 10000, /* and a broker that has not answered is not waited for again */
};

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

static void read_all(const struct config *config, const struct broker_options *options,
                     struct broker **broker, struct depths *ret)
{
    const char *const queues[DEPTHS_QUEUES] = {
        config->broker_backfill_queue, config->broker_enrichment_queue, config->broker_backfill_dlq,
        config->broker_enrichment_dlq};
    struct depths depths = {.known = true};
    for (size_t i = 0; i < DEPTHS_QUEUES && depths.known; i++) {
        depths.of[i].queue = queues[i];
        depths.known = ask(options, broker, &depths, i);
    }
    *ret = depths;
}

/* A process that serves is asked often: it keeps its connection, which may break in between, and
 * its last answer. Without heartbeats nobody needs to read between two questions. */
static void read_again(const struct config *config, struct broker_options *options,
                       struct depths *ret)
{
    static struct broker *kept;
    static struct depths last;
    static int64_t read_ms;
    const int64_t age_ms = clock_monotonic_ms() - read_ms;
    if (read_ms == 0 || age_ms >= (last.known ? KNOWN_MS : UNKNOWN_MS)) {
        const bool fresh = !kept;
        options->heartbeat_s = 0;
        read_all(config, options, &kept, &last);
        if (!last.known) {
            broker_free(kept);
            kept = NULL;
        }
        if (!last.known && !fresh)
            read_all(config, options, &kept, &last);
        read_ms = clock_monotonic_ms();
    }
    *ret = last;
}

void depths_read(const struct config *config, struct depths *ret)
{
    struct broker_options options =
        topology_connection(config, "backfill-producer depths", /* confirms= */ false);
    if (context_is_served()) {
        read_again(config, &options, ret);
        return;
    }
    CLEANUP(broker_free) struct broker *broker = NULL;
    read_all(config, &options, &broker, ret);
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
