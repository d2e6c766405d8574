/* topology.c: declaring and checking the exchanges and queues.
 *
 * A quorum queue that was just declared is lost when its broker is killed. So a deploy step
 * declares, and waits; consumers only check. The broker tells a queue's arguments to nobody, but
 * refuses to declare it with others: so one that is there is declared again to compare them. */
#include "model/topology.h"

#include <string.h>

#include "core/clock.h"

/* The broker dead-letters a message that was delivered so often. Our own counts of crashes end it
 * long before. */
#define DELIVERY_LIMIT 20

/* A queue is bound with its own name. So one that the configuration names anew takes nothing from
 * the one before, which stays bound, and gets nothing more. */
struct queue_plan {
    struct broker_queue queue;
    const char *exchange;
};

static void plan(const struct config *c, struct queue_plan ret[static 4])
{
    const char *dead = c->broker_dead_exchange;
    ret[0] = (struct queue_plan){{.name = c->broker_backfill_dlq}, dead};
    ret[1] = (struct queue_plan){{.name = c->broker_enrichment_dlq}, dead};
    ret[2] = (struct queue_plan){{.name = c->broker_backfill_queue,
                                  .delivery_limit = DELIVERY_LIMIT,
                                  .dead_exchange = dead,
                                  .dead_routing_key = c->broker_backfill_dlq},
                                 c->broker_exchange};
    ret[3] = (struct queue_plan){{.name = c->broker_enrichment_queue,
                                  .delivery_limit = DELIVERY_LIMIT,
                                  .dead_exchange = dead,
                                  .dead_routing_key = c->broker_enrichment_dlq},
                                 c->broker_exchange};
}

/* NULL: there are no events. */
static const char *enriched_exchange(const struct config *config)
{
    return *config->broker_enriched_exchange != '\0' ? config->broker_enriched_exchange : NULL;
}

struct route topology_route(const struct config *config, const char *destination)
{
    const struct {
        const char *destination;
        struct route route;
    } routes[] = {
        {"backfill", {config->broker_exchange, config->broker_backfill_queue, false}},
        {"enrichment", {config->broker_exchange, config->broker_enrichment_queue, false}},
        {"backfill_dead", {config->broker_dead_exchange, config->broker_backfill_dlq, false}},
        {"enrichment_dead", {config->broker_dead_exchange, config->broker_enrichment_dlq, false}},
        {"enriched", {enriched_exchange(config), "backfill.enriched.v1", true}},
    };
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        if (strcmp(routes[i].destination, destination) == 0)
            return routes[i].route;
    return (struct route){.exchange = NULL};
}

struct broker_options topology_connection(const struct config *config, const char *name,
                                          bool confirms)
{
    return (struct broker_options){
        .url = config_broker_url(config),
        .ca_file = config->broker_ca_file,
        .name = name,
        .heartbeat_s = config->broker_heartbeat_seconds,
        .timeout_ms = config->broker_timeout_ms,
        .confirms = confirms,
    };
}

/* Asking for a queue that is missing ends the connection, so each is asked for on one of its
 * own. */
static bool queue_exists(const struct broker_options *options, const char *name, bool *ret,
                         struct error *err)
{
    CLEANUP(broker_free) struct broker *broker = NULL;
    uint32_t ready = 0;
    return broker_open(options, &broker, err) && broker_check_queue(broker, name, ret, &ready, err);
}

static bool declare_queue(struct broker *broker, const struct queue_plan *plan, struct error *err)
{
    return broker_declare_queue(broker, &plan->queue, err) &&
           broker_bind_queue(broker, plan->queue.name, plan->exchange, plan->queue.name, err);
}

bool topology_declare(const struct config *config, int *ret_created, struct error *err)
{
    struct broker_options options =
        topology_connection(config, "backfill-producer topology", false);
    struct queue_plan queues[4];
    plan(config, queues);
    int created = 0;
    CLEANUP(broker_free) struct broker *broker = NULL;
    if (!broker_open(&options, &broker, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        bool exists = false;
        if (!queue_exists(&options, queues[i].queue.name, &exists, err))
            return error_wrap(err, "queue %s", queues[i].queue.name);
        created += !exists;
    }
    if (!broker_declare_exchange(broker, config->broker_exchange, err) ||
        !broker_declare_exchange(broker, config->broker_dead_exchange, err) ||
        (enriched_exchange(config) &&
         !broker_declare_exchange(broker, enriched_exchange(config), err)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(queues); i++)
        if (!declare_queue(broker, &queues[i], err))
            return error_wrap(err,
                              err->code == 406 ? "queue %s has other arguments than this "
                                                 "configuration gives it: delete it while it is "
                                                 "empty, then run this again"
                                               : "queue %s",
                              queues[i].queue.name);
    *ret_created = created;
    return true;
}

static bool check_exchange(struct broker *broker, const char *name, struct error *err)
{
    bool exists = false;
    if (!broker_check_exchange(broker, name, &exists, err))
        return error_wrap(err, "exchange %s", name);
    return exists ||
           error_set(err, ERROR_CONFIG, 404,
                     "exchange %s does not exist: run 'backfill-producer topology'", name);
}

static bool check_queue(struct broker *broker, const char *name, struct error *err)
{
    bool exists = false;
    uint32_t ready = 0;
    if (!broker_check_queue(broker, name, &exists, &ready, err))
        return error_wrap(err, "queue %s", name);
    return exists || error_set(err, ERROR_CONFIG, 404,
                               "queue %s does not exist: run 'backfill-producer topology'", name);
}

bool topology_check(const struct config *config, struct error *err)
{
    struct broker_options options = topology_connection(config, "backfill check", false);
    struct queue_plan queues[4];
    plan(config, queues);
    CLEANUP(broker_free) struct broker *broker = NULL;
    if (!broker_open(&options, &broker, err) ||
        !check_exchange(broker, config->broker_exchange, err) ||
        !check_exchange(broker, config->broker_dead_exchange, err) ||
        (enriched_exchange(config) && !check_exchange(broker, enriched_exchange(config), err)))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(queues); i++)
        if (!check_queue(broker, queues[i].queue.name, err))
            return false;
    return true;
}

bool topology_check_arguments(const struct config *config, const char *queue, struct error *err)
{
    struct broker_options options = topology_connection(config, "backfill check", false);
    struct queue_plan queues[4];
    plan(config, queues);
    size_t i = 0;
    while (strcmp(queues[i].queue.name, queue) != 0)
        i++;
    bool exists = false;
    CLEANUP(broker_free) struct broker *broker = NULL;
    if (!queue_exists(&options, queue, &exists, err))
        return false;
    if (!exists) /* to declare it would make it */
        return error_set(err, ERROR_CONFIG, 404, "queue %s does not exist", queue);
    return broker_open(&options, &broker, err) &&
           broker_declare_queue(broker, &queues[i].queue, err);
}

/* ---- rights ---- */

static bool check_right(const struct broker_options *options, const char *name,
                        bool (*may)(struct broker *broker, const char *name, struct error *err),
                        struct error *err)
{
    CLEANUP(broker_free) struct broker *broker = NULL;
    return broker_open(options, &broker, err) && may(broker, name, err);
}

bool topology_check_rights(const struct config *config, enum topology_user user, struct error *err)
{
    const struct broker_options options = topology_connection(config, "backfill check", false);
    const struct {
        enum topology_user from;
        const char *name;
        bool (*may)(struct broker *broker, const char *name, struct error *err);
    } rights[] = {
        {TOPOLOGY_PRODUCER, config->broker_exchange, broker_may_publish},
        {TOPOLOGY_PRODUCER, config->broker_dead_exchange, broker_may_publish},
        {TOPOLOGY_PRODUCER, enriched_exchange(config), broker_may_publish},
        {TOPOLOGY_CONSUMER, config->broker_backfill_queue, broker_may_consume},
        {TOPOLOGY_CONSUMER, config->broker_enrichment_queue, broker_may_consume},
        {TOPOLOGY_OPERATOR, config->broker_backfill_dlq, broker_may_consume},
        {TOPOLOGY_OPERATOR, config->broker_enrichment_dlq, broker_may_consume},
    };
    for (size_t i = 0; i < ARRAY_LEN(rights); i++)
        if (rights[i].name && user >= rights[i].from &&
            !check_right(&options, rights[i].name, rights[i].may, err))
            return false;
    return true;
}
